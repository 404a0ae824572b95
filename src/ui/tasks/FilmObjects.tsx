/** The objects that are followed: which one the next click belongs to, its name, and what is known of it. */
import type { JSX } from 'react';
import { isMarked, masksOf } from '../../state/tasks/film-doc.ts';
import type { Film } from '../../state/tasks/film-state.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import css from './Film.module.css';
import parts from './Parts.module.css';
import tasks from './Tasks.module.css';
import { useTaskState } from './use-task.ts';

export function FilmObjects({ film }: { readonly film: Film }): JSX.Element {
  const objects = useTaskState(film, (s) => s.objects);
  const tracks = useTaskState(film, (s) => s.tracks);
  const active = useTaskState(film, (s) => s.active);
  const masks = masksOf({ tracks }, active);
  const doubt = useTaskState(film, (s) => masksOf(s, s.active).get(s.at)?.doubt ?? null);
  const marked = [...masks.values()].filter(isMarked).length;
  const lost = [...masks.values()].filter((m) => m.mask === null && !isMarked(m)).length;
  return (
    <section className={tasks.panel}>
      <header className={tasks.head}>
        <h2>Objects</h2>
        <Button size="s" icon="plus" onPress={() => film.addObject()}>
          Add an object
        </Button>
      </header>
      <p className={tasks.hint}>
        {marked === 0
          ? 'Draw a box around the chosen object in any frame, or click on it. A box says most with one gesture.'
          : 'Propagate the masks. It stops where one is unsure: click or draw a box there, and go on.'}
      </p>
      <ul className={css.objects} data-testid="film-objects">
        {objects.map(({ id, name, color }) => (
          <li key={id} data-active={id === active}>
            <input
              type="radio"
              name="film-object"
              checked={id === active}
              aria-label={`Prompts belong to ${name}`}
              onChange={() => film.chooseObject(id)}
            />
            <i className={parts.dot} style={{ background: color }} />
            <input
              type="text"
              value={name}
              aria-label="Name of the object"
              onFocus={() => film.chooseObject(id)}
              onChange={(e) => film.renameObject(id, e.target.value)}
            />
            <IconButton icon="trash" label={`Remove ${name}`} onPress={() => film.removeObject(id)} />
          </li>
        ))}
      </ul>
      <dl className={parts.figures}>
        <div>
          <dt>Marked</dt>
          <dd data-testid="clicked">{marked}</dd>
        </div>
        <div>
          <dt>Propagated</dt>
          <dd data-testid="carried">{masks.size - marked - lost}</dd>
        </div>
        <div>
          <dt>Lost</dt>
          <dd data-testid="lost">{lost}</dd>
        </div>
        <div>
          <dt>Doubt</dt>
          <dd data-testid="doubt">{doubt === null ? '–' : `${Math.round(100 * doubt)} %`}</dd>
        </div>
      </dl>
    </section>
  );
}
