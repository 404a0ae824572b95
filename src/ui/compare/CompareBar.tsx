/** Tools of the comparison: view, prompts, models, share and export. */
import type { JSX } from 'react';
import type { Agreement } from '../../core/compare/agreement.ts';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import { type Comparison, LEAST_LANES, MOST_LANES } from '../../state/compare/compare-store.ts';
import { COMPARE_VIEWS, type CompareView, formatLink, type LaneSpec } from '../../state/compare/permalink.ts';
import type { Library } from '../../state/models/library.ts';
import { useServices } from '../app-context.tsx';
import type { StageTool } from '../canvas/stage-types.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { Menu, type MenuEntry } from '../kit/Menu.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { useLibraryState } from '../models/use-library.ts';
import css from './Compare.module.css';
import { comparisonReport } from './export-json.ts';
import { comparisonSheet } from './export-sheet.ts';
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
  readonly agreement: { readonly agreement: Agreement; readonly lanes: readonly number[] } | null;
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
  const address = (): string =>
    `${location.href.split('#')[0]}#/compare/${formatLink({
      lanes: specs,
      view: state.view,
      prompts: state.prompts,
      ...(state.picture ? { size: state.picture.size } : {}),
    })}`;
  const share = async (): Promise<void> => {
    const link = address();
    history.replaceState(null, '', link);
    try {
      await navigator.clipboard.writeText(link);
      app.store.notify({
        tone: 'good',
        title: 'Link copied',
        text: 'It carries models, clicks and view, never the picture.',
        lasts: 6000,
      });
    } catch {
      app.store.notify({
        tone: 'info',
        title: 'The link is in the address bar',
        text: 'The browser did not allow copying.',
        lasts: 8000,
      });
    }
  };
  const save = async (make: () => Promise<Blob>, name: string): Promise<void> => {
    try {
      app.deps.exporter.save(await make(), name);
    } catch (thrown) {
      app.store.fail('export', thrown);
    }
  };
  const adds: readonly MenuEntry[] = addable(known).map(({ spec, label: words }, i) => ({
    id: `add-${i}`,
    label: words,
    run: () => comparison.setLanes([...specs, spec]),
  }));
  const stem = (state.picture?.name ?? 'comparison').replace(/\.[^.]*$/, '');
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
            { id: 'link', label: 'Copy a link', icon: 'link', run: () => void share() },
            {
              id: 'png',
              label: 'Save as one picture (PNG)',
              icon: 'image',
              run: () => void save(() => comparisonSheet(state, props.agreement), `${stem}-comparison.png`),
            },
            {
              id: 'json',
              label: 'Save the figures (JSON)',
              icon: 'layers',
              run: () =>
                void save(
                  async () =>
                    new Blob([JSON.stringify(comparisonReport(state), null, 2)], { type: 'application/json' }),
                  `${stem}-comparison.json`,
                ),
            },
          ]}
        />
      </span>
    </div>
  );
}
