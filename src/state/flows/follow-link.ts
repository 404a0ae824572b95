/** Flow: an address with prompts, model and view becomes objects on the next picture that is opened. */
import { scalePrompts } from '../compare/permalink.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { type Doc, newObject } from '../document.ts';
import { isSample } from '../sample-of.ts';
import {
  formatSegmentLink,
  type LinkView,
  linkObjects,
  parseSegmentLink,
  type SegmentLink,
} from '../segment-permalink.ts';
import type { AppStore } from '../store.ts';

export interface LinkFlow {
  /** Takes the query of an address; its prompts wait for the picture. The same query is followed once. */
  follow(query: string): void;
  /** The query that stands for what is on screen; null without a picture. `sample` where the picture is a bundled one. */
  query(view: LinkView | null): Promise<string | null>;
}

export function createLinkFlow(store: AppStore, deps: Deps, load: (model: string) => Promise<void>): LinkFlow {
  let followed = '';
  let waiting: SegmentLink | null = null;

  const place = (link: SegmentLink, picture: OpenedPicture): void => {
    const from = link.size ?? picture.size;
    let doc: Doc = store.state.doc;
    for (const prompts of link.objects) {
      const object = newObject(doc, store.nextId('object-'));
      const placed = scalePrompts(prompts, from, picture.size).map((prompt) => ({
        id: store.nextId('prompt-'),
        prompt,
      }));
      doc = { ...doc, objects: [{ ...object, prompts: placed }, ...doc.objects], activeId: null };
    }
    store.commit(doc, 'follow a link');
    if (!link.view) return;
    const scale = picture.size.width / from.width;
    const { centre, across } = link.view;
    store.set({
      wantedView: {
        centre: { ...centre, x: centre.x * scale, y: centre.y * (picture.size.height / from.height) },
        across: across * scale,
      },
    });
  };

  store.api.subscribe((now, before) => {
    if (!waiting || !now.picture || now.picture === before.picture) return;
    const link = waiting;
    waiting = null;
    const { picture } = now;
    // Not within the very change that brings the picture: others still hear of it.
    queueMicrotask(() => {
      if (store.state.picture === picture) place(link, picture);
    });
  });

  return {
    follow(query) {
      if (query === followed) return;
      followed = query;
      const link = parseSegmentLink(query);
      if (link.model && link.model !== modelId(store)) void load(link.model);
      if (link.objects.length === 0 && !link.view) return;
      waiting = link;
      if (link.sample) return;
      const size = link.size ? ` It has ${link.size.width} × ${link.size.height} pixels at work.` : '';
      store.notify({
        tone: 'info',
        title: 'Open the picture that this link was made for',
        text: `A link carries clicks and view, never the picture.${size} The clicks are placed as soon as a picture is open.`,
      });
    },
    async query(view) {
      const { picture, doc } = store.state;
      if (!picture) return null;
      const model = modelId(store);
      const samples = await deps.pictures.samples().catch(() => []);
      const sample = samples.find((s) => isSample(s, picture));
      return formatSegmentLink({
        objects: linkObjects(doc),
        size: picture.size,
        ...(model ? { model } : {}),
        ...(view ? { view } : {}),
        ...(sample ? { sample: sample.id } : {}),
      });
    },
  };
}

function modelId(store: AppStore): string | null {
  const { model } = store.state;
  return model.phase === 'none' ? null : model.id;
}
