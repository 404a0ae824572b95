/** What the model library needs from the outside; the client implements it and main.tsx hands it in. */
import type { Catalogue } from '../../contract/catalogue.ts';
import type { DeviceFacts } from '../../contract/device.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { WeightsStore } from '../../contract/weights.ts';

export interface LibraryDeps {
  readonly weights: WeightsStore;
  readonly catalogue: Catalogue;
  device(): Promise<DeviceFacts>;
  /** Manifests of models that came with the app, with the base of their addresses. */
  embedded(): Promise<readonly { readonly manifest: ModelManifest; readonly baseUrl: string }[]>;
  /** Models that the person brought. */
  readonly own: {
    list(): Promise<readonly ModelManifest[]>;
    save(manifest: ModelManifest): Promise<void>;
    remove(id: string): Promise<void>;
  };
}
