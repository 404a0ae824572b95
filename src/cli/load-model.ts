/** A model that ships with the project, running on WASM in Node. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { ModelIndex, ModelManifest } from '../contract/manifest.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import { createModel, rolesOf } from '../runtime/model.ts';
import { loadOrtNode } from '../runtime/ort-node.ts';
import { Runtime } from '../runtime/runtime.ts';
import { loadWeights } from '../runtime/weights.ts';
import { InputError } from './command.ts';
import { readJson } from './files.ts';

const modelsFolder = fileURLToPath(new URL('../../models/', import.meta.url));

/** A loaded model with what a report must name. */
export interface NodeModel {
  readonly manifest: ModelManifest;
  readonly model: FamilyModel;
  readonly dispose: () => Promise<void>;
}

/**
 * @param name `default`, the id of a model in `models/`, or the path of a manifest whose files lie beside it
 * @param size longest side of the encoder's input; the manifest's own when left out
 * @throws InputError when there is no such model
 */
export async function loadNodeModel(name: string, size?: number): Promise<NodeModel> {
  const index = v.parse(ModelIndex, readJson(`${modelsFolder}index.json`));
  const path = name.endsWith('.json')
    ? resolve(name)
    : `${modelsFolder}${name === 'default' ? index.default : name}/manifest.json`;
  if (!existsSync(path)) throw new InputError(`there is no model ${name}: ${path} does not exist`);
  const manifest = v.parse(ModelManifest, readJson(path));
  const files = Object.fromEntries(
    rolesOf(manifest).map((role) => {
      const url = manifest.files[role]?.url ?? '';
      if (/^https?:/.test(url))
        throw new InputError(`${manifest.id} is not embedded; give the path of a manifest beside its files`);
      return [role, new Blob([readFileSync(resolve(dirname(path), url))])];
    }),
  );
  const weights = await loadWeights(manifest, rolesOf(manifest), { baseUrl: 'file:///', files });
  const runtime = new Runtime(loadOrtNode());
  const model = await createModel(runtime, manifest, weights, size);
  return { manifest, model, dispose: () => runtime.dispose() };
}
