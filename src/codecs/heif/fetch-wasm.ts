/** libheif's WebAssembly in the browser: a file of its own, fetched when the first HEIC needs it. */
import url from 'libheif-js/libheif-wasm/libheif.wasm?url';
import { SegError } from '../../contract/errors.ts';

/** @throws SegError `part-missing` */
export async function fetchHeifWasm(): Promise<ArrayBuffer> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new SegError('part-missing', 'the HEIC decoder could not be loaded; try again', { cause });
  });
  if (!response.ok) throw new SegError('part-missing', `the HEIC decoder answered ${response.status}`);
  return response.arrayBuffer();
}
