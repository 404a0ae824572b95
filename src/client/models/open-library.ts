/** Everything the model library needs of the browser: catalogue, weights store, device, own models. */
import * as v from 'valibot';
import { Catalogue } from '../../contract/catalogue.ts';
import type { DeviceFacts } from '../../contract/device.ts';
import { SegError } from '../../contract/errors.ts';
import { ModelIndex, ModelManifest } from '../../contract/manifest.ts';
import type { WeightsStore } from '../../contract/weights.ts';
import { probeDevice } from '../device/probe-device.ts';
import { openDepot } from '../weights/open-depot.ts';
import { createWeightsStore } from '../weights/weights-store.ts';
import { type OwnModels, openOwnModels } from './own-models.ts';

export interface BrowserLibrary {
  readonly weights: WeightsStore;
  readonly catalogue: Catalogue;
  readonly own: OwnModels;
  device(): Promise<DeviceFacts>;
  embedded(): Promise<readonly { readonly manifest: ModelManifest; readonly baseUrl: string }[]>;
}

async function readJson<S extends v.GenericSchema>(url: URL, schema: S): Promise<v.InferOutput<S>> {
  const response = await fetch(url);
  if (!response.ok) throw new SegError('download', `${url.pathname}: HTTP ${response.status}`);
  const parsed = v.safeParse(schema, await response.json());
  if (!parsed.success) throw new SegError('not-a-model', `${url.pathname}: ${v.summarize(parsed.issues)}`);
  return parsed.output;
}

/** @param root address of the app's `models/` folder, with a slash at the end */
export async function openLibrary(root: URL): Promise<BrowserLibrary> {
  const [catalogue, depot, own] = await Promise.all([
    readJson(new URL('catalogue.json', root), Catalogue),
    openDepot(),
    openOwnModels(),
  ]);
  return {
    weights: createWeightsStore(depot),
    catalogue,
    own,
    device: probeDevice,
    embedded: async () => {
      const index = await readJson(new URL('index.json', root), ModelIndex);
      return Promise.all(
        index.embedded.map(async (path) => {
          const url = new URL(path, root);
          return { manifest: await readJson(url, ModelManifest), baseUrl: url.href };
        }),
      );
    },
  };
}
