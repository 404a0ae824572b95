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
