/**
 * Counts the bytes of typed arrays while a reader works: the size that a header claims is asked for here, whether or not it is
 * ever touched. Import it before the readers: libraries take hold of the constructors when they load.
 */

const KINDS = [
  'Uint8Array',
  'Uint8ClampedArray',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
] as const;

/** Requests beyond this are counted and refused, as a small device would. */
const REFUSED = 2 ** 30;

let sum = 0;

function lengthOf(value: unknown): number {
  return typeof value === 'object' && value !== null && 'length' in value && typeof value.length === 'number'
    ? value.length
    : 0;
}

for (const kind of KINDS) {
  const counted: unknown = new Proxy(globalThis[kind], {
    construct(target, args: unknown[], newTarget) {
      const [first] = args;
      const asked = (typeof first === 'number' ? first : first instanceof ArrayBuffer ? 0 : lengthOf(first)) || 0;
      const bytes = Math.max(0, asked) * target.BYTES_PER_ELEMENT;
      sum += bytes;
      if (bytes > REFUSED) throw new RangeError('Array buffer allocation failed');
      return Reflect.construct(target, args, newTarget === counted ? target : newTarget);
    },
  });
  Reflect.set(globalThis, kind, counted);
}

/** Starts the count anew. */
export function resetAllocations(): void {
  sum = 0;
}

/** Bytes asked for since the last reset. */
export function allocatedBytes(): number {
  return sum;
}
