/** Which models could find things by name. */
import type { ModelManifest } from '../../contract/manifest.ts';

/** Whether a model takes text as a prompt. The manifest's list of prompts decides; its schema may come to know more kinds. */
export function readsWords(manifest: Pick<ModelManifest, 'prompts'>): boolean {
  const prompts: readonly string[] = manifest.prompts;
  return prompts.includes('text');
}
