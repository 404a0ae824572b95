/** The comparison: two to four lanes, one picture, one set of prompts, one view. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isAborted, SegError } from '../../contract/errors.ts';
import type { TensorView } from '../../contract/segmenter.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { OpenedPicture } from '../deps.ts';
import { Lane, type LaneDeps } from './lane.ts';
import type { LaneState } from './lane-state.ts';
import {
  type CompareView,
  type ComparisonLink,
  formatSpec,
  type Inside,
  type LaneSpec,
  scalePrompts,
} from './permalink.ts';
import type { PromptFilter } from './prompt-filter.ts';
import { playRobot, type RobotMode, type RobotRun } from './robot.ts';
import { countVote, nextTrial, type Tallies, type Trial, type Verdict } from './votes.ts';

export const LEAST_LANES = 2;
export const MOST_LANES = 4;

export interface CompareState {
  readonly lanes: readonly LaneState[];
  readonly picture: OpenedPicture | null;
  readonly prompts: readonly Prompt[];
  /** Prompts taken back, newest last. */
  readonly undone: readonly (readonly Prompt[])[];
  readonly past: readonly (readonly Prompt[])[];
  readonly view: CompareView;
  readonly inside: Inside;
  readonly robot: RobotRun | null;
  readonly robotError: string | null;
  readonly trial: Trial | null;
  readonly judged: readonly Trial[];
  readonly tallies: Tallies;
}

export interface CompareDeps extends LaneDeps {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Tallies of earlier visits, and where they are kept. */
  readonly tallies: { load(): Tallies; save(tallies: Tallies): void };
}

export interface Comparison {
  readonly api: StoreApi<CompareState>;
  /** Sets the compared models; lanes whose spec stays keep their engine. */
  setLanes(specs: readonly LaneSpec[]): void;
  retry(lane: string): void;
  show(picture: OpenedPicture | null): void;
  /** Takes models, view and prompts from an address. */
  follow(link: ComparisonLink): void;
  setPrompts(prompts: readonly Prompt[]): void;
  undo(): void;
  redo(): void;
  choose(lane: string, candidate: number): void;
  /** Which of the shared prompts a lane answers; undefined = all of them. */
  setPromptFilter(lane: string, filter: PromptFilter | undefined): void;
  setView(view: CompareView): void;
  setInside(inside: Inside): void;
  /** The embedding of a lane's picture; null while there is none. @throws SegError */
  look(lane: string): Promise<TensorView | null>;
  runRobot(truth: Mask, mode: RobotMode, clicks: number): Promise<void>;
  stopRobot(): void;
  startTrial(): void;
  vote(verdict: Verdict): void;
  endTrial(): void;
  dispose(): void;
}

