/** Beside the boxes: the objects, files in and out, and what the catalogue has for words. */
import type { JSX } from 'react';
import type { NamedBoxes } from '../../state/tasks/named-boxes.ts';
import { readsWords } from '../../state/tasks/reads-words.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { IconButton } from '../kit/IconButton.tsx';
import { useLibrary, useLibraryState } from '../models/use-library.ts';
import { PartBoundary } from '../shell/PartBoundary.tsx';
import parts from './Parts.module.css';
import css from './Tasks.module.css';
import { useTaskState } from './use-task.ts';

export function BoxesSide({ task }: { readonly task: NamedBoxes }): JSX.Element {
  return (
    <aside className={css.side} aria-label="Objects">
      <Objects task={task} />
      <PartBoundary shape="panel">
        <Words />
      </PartBoundary>
    </aside>
  );
}

function Objects({ task }: { readonly task: NamedBoxes }): JSX.Element {
  const app = useServices();
  const objects = useTaskState(task, (s) => s.objects);
  const asking = useTaskState(task, (s) => s.asking);
  const read = async (): Promise<void> => {
    const [file] = await chooseFiles('.json,application/json');
    if (file) await task.addFile(await file.text());
  };
  const save = async (): Promise<void> => {
    const document = task.document();
    if (!document) return;
    try {
      const [file] = await app.deps.exporter.annotations([document], 'coco-rle', { detail: 0, overlap: 'top-wins' });
      if (file) app.deps.exporter.save(file.blob, file.path);
    } catch (thrown) {
      app.store.fail('export', thrown);
    }
  };
  return (
    <section className={css.panel}>
      <header className={css.head}>
        <h2>Objects</h2>
        {asking ? (
          <Button size="s" onPress={() => task.cancel()}>
            Cancel
          </Button>
        ) : null}
      </header>
      {objects.length === 0 ? (
        <p className={css.hint}>Type a name above, then draw a box around a thing. B starts a box by keyboard.</p>
      ) : null}
      <ul className={parts.list} data-testid="boxes">
        {objects.map((o, i) => (
          <li key={o.id} data-masked={o.plane !== null}>
            <span className={parts.dot} style={{ background: o.color }} />
            <input
              aria-label={`Name of object ${i + 1}`}
              value={o.name}
              maxLength={120}
              placeholder="no name"
              onChange={(e) => task.rename(o.id, e.target.value)}
            />
            <span className={parts.number} title="Predicted overlap with the true mask">
              {o.score === null ? '' : o.score.toFixed(2)}
            </span>
            <IconButton size="s" icon="trash" label={`Remove object ${i + 1}`} onPress={() => task.remove(o.id)} />
          </li>
        ))}
      </ul>
      <div className={css.group}>
        <Button size="s" icon="open" isDisabled={asking !== null} onPress={() => void read()}>
          Read boxes
        </Button>
        <Button size="s" icon="download" isDisabled={objects.length === 0} onPress={() => void save()}>
          Save as COCO
        </Button>
      </div>
      <p className={css.hint}>
        Boxes are read from a COCO dataset, or from a list of {'{ "bbox": [x, y, width, height], "label": "…" }'}. The
        number is the model’s own guess of its overlap; a detector’s score says how sure it is of the name, which is
        something else.
      </p>
    </section>
  );
}

function Words(): JSX.Element {
  const library = useLibrary();
  return (
    <section className={css.panel}>
      <h2>Models that read words</h2>
      {library ? <Reading library={library} /> : <p className={css.hint}>Looking through the catalogue…</p>}
    </section>
  );
}

function Reading({ library }: { readonly library: NonNullable<ReturnType<typeof useLibrary>> }): JSX.Element {
  const models = useLibraryState(library, (s) => s.models);
  const able = models.filter((m) => readsWords(m.manifest));
  if (able.length === 0) {
    return (
      <p className={css.hint} data-testid="no-words">
        None of the {models.length} models known here takes text, so nothing here finds things by their name. Detectors
        that do (OWLv2, Grounding DINO, SAM 3) need a text encoder that this app does not run. The name you type is a
        label for the export and changes nothing about the mask.
      </p>
    );
  }
  return (
    <ul className={parts.list}>
      {able.map((m) => (
        <li key={m.manifest.id}>
          <a href="#/models">{m.manifest.name}</a>
        </li>
      ))}
    </ul>
  );
}
