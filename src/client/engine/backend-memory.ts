/** Remembers which backend was faster for a model on this device; a hint for the next start, never the truth. */
import type { Backend } from '../../contract/manifest.ts';

export interface BackendHint {
  readonly backend: Backend;
  /** In words, with the figures. */
  readonly reason: string;
}

export interface BackendMemory {
  recall(model: string, size: number): BackendHint | undefined;
  remember(model: string, size: number, hint: BackendHint): void;
}

/** Hints older than this are measured again: browsers and drivers change. */
const KEEP_MS = 30 * 24 * 3600 * 1000;

function keyOf(model: string, size: number): string {
  return `backend:${model}:${size}`;
}

/** Keeps hints in a Storage; where that is blocked every start measures anew. */
export function storedBackendMemory(storage: () => Storage): BackendMemory {
  return {
    recall: (model, size) => {
      try {
        return parseHint(storage().getItem(keyOf(model, size)));
      } catch {
        return undefined;
      }
    },
    remember: (model, size, hint) => {
      try {
        storage().setItem(keyOf(model, size), JSON.stringify({ ...hint, at: Date.now() }));
      } catch {
        // blocked or full: the hint is a convenience
      }
    },
  };
}

function parseHint(text: string | null): BackendHint | undefined {
  if (text === null) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('backend' in value) || !('reason' in value) || !('at' in value)) return undefined;
  const { backend, reason, at } = value;
  if (typeof at !== 'number' || Date.now() - at > KEEP_MS || typeof reason !== 'string') return undefined;
  return backend === 'webgpu' || backend === 'wasm' ? { backend, reason } : undefined;
}