export function createComparison(deps: CompareDeps): Comparison {
  const api = createStore<CompareState>(() => ({
    lanes: [],
    picture: null,
    prompts: [],
    undone: [],
    past: [],
    view: 'side',
    inside: 'none',
    robot: null,
    robotError: null,
    trial: null,
    judged: [],
    tallies: deps.tallies.load(),
  }));
  let lanes: readonly Lane[] = [];
  let made = 0;
  let robot: AbortController | null = null;
  let opening: Promise<void> = Promise.resolve();

  const publish = (): void => api.setState({ lanes: lanes.map((l) => l.state) });
  const add = (spec: LaneSpec, lanesInAll: number): Lane => {
    const threads = deps.threads?.();
    // Waiting threads spin: more of them than cores make every lane slower than one thread each would.
    const share = threads === undefined ? undefined : Math.max(1, Math.floor(threads / lanesInAll));
    const lane = new Lane(`lane-${++made}`, spec, deps, publish, share);
    lane.show(api.getState().picture);
    lane.ask(api.getState().prompts);
    // One after another: several models unpacking at once would need the memory of all of them at its peak.
    opening = opening.then(() => lane.open());
    return lane;
  };
  const ask = (prompts: readonly Prompt[]): void => {
    for (const lane of lanes) lane.ask(prompts);
  };
  const put = (prompts: readonly Prompt[], change: Partial<CompareState>): void => {
    api.setState({ ...change, prompts, trial: null });
    ask(prompts);
  };

  const self: Comparison = {
    api,
    setLanes(specs) {
      const left = [...lanes];
      const wanted = specs.slice(0, MOST_LANES);
      const next = wanted.map((spec) => {
        const at = left.findIndex((l) => formatSpec(l.state.spec) === formatSpec(spec));
        return (at >= 0 ? left.splice(at, 1)[0] : undefined) ?? add(spec, wanted.length);
      });
      for (const lane of left) lane.dispose();
      lanes = next;
      api.setState({ trial: null, robot: null });
      publish();
    },
    retry: (id) => lanes.find((l) => l.state.id === id)?.retry(),
    show(picture) {
      if (picture === api.getState().picture) return;
      robot?.abort();
      api.setState({ picture, prompts: [], past: [], undone: [], robot: null, robotError: null, trial: null });
      for (const lane of lanes) {
        lane.ask([]);
        lane.show(picture);
      }
    },
    follow(link) {
      const { picture } = api.getState();
      if (link.lanes.length > 0) self.setLanes(link.lanes);
      api.setState({ view: link.view, inside: link.inside });
      const prompts = picture && link.size ? scalePrompts(link.prompts, link.size, picture.size) : link.prompts;
      if (prompts.length > 0) put(prompts, { past: [], undone: [] });
    },
    setPrompts(prompts) {
      const { prompts: before, past } = api.getState();
      put(prompts, { past: [...past, before].slice(-100), undone: [] });
    },
    undo() {
      const { past, prompts, undone } = api.getState();
      const before = past.at(-1);
      if (before) put(before, { past: past.slice(0, -1), undone: [...undone, prompts] });
    },
    redo() {
      const { past, prompts, undone } = api.getState();
      const after = undone.at(-1);
      if (after) put(after, { past: [...past, prompts], undone: undone.slice(0, -1) });
    },
    choose: (id, candidate) => lanes.find((l) => l.state.id === id)?.choose(candidate),
    setPromptFilter: (id, filter) => {
      api.setState({ trial: null, robot: null });
      lanes.find((l) => l.state.id === id)?.setPromptFilter(filter);
    },
    setView: (view) => api.setState({ view }),
    setInside: (inside) => api.setState({ inside }),
    look: async (id) => lanes.find((l) => l.state.id === id)?.look() ?? null,
    async runRobot(truth, mode, clicks) {
      robot?.abort();
      const mine = new AbortController();
      robot = mine;
      const players = lanes
        // The robot clicks: a model that is shown boxes alone has nothing to answer.
        .filter((l) => l.state.phase === 'ready' && l.state.spec.promptFilter !== 'boxes')
        .map((l) => ({ id: l.state.id, answer: l.answer.bind(l) }));
      const { picture } = api.getState();
      if (!picture) return;
      api.setState({ robotError: null });
      try {
        await playRobot(players, truth, { mode, clicks, signal: mine.signal, picture: picture.size }, (run) => {
          if (robot === mine) api.setState({ robot: run });
        });
      } catch (thrown) {
        if (robot === mine && !isAborted(thrown))
          api.setState({ robot: null, robotError: SegError.from(thrown).message });
      }
    },
    stopRobot: () => robot?.abort(),
    startTrial() {
      const ready = lanes.filter((l) => l.state.answer !== null).map((l) => l.state.id);
      api.setState({ trial: nextTrial(ready, api.getState().judged, deps.random) });
    },
    vote(verdict) {
      const { trial, tallies, judged } = api.getState();
      if (!trial) return;
      const nameOf = (id: string): string => {
        const lane = lanes.find((l) => l.state.id === id);
        return lane ? formatSpec(lane.state.spec) : id;
      };
      const counted = countVote(tallies, nameOf(trial.left), nameOf(trial.right), verdict);
      deps.tallies.save(counted);
      api.setState({ tallies: counted, judged: [...judged, trial], trial: null });
    },
    endTrial: () => api.setState({ trial: null }),
    dispose() {
      robot?.abort();
      for (const lane of lanes) lane.dispose();
      lanes = [];
    },
  };
  return self;
}
