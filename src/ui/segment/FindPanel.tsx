/** The controls of the searches for many objects, beside the picture so that results are seen as they come. */
import { type JSX, useEffect, useState } from 'react';
import type { ObjectId } from '../../state/document.ts';
import { type EverythingKnobs, STABILITY_SCORE_OFFSET } from '../../state/flows/find-everything.ts';
import type { Finding } from '../../state/state.ts';
import { useApp, useServices } from '../app-context.tsx';
import { formatMs } from '../format.ts';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { Slider } from '../kit/Slider.tsx';
import css from './FindPanel.module.css';
import { HandCount } from './HandCount.tsx';

/**
 * Milder than segment-anything's own thresholds (0.88, 0.95): small models are less sure of themselves, and what is too much
 * is deleted sooner than what is missing is found.
 */
const START: EverythingKnobs = {
  pointsPerSide: 32,
  predIouThresh: 0.2,
  stabilityScoreThresh: 0.25,
  boxNmsThresh: 0.7,
  minMaskRegionArea: 20,
  cropNLayers: 0,
  cropNmsThresh: 0.7,
  cropOverlapRatio: 0.34,
  cropNPointsDownscaleFactor: 2,
};

const share = (v: number): string => v.toFixed(2);

function Progress({ finding }: { readonly finding: Finding }): JSX.Element {
  const app = useServices();
  const { running, done, total, found, ms } = finding;
  useEffect(() => {
    if (!running) announce(`${found} found`);
  }, [running, found]);
  return (
    <div className={css.progress}>
      {running ? (
        <>
          <ProgressBar label="Searching" share={total === null ? null : done / total} />
          <Button size="s" onPress={() => app.finds.cancel()}>
            Cancel
          </Button>
        </>
      ) : null}
      <p className={css.count} data-testid="found-count" data-running={running}>
        <b>{found} found</b>
        {running ? (total === null ? '' : `, ${done} of ${total} points`) : ms > 0 ? ` in ${formatMs(ms)}` : ''}
      </p>
    </div>
  );
}

function Everything(): JSX.Element {
  const app = useServices();
  const finding = useApp((s) => s.finding);
  const ready = useApp((s) => s.encoding.phase === 'ready');
  const [knobs, setKnobs] = useState(START);
  const set = (part: Partial<EverythingKnobs>): void => setKnobs({ ...knobs, ...part });
  const running = finding?.running ?? false;
  return (
    <>
      <p className={css.words}>Clicks on a grid of points and keeps every good mask once.</p>
      <Slider
        label="Points per side"
        value={knobs.pointsPerSide}
        min={4}
        max={64}
        step={4}
        format={(v) => `${v} × ${v}`}
        onChange={(v) => set({ pointsPerSide: v })}
      />
      <details className={css.details}>
        <summary>Which masks are kept</summary>
        <Slider
          label="Least predicted quality (pred_iou_thresh)"
          value={knobs.predIouThresh}
          min={0}
          max={1}
          step={0.01}
          format={share}
          onChange={(v) => set({ predIouThresh: v })}
        />
        <Slider
          label="Least stability (stability_score_thresh)"
          value={knobs.stabilityScoreThresh}
          min={0}
          max={1}
          step={0.01}
          format={share}
          onChange={(v) => set({ stabilityScoreThresh: v })}
        />
        <Slider
          label="Shift that shows stability (stability_score_offset)"
          value={knobs.stabilityScoreOffset ?? STABILITY_SCORE_OFFSET}
          min={0.1}
          max={3}
          step={0.1}
          format={(v) => `± ${v.toFixed(1)}`}
          onChange={(v) => set({ stabilityScoreOffset: v })}
        />
        <Slider
          label="Most overlap of two (box_nms_thresh)"
          value={knobs.boxNmsThresh}
          min={0.1}
          max={1}
          step={0.05}
          format={share}
          onChange={(v) => set({ boxNmsThresh: v })}
        />
        <Slider
          label="Least area (min_mask_region_area)"
          value={knobs.minMaskRegionArea}
          min={0}
          max={500}
          step={5}
          format={(v) => (v === 0 ? 'any' : `${v} px`)}
          onChange={(v) => set({ minMaskRegionArea: v })}
        />
        <Slider
          label="Crops for small things (crop_n_layers)"
          value={knobs.cropNLayers ?? 0}
          min={0}
          max={2}
          step={1}
          format={(v) => (v === 0 ? 'none' : v === 1 ? '4 crops' : '4 and 16 crops')}
          onChange={(v) => set({ cropNLayers: v })}
        />
        {knobs.cropNLayers ? (
          <>
            <Slider
              label="Most overlap across crops (crop_nms_thresh)"
              value={knobs.cropNmsThresh ?? 0.7}
              min={0.1}
              max={1}
              step={0.05}
              format={share}
              onChange={(v) => set({ cropNmsThresh: v })}
            />
            <Slider
              label="Overlap of crops (crop_overlap_ratio)"
              value={knobs.cropOverlapRatio ?? 0.34}
              min={0}
              max={0.5}
              step={0.02}
              format={share}
              onChange={(v) => set({ cropOverlapRatio: v })}
            />
            <Slider
              label="Fewer points in crops (crop_n_points_downscale_factor)"
              value={knobs.cropNPointsDownscaleFactor ?? 1}
              min={1}
              max={4}
              step={1}
              format={(v) => (v === 1 ? 'as many' : `a side / ${v}`)}
              onChange={(v) => set({ cropNPointsDownscaleFactor: v })}
            />
          </>
        ) : null}
      </details>
      <Button
        look="primary"
        size="s"
        icon="sparkle"
        isDisabled={!ready || running}
        onPress={() => void app.finds.everything(knobs)}
      >
        Find everything
      </Button>
      {finding?.kind === 'everything' ? <Progress finding={finding} /> : null}
      {finding?.kind === 'everything' && !finding.running && finding.found === 0 ? (
        <p className={css.words}>No new mask passed. Lower the least quality or stability, or take more points.</p>
      ) : null}
    </>
  );
}

