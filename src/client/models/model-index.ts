/** Reads `models/index.json` and the manifests it names. */
import * as v from 'valibot';
import { SegError } from '../../contract/errors.ts';
import { ModelIndex, ModelManifest } from '../../contract/manifest.ts';

/** The adapter behind the state's model service. */
export interface EmbeddedModels {
  readonly defaultId: () => Promise<string>;
  /** @throws SegError `download`, `bad-model` */
  manifest(id: string): Promise<{ readonly manifest: ModelManifest; readonly baseUrl: string }>;
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new SegError('download', `${url} cannot be fetched`, { cause });
  });
  if (!response.ok) throw new SegError('download', `${url} answered ${response.status}`);
  return response.json().catch((cause: unknown) => {
    throw new SegError('not-a-model', `${url} is no JSON: a web page came instead, or the file was cut short`, {
      cause,
    });
  });
}

/** @throws SegError `bad-model` that names the first field that is wrong */
function checked<T extends v.GenericSchema>(schema: T, json: unknown, name: string): v.InferOutput<T> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new SegError('bad-model', `${name}: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}

/** @throws SegError `bad-model` that names the first field that is wrong */
export function parseManifest(json: unknown, name: string): ModelManifest {
  return checked(ModelManifest, json, name);
}

/** @param base address of the folder that holds `models/` */
export function createEmbeddedModels(base: string): EmbeddedModels {
  const root = new URL('models/index.json', base).href;
  let index: Promise<ModelIndex> | null = null;
  const read = (): Promise<ModelIndex> => {
    index ??= readJson(root).then((json) => checked(ModelIndex, json, 'models/index.json'));
    // A failed read must not be remembered: the next call tries again.
    index.catch(() => {
      index = null;
    });
    return index;
  };
  return {
    defaultId: async () => (await read()).default,
    async manifest(id) {
      const path = (await read()).embedded.find((p) => p.startsWith(`${id}/`));
      if (!path) {
        throw new SegError(
          'not-a-model',
          `The model “${id}” is not part of the app. Models that people bring stay in the browser that kept them: open it from Models if it is kept here, bring its files, or choose another model.`,
        );
      }
      const url = new URL(path, root).href;
      return { manifest: parseManifest(await readJson(url), path), baseUrl: new URL('.', url).href };
    },
  };
}
