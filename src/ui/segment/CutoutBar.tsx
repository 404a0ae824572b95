/** How the cut-out on the stage is looked at: its edge, what lies behind it, and how much of the picture is shown beside it. */
import type { JSX } from 'react';
import type { App } from '../../state/app.ts';
import { activeObject } from '../../state/document.ts';
import { useApp, useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { Menu, type MenuEntry } from '../kit/Menu.tsx';
import { Slider } from '../kit/Slider.tsx';
import { canPickFile, canPickFolder } from '../kit/save-picker.ts';
import css from './CutoutBar.module.css';
import { EdgeChoice } from './EdgeChoice.tsx';
import { EdgePanel } from './EdgePanel.tsx';
import {
  canShare,
  chosenFolder,
  copyCutout,
  copySvg,
  saveCutout,
  saveCutoutAs,
  saveCutoutInto,
  shareCutout,
} from './hand-over.ts';

const GROUNDS = [
  { id: 'chequer', label: 'Chequered' },
  { id: '#ffffff', label: 'White' },
  { id: '#000000', label: 'Black' },
  { id: '#2e9e5b', label: 'Green' },
] as const;

/** Where else a cut-out can go on this device. */
function waysOut(app: App): readonly MenuEntry[] {
  const folder = chosenFolder();
  return [
    ...(canPickFile() ? [{ id: 'as', label: 'Save as…', run: () => void saveCutoutAs(app) }] : []),
    ...(canPickFolder()
      ? [
          {
            id: 'into',
            label: folder ? `Save into “${folder}”` : 'Save into a folder…',
            run: () => void saveCutoutInto(app),
          },
        ]
      : []),
    ...(folder ? [{ id: 'other', label: 'Save into another folder…', run: () => void saveCutoutInto(app, true) }] : []),
    { id: 'svg', label: 'Copy as SVG and PNG', icon: 'copy', run: () => void copySvg(app) },
  ];
}

export function CutoutBar(): JSX.Element | null {
  const app = useServices();
  const view = useApp((s) => s.settings.view);
  const { kind, tune } = useApp((s) => s.doc.edge);
  const { ground, before } = useApp((s) => s.cutoutView);
  const some = useApp((s) => s.doc.objects.length > 0);
  const ownEdge = useApp((s) => {
    const object = activeObject(s.doc);
    return object !== null && (object.edge !== null || object.soft > 0);
  });
  if (view !== 'cutout' || !some) return null;
  const look = (change: Partial<typeof app.store.state.cutoutView>): void =>
    app.store.set({ cutoutView: { ...app.store.state.cutoutView, ...change } });
  return (
    <section className={css.bar} aria-label="Cut-out">
      {ownEdge ? (
        <p className={css.own}>This object has an edge of its own.</p>
      ) : (
        <EdgeChoice value={kind} onChange={(next) => app.edits.setEdge({ kind: next, tune })} />
      )}
      <EdgePanel
        edge={ownEdge ? 'hard' : kind}
        value={tune}
        onChange={(next) => app.edits.setEdge({ kind, tune: next }, true)}
        onSettle={() => app.store.seal()}
      />
      <fieldset className={css.grounds}>
        <legend>Behind it</legend>
        {GROUNDS.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-label={label}
            title={label}
            aria-pressed={ground === id}
            data-chequer={id === 'chequer'}
            style={id === 'chequer' ? undefined : { background: id }}
            onClick={() => look({ ground: id })}
          />
        ))}
        <label className={css.own}>
          <span className="visually-hidden">Another colour</span>
          <input
            type="color"
            value={ground.startsWith('#') ? ground : '#7f7f7f'}
            onChange={(e) => look({ ground: e.target.value })}
          />
        </label>
      </fieldset>
      <div className={css.before}>
        <Slider
          label="Before"
          value={before}
          min={0}
          max={1}
          step={0.01}
          format={(v) => `${Math.round(v * 100)} %`}
          onChange={(next) => look({ before: next })}
        />
      </div>
      <div className={css.out}>
        <Button size="s" icon="copy" onPress={() => void copyCutout(app)}>
          Copy
        </Button>
        {canShare() ? (
          <Button size="s" icon="link" onPress={() => void shareCutout(app)}>
            Share
          </Button>
        ) : null}
        <Button size="s" look="primary" icon="download" onPress={() => void saveCutout(app)}>
          Save PNG
        </Button>
        <Menu
          label="More ways out"
          placement="top end"
          trigger={<IconButton size="s" icon="more" label="More ways out" tip="top" />}
          entries={() => waysOut(app)}
        />
      </div>
      <Button size="s" look="quiet" icon="close" onPress={() => app.updateSettings({ view: 'overlay' })}>
        Done
      </Button>
    </section>
  );
}
