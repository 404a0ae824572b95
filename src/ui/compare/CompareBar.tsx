/** Tools of the comparison: view, prompts, models, share and export. */
import type { JSX } from 'react';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import { type Comparison, LEAST_LANES, MOST_LANES } from '../../state/compare/compare-store.ts';
import { COMPARE_VIEWS, type CompareView, INSIDES, type LaneSpec } from '../../state/compare/permalink.ts';
import type { Library } from '../../state/models/library.ts';
import { useServices } from '../app-context.tsx';
import type { StageTool } from '../canvas/stage-types.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { Menu, type MenuEntry } from '../kit/Menu.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { useLibraryState } from '../models/use-library.ts';
import type { AgreementNow } from './agreement-now.ts';
import css from './Compare.module.css';
import { INSIDE_WORDS } from './inside.ts';
import { copyLink, saveFigures, saveSheet } from './share.ts';
import { useCompare } from './use-comparison.ts';

const VIEW_WORDS: Record<CompareView, string> = {
  side: 'Beside',
  swipe: 'Swipe',
  blink: 'Blink',
  agreement: 'Agreement',
};

interface BarProps {
  readonly comparison: Comparison;
  readonly library: Library;
  readonly agreement: AgreementNow | null;
  readonly label: PromptLabel;
  readonly tool: StageTool;
  readonly onLabel: (label: PromptLabel) => void;
  readonly onTool: (tool: StageTool) => void;
  readonly onFit: () => void;
}

/** Every model that is here, in the sizes and backends it can take. */
function addable(library: ReturnType<Library['api']['getState']>): readonly { spec: LaneSpec; label: string }[] {
  return library.models.flatMap(({ manifest, origin }) => {
    if (origin === 'embedded') {
      const sizes = manifest.transform.allowedSizes ?? [manifest.transform.size];
      return [
        ...sizes.map((size) => ({ spec: { model: manifest.id, size }, label: `${manifest.name} at ${size} px` })),
        { spec: { model: manifest.id, backend: 'webgpu' as const }, label: `${manifest.name} on WebGPU` },
        { spec: { model: manifest.id, backend: 'wasm' as const }, label: `${manifest.name} on WASM` },
      ];
    }
    return Object.entries(library.presence).flatMap(([key, presence]) => {
      const [id, precision] = key.split('|');
      if (id !== manifest.id || presence.phase !== 'here') return [];
      const known = Object.values(manifest.files).find((f) => f.precision === precision)?.precision;
      return [{ spec: { model: id, ...(known ? { precision: known } : {}) }, label: `${manifest.name}, ${precision}` }];
    });
  });
}

export function CompareBar(props: BarProps): JSX.Element {
  const { comparison, library, label, tool } = props;
  const app = useServices();
  const state = useCompare(comparison, (s) => s);
  const known = useLibraryState(library, (s) => s);
  const specs = state.lanes.map((l) => l.spec);
  const adds: readonly MenuEntry[] = addable(known).map(({ spec, label: words }, i) => ({
    id: `add-${i}`,
    label: words,
    run: () => comparison.setLanes([...specs, spec]),
  }));
  return (
    <div className={css.bar} role="toolbar" aria-label="Comparison">
      <Segmented
        label="View"
        value={state.view}
        options={COMPARE_VIEWS.map((value) => ({ value, label: VIEW_WORDS[value] }))}
        onChange={comparison.setView}
      />
      <Segmented
        label="A click means"
        value={label}
        options={[
          { value: 'include', label: 'Include', icon: 'plus', tone: 'include' },
          { value: 'exclude', label: 'Exclude', icon: 'minus', tone: 'exclude' },
        ]}
        onChange={props.onLabel}
      />
      <Segmented
        label="Tool"
        compact
        value={tool === 'box' || tool === 'pan' ? tool : 'point'}
        options={[
          { value: 'point', label: 'Click', icon: 'point' },
          { value: 'box', label: 'Draw a box', icon: 'box' },
          { value: 'pan', label: 'Move the picture', icon: 'pan' },
        ]}
        onChange={props.onTool}
      />
      <span className={css.group}>
        <IconButton icon="undo" label="Undo" isDisabled={state.past.length === 0} onPress={() => comparison.undo()} />
        <IconButton icon="redo" label="Redo" isDisabled={state.undone.length === 0} onPress={() => comparison.redo()} />
        <IconButton
          icon="trash"
          label="Remove all prompts"
          isDisabled={state.prompts.length === 0}
          onPress={() => comparison.setPrompts([])}
        />
        <IconButton icon="fit" label="Show the whole picture" onPress={props.onFit} />
      </span>
      <span className={css.group}>
        <Menu
          label="Look inside the models"
          trigger={<IconButton icon="layers" label="Look inside the models" />}
          entries={INSIDES.map((inside) => ({
            id: inside,
            label: INSIDE_WORDS[inside],
            disabled: inside === state.inside,
            run: () => comparison.setInside(inside),
          }))}
        />
        <Menu
          label="Models to add"
          trigger={
            <Button icon="plus" isDisabled={specs.length >= MOST_LANES}>
              Add a model
            </Button>
          }
          entries={adds}
        />
        <Menu
          label="Take out a model"
          trigger={
            <Button icon="minus" look="quiet" isDisabled={specs.length <= LEAST_LANES}>
              Take out
            </Button>
          }
          entries={state.lanes.map((lane, i) => ({
            id: lane.id,
            label: `${'ABCD'[i]} · ${lane.manifest?.name ?? lane.spec.model}`,
            run: () => comparison.setLanes(specs.filter((_, at) => at !== i)),
          }))}
        />
        <Menu
          label="Share and save"
          trigger={<Button icon="download">Share</Button>}
          entries={[
            { id: 'link', label: 'Copy a link', icon: 'link', run: () => void copyLink(app, comparison) },
            {
              id: 'png',
              label: 'Save as one picture (PNG)',
              icon: 'image',
              run: () => void saveSheet(app, comparison, props.agreement),
            },
            {
              id: 'json',
              label: 'Save the figures (JSON)',
              icon: 'layers',
              run: () => void saveFigures(app, comparison),
            },
          ]}
        />
      </span>
    </div>
  );
}
