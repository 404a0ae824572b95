/** The list of objects and the settings of the active one. */
import type { JSX } from 'react';
import { activeObject, type SegObject } from '../../state/document.ts';
import { useApp, useServices } from '../app-context.tsx';
import { readableKeys } from '../command.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { Menu } from '../kit/Menu.tsx';
import { Slider } from '../kit/Slider.tsx';
import { useTouch } from '../kit/use-media.ts';
import { runCommand, useCommandContext } from '../use-commands.ts';
import { CandidateStrip } from './CandidateStrip.tsx';
import { SEGMENT_COMMANDS } from './commands.ts';
import { Doubt } from './Doubt.tsx';
import { FindPanel } from './FindPanel.tsx';
import { ObjectList } from './ObjectList.tsx';
import { ObjectMeasuresLine } from './ObjectMeasuresLine.tsx';
import css from './ObjectPanel.module.css';
import { CLEAN_UP_COMMANDS, FIND_COMMANDS } from './object-commands.ts';
import { inWords } from './pointing-words.ts';
import { RefineReach } from './RefineReach.tsx';
import { refineWithClicks, takesMask } from './refine-with-clicks.ts';
import { SubjectButton } from './SubjectButton.tsx';

function CleanUpMenu(): JSX.Element {
  const context = useCommandContext();
  const entries = CLEAN_UP_COMMANDS.map((command) => ({
    id: command.id,
    label: command.label,
    disabled: !command.enabled(context.app.store.state),
    run: () => runCommand(command, context),
  }));
  return (
    <div>
      <Menu
        label="Clean up the mask"
        placement="bottom start"
        trigger={
          <Button size="s" icon="sparkle">
            Clean up
          </Button>
        }
        entries={entries}
      />
    </div>
  );
}

/** The class of the object in annotation files; classes given before are offered. */
function LabelField({ object }: { readonly object: SegObject }): JSX.Element {
  const app = useServices();
  const objects = useApp((s) => s.doc.objects);
  const labels = [...new Set(objects.map((o) => o.label))].filter((label) => label !== '');
  return (
    <label className={css.label}>
      Label
      <input
        key={`${object.id} ${object.label}`}
        defaultValue={object.label}
        maxLength={120}
        list="segment-labels"
        placeholder="none"
        onBlur={(e) => app.objects.setLabel(object.id, e.target.value.trim())}
        onKeyDown={(e) => {
          if (e.key === 'Enter') e.currentTarget.blur();
        }}
      />
      <datalist id="segment-labels">
        {labels.map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
    </label>
  );
}

function ActiveSettings(): JSX.Element | null {
  const app = useServices();
  const picture = useApp((s) => s.picture);
  const object = useApp((s) => activeObject(s.doc));
  const touch = useTouch();
  const takes = useApp((s) => object !== null && object.mask !== null && takesMask(s, object));
  if (!object || !picture) return null;
  const live = object.answer !== null && object.mask === null;
  return (
    <section className={css.active} aria-label={`Settings of ${object.name}`}>
      <Doubt />
      <CandidateStrip object={object} picture={picture} />
      <LabelField object={object} />
      <ObjectMeasuresLine object={object} picture={picture} />
      {live ? (
        <>
          <Slider
            label="Threshold"
            value={object.threshold}
            min={-6}
            max={6}
            step={0.1}
            format={(v) => (v === 0 ? '0' : v.toFixed(1))}
            onChange={app.prompts.setThreshold}
            onSettle={() => app.store.seal()}
          />
          <Slider
            label="Soft edge"
            value={object.soft}
            min={0}
            max={6}
            step={0.1}
            format={(v) => (v === 0 ? 'hard' : v.toFixed(1))}
            onChange={app.prompts.setSoft}
            onSettle={() => app.store.seal()}
          />
        </>
      ) : null}
      <RefineReach object={object} />
      {live || object.mask ? <CleanUpMenu /> : null}
      {object.mask ? (
        <p className={css.note}>
          Edited by hand or imported. {inWords('Clicks', touch)} add what the model finds there, or take it away.
        </p>
      ) : null}
      {takes ? (
        <div>
          <Button size="s" icon="point" onPress={() => refineWithClicks(app, object)}>
            {inWords('Edit with clicks', touch)}
          </Button>
        </div>
      ) : null}
      {object.maskPrompt ? (
        <p className={css.note}>
          {inWords(
            'The model starts from your mask. Click what is missing; exclude what does not belong to it.',
            touch,
          )}
        </p>
      ) : null}
      {object.hand ? (
        <p className={css.note}>
          Edited by hand: your strokes stay, the rest follows the model, threshold and soft edge.
        </p>
      ) : null}
    </section>
  );
}

export function ObjectPanel(): JSX.Element {
  const objects = useApp((s) => s.doc.objects);
  const picture = useApp((s) => s.picture);
  const context = useCommandContext();
  const touch = useTouch();
  const create = SEGMENT_COMMANDS.find((c) => c.id === 'object.new');
  return (
    <aside className={css.panel} aria-label="Objects">
      <FindPanel />
      <header className={css.head}>
        <h2>Objects</h2>
        <span className={css.count}>{objects.length}</span>
        <Menu
          label="Find and import objects"
          trigger={<IconButton size="s" icon="more" label="Find and import objects" />}
          entries={FIND_COMMANDS.map((command) => ({
            id: command.id,
            label: command.label,
            keys: command.keys ? readableKeys(command.keys) : undefined,
            run: () => runCommand(command, context),
          }))}
        />
        <Button size="s" icon="plus" onPress={() => create && runCommand(create, context)}>
          New
        </Button>
      </header>
      {objects.length === 0 ? (
        <div className={css.start}>
          <SubjectButton />
          <p className={css.empty}>
            {inWords(
              'Click a thing in the picture. Right-click, or switch to Exclude, for what does not belong to it.',
              touch,
            )}
          </p>
        </div>
      ) : picture ? (
        <ObjectList objects={objects} size={picture.size} />
      ) : null}
      <ActiveSettings />
    </aside>
  );
}
