import { afterEach, expect, it, vi } from 'vitest';
import { copyVector } from './save.ts';

afterEach(() => vi.unstubAllGlobals());

const png = new Blob(['pixels'], { type: 'image/png' });

/** A clipboard that takes these types beside PNG and plain text, or refuses all. */
function clipboard(takes: readonly string[], refuses = false): Record<string, Promise<Blob>>[] {
  const written: Record<string, Promise<Blob>>[] = [];
  class ClipboardItem {
    readonly parts: Record<string, Promise<Blob>>;
    static supports = (type: string): boolean => takes.includes(type);
    constructor(parts: Record<string, Promise<Blob>>) {
      this.parts = parts;
    }
  }
  const write = async ([item]: readonly ClipboardItem[]): Promise<void> => {
    if (refuses) throw new DOMException('no', 'NotAllowedError');
    if (item) written.push(item.parts);
  };
  vi.stubGlobal('ClipboardItem', ClipboardItem);
  vi.stubGlobal('navigator', { clipboard: { write } });
  return written;
}

it('outlines go out as PNG, as SVG where the browser takes it, and as text, in one item', async () => {
  const both = clipboard(['image/svg+xml']);
  await copyVector(Promise.resolve('<svg/>'), Promise.resolve(png));
  expect(Object.keys(both[0] ?? {}).sort()).toEqual(['image/png', 'image/svg+xml', 'text/plain']);
  const svg = await both[0]?.['image/svg+xml'];
  expect([svg?.type, await svg?.text()]).toEqual(['image/svg+xml', '<svg/>']);
  expect(await (await both[0]?.['image/png'])?.text()).toBe('pixels');
  const fewer = clipboard([]);
  await copyVector(Promise.resolve('<svg/>'), Promise.resolve(png));
  expect(Object.keys(fewer[0] ?? {}).sort()).toEqual(['image/png', 'text/plain']);
});

it('a refusal is said in words, and the failure of the picture itself before it', async () => {
  clipboard([], true);
  await expect(copyVector(Promise.resolve('<svg/>'), Promise.resolve(png))).rejects.toThrow(/refused/);
  const failed = Promise.reject(new Error('covers nothing'));
  await expect(copyVector(Promise.resolve('<svg/>'), failed)).rejects.toThrow('covers nothing');
});