type Role = 'include' | 'exclude' | 'none';

function Similar(): JSX.Element {
  const app = useServices();
  const objects = useApp((s) => s.doc.objects);
  const activeId = useApp((s) => s.doc.activeId);
  const finding = useApp((s) => s.finding);
  const similarity = useApp((s) => s.similarity);
  const ready = useApp((s) => s.encoding.phase === 'ready');
  const [roles, setRoles] = useState<ReadonlyMap<ObjectId, Role>>(new Map());
  const [first] = objects;
  const roleOf = (id: ObjectId): Role => {
    const set = roles.get(id);
    if (set) return set;
    return roles.size === 0 && id === (activeId ?? first?.id) ? 'include' : 'none';
  };
  const include = objects.filter((o) => roleOf(o.id) === 'include');
  const exclude = objects.filter((o) => roleOf(o.id) === 'exclude');
  const running = finding?.running ?? false;
  const own = finding?.kind === 'similar' ? finding : null;
  const struck = own?.objects?.filter((id) => !objects.some((o) => o.id === id)).length ?? 0;
  const counted = (own?.found ?? 0) - struck + include.length;
  const search = (): void => {
    const given = new Map<ObjectId, Role>();
    for (const o of include) given.set(o.id, 'include');
    for (const o of exclude) given.set(o.id, 'exclude');
    setRoles(given);
    void app.finds.similar(
      include.map((o) => o.id),
      exclude.map((o) => o.id),
    );
  };
  if (objects.length === 0) {
    return <p className={css.words}>Click one of the things in the picture first. It is the example for the others.</p>;
  }
  return (
    <>
      <p className={css.words}>Finds and counts what looks like the examples.</p>
      <ul className={css.examples}>
        {[...include, ...exclude, ...objects.filter((o) => roleOf(o.id) === 'none')].slice(0, 40).map((o) => (
          <li key={o.id}>
            <span>{o.name}</span>
            <select
              aria-label={`${o.name} as an example`}
              value={roleOf(o.id)}
              onChange={(e) => {
                const { value } = e.target;
                const role: Role = value === 'include' || value === 'exclude' ? value : 'none';
                const base = roles.size === 0 ? new Map(include.map((x) => [x.id, 'include' as const])) : roles;
                setRoles(new Map<ObjectId, Role>([...base, [o.id, role]]));
              }}
            >
              <option value="include">Like this</option>
              <option value="exclude">Not like this</option>
              <option value="none">No example</option>
            </select>
          </li>
        ))}
      </ul>
      <Slider
        label="Confidence"
        value={similarity}
        min={0.15}
        max={1}
        step={0.01}
        format={share}
        onChange={(v) => app.finds.setSimilarity(v)}
      />
      <Button
        look="primary"
        size="s"
        icon="search"
        isDisabled={!ready || running || include.length === 0}
        onPress={search}
      >
        Find more like this
      </Button>
      {own ? <Progress finding={own} /> : null}
      {own && !own.running ? (
        <p className={css.words}>
          With {include.length === 1 ? 'the example' : `${include.length} examples`}:{' '}
          <b data-testid="count">{counted}</b>
          {struck > 0 ? `, ${struck} removed since` : ''}
        </p>
      ) : null}
      {own && !own.running ? <HandCount counted={counted} /> : null}
    </>
  );
}

const TITLES = { everything: 'Find everything', similar: 'Find and count' } as const;

export function FindPanel(): JSX.Element | null {
  const app = useServices();
  const finder = useApp((s) => s.finder);
  if (!finder) return null;
  return (
    <section className={css.find} aria-label={TITLES[finder]}>
      <header className={css.head}>
        <h2>{TITLES[finder]}</h2>
        <IconButton size="s" icon="close" label="Close" onPress={() => app.store.set({ finder: null })} />
      </header>
      {finder === 'everything' ? <Everything /> : <Similar />}
    </section>
  );
}
