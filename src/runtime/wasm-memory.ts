/** Sizes of the WebAssembly memories made since it was installed: the runtime does not tell its own. */

/** Watches the constructor of memories for as long as the worker lives. @returns bytes of all of them */
export function watchWasmMemory(): () => number {
  const made: WebAssembly.Memory[] = [];
  const Original = WebAssembly.Memory;
  WebAssembly.Memory = class extends Original {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made.push(this);
    }
  };
  return () => made.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}
