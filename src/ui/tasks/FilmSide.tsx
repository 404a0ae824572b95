/** Beside the film: what to do next, figures against the truth, speed, and saving. */
import { type JSX, useState } from 'react';
import type { Clip } from '../../contract/video.ts';
import { MOST_VIDEO_BYTES } from '../../state/session/write-film.ts';
import { carriedScore, masksOf } from '../../state/tasks/film-doc.ts';
import { filmMasks } from '../../state/tasks/film-export.ts';
import type { Film } from '../../state/tasks/film-state.ts';
import { useServices } from '../app-context.tsx';
import { formatMs } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { SavedChip } from '../segment/sessions/SavedChip.tsx';
import { FilmChart } from './FilmChart.tsx';
import { FilmExportDialog } from './FilmExport.tsx';
import { FilmObjects } from './FilmObjects.tsx';
import { videoOf } from './film-service.ts';
import parts from './Parts.module.css';
import css from './Tasks.module.css';
import { useTaskState } from './use-task.ts';

interface SideProps {
  readonly film: Film;
  readonly clip: Clip;
}

export function FilmSide({ film, clip }: SideProps): JSX.Element {
  return (
    <aside className={css.side} aria-label="Figures">
      <FilmObjects film={film} />
      <Truth film={film} clip={clip} />
      <Speed film={film} clip={clip} />
      <Save film={film} clip={clip} />
      <section className={css.panel}>
        <h2>How it is propagated</h2>
        <p className={css.hint}>
          On each frame the model is asked twice: with a box around the mask before, and with that mask and a point in
          its middle, both moved as far as the object moved. The mean of both answers is the mask. Doubt rises when they
          disagree, when the area jumps, or when the colours and features under the mask are not those you marked; then
          it stops and asks. What was lost is looked for over the whole frame. Between two marked frames it comes from
          both sides.
        </p>
      </section>
    </aside>
  );
}

function Truth({ film, clip }: SideProps): JSX.Element {
  const app = useServices();
  const state = useTaskState(film, (s) => s);
  const masks = masksOf(state, state.active);
  const truth = state.objects.find(({ id }) => id === state.active)?.truth ?? '';
  const { j, f, jf, frames, recall } = carriedScore(masks, state.scores);
  const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  const read = async (): Promise<void> => {
    const files = await chooseFiles('image/png,.png', true);
    if (files.length === 0) return;
    try {
      const named = files.map((blob) => ({ name: blob.name, blob }));
      film.addTruth(await (await videoOf(app)).readTruth(named, clip.size, clip.times.length));
    } catch (thrown) {
      app.store.fail('import', thrown);
    }
  };
  return (
    <section className={css.panel}>
      <header className={css.head}>
        <h2>Against the truth</h2>
        <Button size="s" icon="open" onPress={() => void read()}>
          Read true masks
        </Button>
      </header>
      {clip.truths.length === 0 ? (
        <p className={css.hint}>
          No truth is known for this film. Give one PNG mask a frame ({clip.size.width} × {clip.size.height}, names in
          the order of the frames) to measure.
        </p>
      ) : (
        <>
          <label className={css.head}>
            <span className={css.hint}>True outline of</span>
            <select
              className={css.select}
              value={truth}
              onChange={(e) => film.chooseTruth(e.target.value === '' ? null : e.target.value)}
            >
              <option value="">None chosen</option>
              {clip.truths.map((t) => (
                <option key={t.name} value={t.name}>
                  {t.name}
                </option>
              ))}
            </select>
          </label>
          <dl className={parts.figures} data-testid="jf" data-j={j ?? ''} data-frames={frames}>
            <div>
              <dt>J&amp;F</dt>
              <dd>
                <b>{figure(jf)}</b>
              </dd>
            </div>
            <div>
              <dt>J, region</dt>
              <dd>{figure(j)}</dd>
            </div>
            <div>
              <dt>F, outline</dt>
              <dd>{figure(f)}</dd>
            </div>
            <div>
              <dt>J above 0.5</dt>
              <dd>{recall === null ? '–' : `${Math.round(recall * 100)} %`}</dd>
            </div>
          </dl>
          <FilmChart scores={state.scores} masks={masks} frames={clip.times.length} at={state.at} />
          <p className={css.hint}>
            {frames > 0
              ? `Means over ${frames} carried frames; frames that you marked do not count. `
              : 'Figures appear when the mask is carried. '}
            J is intersection over union, F the balance of precision and recall along the outline with a tolerance of
            0.8 % of the diagonal (Perazzi et al., CVPR 2016; DAVIS 2017).
          </p>
        </>
      )}
    </section>
  );
}

function Speed({ film, clip }: SideProps): JSX.Element {
  const run = useTaskState(film, (s) => s.run);
  const each = (ms: number): string => (run && run.done > 0 ? formatMs(ms / run.done) : '–');
  return (
    <section className={css.panel}>
      <h2>Speed</h2>
      <p>
        {run && run.done > 0 ? (
          <>
            <b className={parts.big} data-testid="rate">
              {((run.done * 1000) / run.ms).toFixed(1)}
            </b>{' '}
            frames a second, measured over {run.done}.
          </>
        ) : (
          <span className={css.hint}>Measured while a mask is carried.</span>
        )}
      </p>
      <dl className={parts.figures}>
        <div>
          <dt>Encode</dt>
          <dd>{each(run?.encodeMs ?? 0)}</dd>
        </div>
        <div>
          <dt>Match</dt>
          <dd>{each(run?.matchMs ?? 0)}</dd>
        </div>
        <div>
          <dt>Decode</dt>
          <dd>{each(run?.decodeMs ?? 0)}</dd>
        </div>
      </dl>
      <p className={css.hint}>
        The video: {clip.times.length} frames of {clip.size.width} × {clip.size.height} at{' '}
        {clip.framesPerSecond.toFixed(1)} a second. {clip.notes.join(' ')}
      </p>
    </section>
  );
}

function Save({ film, clip }: SideProps): JSX.Element {
  const app = useServices();
  const tracks = useTaskState(film, (s) => s.tracks);
  const [exporting, setExporting] = useState(false);
  const save = async (): Promise<void> => {
    try {
      const state = film.api.getState();
      const files = await filmMasks(app.deps.exporter, clip, state);
      app.deps.exporter.save(await app.deps.exporter.zip(files, new AbortController().signal), 'film-masks.zip');
      app.films.saved(state.tracks);
    } catch (thrown) {
      app.store.fail('export', thrown);
    }
  };
  return (
    <section className={css.panel}>
      <h2>Save</h2>
      <div className={css.group}>
        <Button icon="save" isDisabled={tracks.size === 0} onPress={() => void app.projects.save()}>
          Save the project
        </Button>
        <SavedChip />
      </div>
      <p className={css.hint}>
        The video, its objects, prompts and masks in one file, with the pictures that are open in Segment. Videos of
        more than {MOST_VIDEO_BYTES >> 20} MB stay out of it and are asked for when the project is opened.
      </p>
      <Button icon="download" look="primary" isDisabled={tracks.size === 0} onPress={() => setExporting(true)}>
        Export…
      </Button>
      <Button icon="download" isDisabled={tracks.size === 0} onPress={() => void save()}>
        Masks as PNG (ZIP)
      </Button>
      <p className={css.hint}>One black and white PNG a frame, 00000.png first; frames without a mask are black.</p>
      {exporting ? <FilmExportDialog film={film} clip={clip} onClose={() => setExporting(false)} /> : null}
    </section>
  );
}
