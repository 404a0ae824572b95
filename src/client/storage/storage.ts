/** Everything that keeps work on this device or in project files; the heavy parts are loaded when first used. */
import { loadPart } from '../../contract/load-part.ts';
import type { ProjectDraft, ProjectSource } from '../../contract/project.ts';
import { createKeptSettings, type KeptSettings } from './kept-settings.ts';
import type { SessionStore } from './session-store.ts';

export interface DeviceStorage {
  readonly settings: KeptSettings;
  openSessions(): Promise<SessionStore>;
  /** Deletes all sessions, wherever an earlier visit put them. @throws SegError */
  deleteSessions(): Promise<void>;
  writeProject(draft: ProjectDraft, signal: AbortSignal): Promise<Blob>;
  readProject(blob: Blob, name: string): Promise<ProjectSource>;
}

export function createStorage(): DeviceStorage {
  return {
    settings: createKeptSettings(),
    openSessions: async () => (await loadPart(() => import('./session-store.ts'))).openSessions(),
    deleteSessions: async () => (await loadPart(() => import('./session-store.ts'))).deleteAllSessions(),
    writeProject: async (draft, signal) =>
      (await loadPart(() => import('./project-zip.ts'))).writeProjectZip(draft, signal),
    readProject: async (blob, name) => (await loadPart(() => import('./project-zip.ts'))).readProjectZip(blob, name),
  };
}
