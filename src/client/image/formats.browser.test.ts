/** Formats that a browser's canvas cannot write: 12x8 pictures made with Pillow 9.4 and libheif 1.15, embedded. */
import { describe, expect, it } from 'vitest';
import { HEIC, withProperty } from '../../test-support/heif.ts';
import { openPicture } from './open-picture.ts';

const signal = new AbortController().signal;

/** Red, green, blue, a tenth of a second each. */
const MOVING_WEBP =
  'UklGRroAAABXRUJQVlA4WAoAAAACAAAACwAABwAAQU5JTQYAAAAAAAAAAABBTk1GKgAAAAAAAAAAAAsAAAcAAGQAAAJWUDhMEQAAAC8LwAEAB1CUchel/4GI6H8AAEFOTUYqAAAAAAAAAAAACwAABwAAZAAAAFZQOEwRAAAALwvAAQAHUO6iFKX/gYjofwAAQU5NRioAAAAAAAAAAAALAAAHAABkAAAAVlA4TBEAAAAvC8ABAAdQlKKUu/+BiOh/AAA=';
const MOVING_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAwAAAAICAIAAABChommAAAACGFjVEwAAAADAAAAAM7tusAAAAAaZmNUTAAAAAAAAAAMAAAACAAAAAAAAAAAAGQD6AAA8ifknQAAABVJREFUeJxjvKOhwUAIMBFUMewVAQBjswE8bXYyMAAAABpmY1RMAAAAAQAAAAwAAAAIAAAAAAAAAAAAZAPoAABpVA5JAAAAGWZkQVQAAAACeJxj1LijwUAIMBFUMewVAQBi/wE8jaLgCAAAABpmY1RMAAAAAwAAAAwAAAAIAAAAAAAAAAAAZAPoAACEwt2gAAAAGWZkQVQAAAAEeJxj1NC4w0AIMBFUMewVAQBiSwE8vItQZgAAAABJRU5ErkJggg==';
/** All red. */
const AVIF =
  'AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEOAAEAAAAAAAAAHwAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGF2MDEAAAAAamlwcnAAAABLaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYxQ4EADAAAAAAUaXNwZQAAAAAAAAAMAAAACAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgYIDhAAAACdtZGF0EgAKCBgMr7BAgIGhMhEYAAooooQAAMNe2rV8zAHbgA==';
/** Cyan 0, magenta 200, yellow 200, black 10 of 255: a red. */
const CMYK_JPEG =
  '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgACAAMBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD9/K/Nuvzbr91KKKKK/9k=';

function fileOf(base64: string): Blob {
  return new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]);
}

function middle(bitmap: ImageBitmap): readonly number[] {
  const c = new OffscreenCanvas(1, 1).getContext('2d');
  c?.drawImage(bitmap, -6, -4);
  return [...(c?.getImageData(0, 0, 1, 1).data ?? [])];
}

function expectRed([r = 0, g = 255, b = 255, a]: readonly number[]): void {
  expect(r).toBeGreaterThan(180);
  expect(g).toBeLessThan(90);
  expect(b).toBeLessThan(90);
  expect(a).toBe(255);
}

describe('opens', () => {
  it.each([
    ['webp', MOVING_WEBP],
    ['png', MOVING_PNG],
  ])('the first frame of a moving %s, said so', async (format, base64) => {
    const p = await openPicture(fileOf(base64), 'moving', signal);
    expect(p.format).toBe(format);
    expect(p.size).toEqual({ width: 12, height: 8 });
    expectRed(middle(p.bitmap));
    expect(p.notes.join()).toContain('first frame');
  });

  it('AVIF', async () => {
    const p = await openPicture(fileOf(AVIF), 'photo.avif', signal);
    expect([p.format, p.size]).toEqual(['avif', { width: 12, height: 8 }]);
    expectRed(middle(p.bitmap));
  });

  it('a JPEG in CMYK', async () => {
    const p = await openPicture(fileOf(CMYK_JPEG), 'print.jpg', signal);
    expect([p.format, p.size]).toEqual(['jpeg', { width: 12, height: 8 }]);
    expect(middle(p.bitmap)[3]).toBe(255);
  });
});

describe('HEIC, by the browser or by libheif', () => {
  it('opens with its colours, alpha and size', async () => {
    const p = await openPicture(new Blob([HEIC.grid]), 'photo.heic', signal);
    expect([p.format, p.size]).toEqual(['heic', { width: 12, height: 8 }]);
    expectRed(middle(p.bitmap));
  });

  it('10 bits and a turn that only a note asks for are said', async () => {
    const deep = await openPicture(new Blob([HEIC.deepRamp]), 'deep.heic', signal);
    expect(deep.notes.join()).toContain('10 bits per colour were reduced to 8');
    const noted = await openPicture(new Blob([HEIC.notedTurn]), 'noted.heic', signal);
    expect(noted.size).toEqual({ width: 48, height: 64 });
    expect(noted.notes.join()).toContain('shown as it is stored');
    const turned = await openPicture(new Blob([withProperty(HEIC.quadrants, 'irot', [1])]), 'turned.heic', signal);
    expect(turned.size).toEqual({ width: 48, height: 64 });
  });

  it('is refused when it is cut short, and given up when that is asked', async () => {
    const half = new Blob([HEIC.quadrants.slice(0, 700)]);
    await expect(openPicture(half, 'half.heic', signal)).rejects.toMatchObject({ code: 'bad-image' });
    const giveUp = new AbortController();
    const opening = openPicture(new Blob([HEIC.quadrants]), 'late.heic', giveUp.signal);
    giveUp.abort();
    await expect(opening).rejects.toMatchObject({ code: 'aborted' });
  });
});
