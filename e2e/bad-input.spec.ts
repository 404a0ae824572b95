import { expect, test } from '@playwright/test';
import { answered, clickPicture, openBytes, openSample, watch } from './app.ts';

/** A PNG header that claims 30000 x 30000 pixels, followed by nothing. */
function hugePngHeader(): Buffer {
  const header = Buffer.alloc(33);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(header);
  header.writeUInt32BE(13, 8);
  header.write('IHDR', 12, 'latin1');
  header.writeUInt32BE(30_000, 16);
  header.writeUInt32BE(30_000, 20);
  header.set([8, 2, 0, 0, 0], 24);
  return header;
}

const CASES: readonly {
  readonly what: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly says: RegExp;
}[] = [
  {
    what: 'text called .png',
    name: 'notes.png',
    type: 'image/png',
    bytes: Buffer.from('just some words\n'.repeat(20)),
    says: /is text/,
  },
  { what: 'an empty file', name: 'empty.jpg', type: 'image/jpeg', bytes: Buffer.alloc(0), says: /empty \(0 bytes\)/ },
  {
    what: 'a page called .jpg',
    name: 'page.jpg',
    type: 'image/jpeg',
    bytes: Buffer.from('<!doctype html><title>x</title>'),
    says: /web page/,
  },
  {
    what: 'a truncated JPEG',
    name: 'cut.jpg',
    type: 'image/jpeg',
    bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    says: /cut|damaged|truncated|broken|end/i,
  },
  {
    what: 'a header of 30000 x 30000',
    name: 'huge.png',
    type: 'image/png',
    bytes: hugePngHeader(),
    says: /900 megapixels|too large|more pixels/i,
  },
];

test('each bad file gets its own sentence, and the work stays', async ({ page }) => {
  const seen = watch(page);
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  for (const { what, name, type, bytes, says } of CASES) {
    await test.step(what, async () => {
      await openBytes(page, name, type, bytes);
      await expect(page.getByText(says).first()).toBeVisible();
      await expect(page.getByRole('button', { name: /^Object 1/ })).toBeVisible();
    });
  }
  await answered(page);
  expect(seen.errors).toEqual([]);
});

test('an SVG is drawn, and its script never runs', async ({ page }) => {
  const seen = watch(page);
  await page.goto('#/segment');
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120"><script>window.top.hacked = 1</script><rect width="200" height="120" fill="#246"/><circle cx="100" cy="60" r="40" fill="#fc3"/></svg>';
  await openBytes(page, '"><img src=x onerror=hacked=1>.svg', 'image/svg+xml', Buffer.from(svg));
  await expect(page.getByTestId('stage')).toBeVisible();
  expect(await page.evaluate(() => Reflect.has(window, 'hacked'))).toBe(false);
  expect(seen.errors).toEqual([]);
});
