/** The application behind the screen: the store, its flows and every verb that a command or gesture may use. */
import type { Engine } from '../contract/predictor.ts';
import type { Segmentation } from '../contract/segmenter.ts';
import { createEditActions, type EditActions } from './actions/edits.ts';
import { createObjectActions, type ObjectActions } from './actions/objects.ts';
import { createPromptActions, type PromptActions } from './actions/prompts.ts';
import type { Deps } from './deps.ts';
import type { SegObject } from './document.ts';
import { createEncodeFlow, type Encoded } from './flows/encode.ts';
import { createFindFlow, type FindFlow } from './flows/find.ts';
import { createLinkFlow, type LinkFlow } from './flows/follow-link.ts';
import { createImportFlow, type ImportFlow } from './flows/import-annotations.ts';
import { createLeaving, type Leaving } from './flows/leaving.ts';
import { createModelFlow, type ModelFlow } from './flows/load-model.ts';
import { createPictureFlow, type PictureFlow } from './flows/open-picture.ts';
import { createPreviewFlow, type PreviewFlow } from './flows/preview.ts';
import { createSegmentFlow } from './flows/segment.ts';
import { createSubjectFlow, type SubjectFlow } from './flows/select-subject.ts';
import { createZoomFlow, type ZoomFlow } from './flows/zoom-refine.ts';
import { createBatchFlow } from './pictures/batch.ts';
import type { BatchFlow } from './pictures/batch-types.ts';
import { createStrip } from './pictures/strip.ts';
import type { Strip } from './pictures/strip-types.ts';
import { createProjectFlow } from './session/project-flow.ts';
import { createSessionFlow } from './session/session-flow.ts';
import type { ProjectFlow, SessionFlow } from './session/session-types.ts';
import type { Settings } from './state.ts';
import { AppStore } from './store.ts';
import { createFilmShelf, type FilmShelf } from './tasks/film-shelf.ts';

export interface App {
  readonly store: AppStore;
  readonly deps: Deps;
  readonly pictures: PictureFlow;
  /** The pictures that are open. */
  readonly strip: Strip;
  /** Addresses that stand for what is on screen. */
  readonly links: LinkFlow;
  /** Things done to every picture. */
  readonly batch: BatchFlow;
  /** Work stored on this device. */
  readonly sessions: SessionFlow;
  /** The work on a video. */
  readonly films: FilmShelf;
  /** What closing the tab would lose. */
  readonly leaving: Leaving;
  /** Work as one file. */
  readonly projects: ProjectFlow;
  readonly models: ModelFlow;
  readonly prompts: PromptActions;
  readonly objects: ObjectActions;
  readonly edits: EditActions;
  readonly imports: ImportFlow;
  readonly finds: FindFlow;
  /** What the picture is of, without a click. */
  readonly subject: SubjectFlow;
  readonly previews: PreviewFlow;
  /** Encodes the visible part by itself when that shows the model more. */
  readonly zoom: ZoomFlow;
  engine(): Engine | null;
  encoded(): Encoded | null;
  retryEncoding(): void;
  /** @returns the label of the step taken back, or null */
  undo(): string | null;
  redo(): string | null;
  updateSettings(change: Partial<Settings>): void;
  onAnswer(listener: (object: SegObject, segmentation: Segmentation) => void): () => void;
  dispose(): void;
}

export function createApp(deps: Deps, settings: Partial<Settings> = {}): App {
  const store = new AppStore(settings);
  const encode = createEncodeFlow(store, deps, () => segment.pump());
  const changed = (): void => {
    previews.clear();
    finds.cancel();
    store.set({ finding: null });
    zoom.reset();
    // The embedding goes first: what is asked again must not reach an engine that is gone.
    encode.sync(models.engine());
    segment.reset();
  };
  const zoom = createZoomFlow(store, deps, encode.current, () => {
    segment.pump();
    const { preview } = store.state;
    if (preview) previews.ask(preview.prompts, preview.at);
  });
  const segment = createSegmentFlow(store, encode.current, zoom.sourceFor);
  const previews = createPreviewFlow(store, deps, encode.current, zoom.sourceFor);
  const finds = createFindFlow(store, deps, encode.current);
  const models = createModelFlow(store, deps, changed);
  const subject = createSubjectFlow(store, deps, encode.current);
  const strip = createStrip(store, deps, { changed, forgotten: encode.forget, soon: encode.prefetch });
  const pictures = createPictureFlow(store, deps, strip);
  const films = createFilmShelf();
  const sessions = createSessionFlow(store, deps, strip, films);
  const leaving = createLeaving(strip, sessions.api, films);
  const unsubscribe = store.api.subscribe((state, before) => {
    if (state.doc !== before.doc) segment.pump();
    if (state.settings.zoomRefine !== before.settings.zoomRefine || state.encoding !== before.encoding) zoom.again();
  });

  return {
    store,
    deps,
    pictures,
    strip,
    links: createLinkFlow(store, deps, (model) => models.load(model)),
    batch: createBatchFlow(store, deps, { strip, finds, subject }),
    sessions,
    films,
    leaving,
    projects: createProjectFlow(store, deps, strip, films, leaving),
    models,
    previews,
    zoom,
    prompts: createPromptActions(store, previews),
    objects: createObjectActions(store),
    edits: createEditActions(store, deps),
    imports: createImportFlow(store, deps),
    finds,
    subject,
    engine: models.engine,
    encoded: encode.current,
    retryEncoding: () => encode.retry(models.engine()),
    undo: () => store.undo(),
    redo: () => store.redo(),
    updateSettings: (change) => store.set({ settings: { ...store.state.settings, ...change } }),
    onAnswer: segment.onAnswer,
    dispose() {
      unsubscribe();
      sessions.dispose();
      previews.clear();
      finds.cancel();
      zoom.reset();
      models.dispose();
      strip.dispose();
    },
  };
}
