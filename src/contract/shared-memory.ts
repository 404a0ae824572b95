/** Whether threads of WebAssembly can share memory. */

/**
 * True where the page is cross-origin isolated and the browser has shared memory switched on: WebKitGTK, for one, is isolated
 * without `SharedArrayBuffer` unless it is told to.
 */
export function sharesMemory(): boolean {
  return globalThis.crossOriginIsolated && typeof SharedArrayBuffer === 'function';
}
