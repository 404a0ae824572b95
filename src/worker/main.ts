/** The worker program. */
import { expose } from 'comlink';
import { trustOwnScripts } from '../contract/trusted-scripts.ts';
import { prepareBitmap } from '../runtime/bitmap.ts';
import { probeAdapter } from '../runtime/device.ts';
import { loadOrt } from '../runtime/ort.ts';
import { watchWasmMemory } from '../runtime/wasm-memory.ts';
import { Segmenter } from './segmenter.ts';

// The runtime starts its threads from here.
trustOwnScripts();
expose(new Segmenter({ loadOrt, prepare: prepareBitmap, probeAdapter, wasmBytes: watchWasmMemory() }));
