/** The worker program. */
import { expose } from 'comlink';
import { LOADED_FILES, watchLoaded } from '../contract/loaded-files.ts';
import { trustOwnScripts } from '../contract/trusted-scripts.ts';
import { prepareBitmap } from '../runtime/bitmap.ts';
import { probeAdapter } from '../runtime/device.ts';
import { loadOrt } from '../runtime/ort.ts';
import { watchWasmMemory } from '../runtime/wasm-memory.ts';
import { Segmenter } from './segmenter.ts';

// The runtime starts its threads from here.
trustOwnScripts();
const loaded = new BroadcastChannel(LOADED_FILES);
watchLoaded((addresses) => loaded.postMessage(addresses));
expose(new Segmenter({ loadOrt, prepare: prepareBitmap, probeAdapter, wasmBytes: watchWasmMemory() }));
