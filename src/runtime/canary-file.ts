/** The file of a model's known answers. */
import { type Canary, parseCanary } from '../contract/canary.ts';
import type { ModelManifest } from '../contract/manifest.ts';
import { fetchBytes } from './fetch-bytes.ts';

/** @returns undefined for a model without one. @throws SegError of the download, or of a file that is none */
export async function loadCanary(manifest: ModelManifest, baseUrl: string): Promise<Canary | undefined> {
  if (!manifest.canary) return undefined;
  const { url, bytes } = manifest.canary;
  const file = await fetchBytes(new URL(url, baseUrl).href, { bytes });
  return parseCanary(JSON.parse(new TextDecoder().decode(file)));
}
