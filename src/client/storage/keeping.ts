/** Everything that keeps work on this device or in project files; the heavy parts are loaded when first used. */
import { loadPart } from '../../contract/load-part.ts';
import type { ProjectDraft, ProjectSource } from '../../contract/project.ts';
import { createKeptSettings, type KeptSettings } from './kept-settings.ts';
import type { Vault } from './session-vault.ts';

export interface Keeping {
  readonly settings: KeptSettings;
  openVault(): Promise<Vault>;
  writeProject(draft: ProjectDraft, signal: AbortSignal): Promise<Blob>;
  readProject(blob: Blob, name: string): Promise<ProjectSource>;
}

export function createKeeping(): Keeping {
  return {
    settings: createKeptSettings(),
    openVault: async () => (await loadPart(() => import('./session-vault.ts'))).openVault(),
    writeProject: async (draft, signal) =>
      (await loadPart(() => import('./project-zip.ts'))).writeProjectZip(draft, signal),
    readProject: async (blob, name) => (await loadPart(() => import('./project-zip.ts'))).readProjectZip(blob, name),
  };
}
