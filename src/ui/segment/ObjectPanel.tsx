/** The list of objects and the settings of the active one. */
import type { JSX } from 'react';
import { activeObject } from '../../state/document.ts';
import { useApp, useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { Slider } from '../kit/Slider.tsx';
import { runCommand, useCommandContext } from '../use-commands.ts';
import { CandidateStrip } from './CandidateStrip.tsx';
import { SEGMENT_COMMANDS } from './commands.ts';
import css from './ObjectPanel.module.css';
import { ObjectRow } from './ObjectRow.tsx';

function ActiveSettings(): JSX.Element | null {
  const app = useServices();
  const picture = useApp((s) => s.picture);
  const object = useApp((s) => activeObject(s.doc));
  if (!object || !picture) return null;
  const live = object.answer !== null && object.mask === null;
  return (
    <section className={css.active} aria-label={`Settings of ${object.name}`}>
      <CandidateStrip object={object} picture={picture} />
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
      {object.mask ? <p className={css.note}>Edited by hand. Clicks add to it and take from it.</p> : null}
    </section>
  );
}

export function ObjectPanel(): JSX.Element {
  const objects = useApp((s) => s.doc.objects);
  const activeId = useApp((s) => s.doc.activeId);
  const picture = useApp((s) => s.picture);
  const context = useCommandContext();
  const create = SEGMENT_COMMANDS.find((c) => c.id === 'object.new');
  return (
    <aside className={css.panel} aria-label="Objects">
      <header className={css.head}>
        <h2>Objects</h2>
        <span className={css.count}>{objects.length}</span>
        <Button size="s" icon="plus" onPress={() => create && runCommand(create, context)}>
          New
        </Button>
      </header>
      {objects.length === 0 ? (
        <p className={css.empty}>
          Click a thing in the picture. Right-click, or switch to Exclude, for what does not belong to it.
        </p>
      ) : (
        <ul className={css.list}>
          {picture
            ? objects.map((object, index) => (
                <ObjectRow
                  key={object.id}
                  object={object}
                  below={objects[index + 1] ?? null}
                  active={object.id === activeId}
                  size={picture.size}
                />
              ))
            : null}
        </ul>
      )}
      <ActiveSettings />
    </aside>
  );
}
