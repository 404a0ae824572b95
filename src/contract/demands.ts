/** What a model asks of a graphics adapter: said before a download, asked again before it is loaded. */
import type { ModelManifest, Precision } from './manifest.ts';

export interface GpuDemands {
  readonly features: readonly string[];
  /** Largest single storage-buffer binding, bytes; 0 = none out of the ordinary. */
  readonly bufferBytes: number;
}

/** Bytes of the largest buffer: 16-bit numbers halve what is stated for 32 bit. */
export function bufferBytes(manifest: ModelManifest, precision: Precision): number {
  const full = manifest.needs?.bufferBytes ?? 0;
  return precision === 'fp16' ? full / 2 : full;
}

/** @returns null where the precision has no WebGPU form: whole-number weights would run on the processor in disguise */
export function gpuDemands(manifest: ModelManifest, precision: Precision): GpuDemands | null {
  if (precision === 'int8' || precision === 'q4f16') return null;
  const named = manifest.needs?.features ?? [];
  const halves = precision === 'fp16' && !named.includes('shader-f16') ? ['shader-f16'] : [];
  return { features: [...halves, ...named], bufferBytes: bufferBytes(manifest, precision) };
}

/** What decides about demands: of an adapter's report or of the device's facts alike. */
interface AdapterOffer {
  readonly features: readonly string[];
  /** Largest single storage buffer, bytes. */
  readonly bufferBytes: number;
}

const MIB = 2 ** 20;

/** Why an adapter does not meet the demands, in words for a person; undefined when it does. */
export function unmetDemand({ features, bufferBytes: need }: GpuDemands, offer: AdapterOffer): string | undefined {
  const missing = features.find((f) => !offer.features.includes(f));
  if (missing === 'shader-f16') return 'the graphics adapter lacks 16-bit numbers (shader-f16)';
  if (missing !== undefined) return `the graphics adapter lacks "${missing}"`;
  if (need <= offer.bufferBytes) return undefined;
  const [needed, allowed] = [Math.ceil(need / MIB), Math.floor(offer.bufferBytes / MIB)];
  return `it needs one buffer of ${needed} MiB and this adapter allows ${allowed} MiB`;
}
