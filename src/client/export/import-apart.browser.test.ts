import { expect, it } from 'vitest';
import { isAborted } from '../../contract/errors.ts';
import { importApart } from './import-apart.ts';
import { importAnnotations } from './import-file.ts';

const PICTURE = { name: 'p.png', width: 640, height: 480 };

/** COCO instances for many pictures, 500 of the objects for ours. About `objects / 5000` MB. */
function coco(objects: number): Blob {
  const parts = [
    `{"images":[{"id":1,"file_name":"p.png","width":640,"height":480},{"id":2,"file_name":"q.png","width":640,"height":480}],` +
      `"categories":[{"id":1,"name":"leaf"}],"annotations":[`,
  ];
  for (let i = 0; i < objects; i++) {
    const [x, y] = [(i * 7) % 600, (i * 13) % 440];
    const ring = [
      x,
      y,
      x + 20,
      y,
      x + 20,
      y + 20,
      x,
      y + 20,
      x - 0.123456789,
      y + 10.987654321,
      x,
      y + 5,
      x,
      y + 4,
      x,
      y + 3,
    ];
    const line = `{"id":${i + 1},"image_id":${i < 500 ? 1 : 2},"category_id":1,"iscrowd":0,"segmentation":[[${ring}]]}`;
    parts.push(i === 0 ? line : `,${line}`);
  }
  return new Blob([...parts, ']}'], { type: 'application/json' });
}

/** The longest time in which the page did not answer while something ran, milliseconds. */
async function longestSilence(work: Promise<unknown>): Promise<number> {
  let running = true;
  let longest = 0;
  let last = performance.now();
  const end = work.then(
    () => {
      running = false;
    },
    () => {
      running = false;
    },
  );
  while (running) {
    await new Promise((done) => setTimeout(done, 5));
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  await end;
  return longest;
}

it('reads a COCO file of 30 MB while the page goes on, and gives up at once', async () => {
  const blob = coco(150_000);
  expect(blob.size).toBeGreaterThan(20 << 20);
  const work = importApart([{ name: 'instances.json', blob }], PICTURE, new AbortController().signal);
  const silence = await longestSilence(work);
  const [source] = await work;
  expect(source?.readings[0]?.objects).toHaveLength(500);
  // Against the same work on the page's own thread: a loaded machine slows both.
  const blocked = await longestSilence(importAnnotations([{ name: 'instances.json', blob }], PICTURE));
  expect(silence).toBeLessThan(blocked / 2);

  const stop = new AbortController();
  const second = importApart([{ name: 'instances.json', blob }], PICTURE, stop.signal).catch(
    (thrown: unknown) => thrown,
  );
  await new Promise((done) => setTimeout(done, 300));
  const asked = performance.now();
  stop.abort();
  expect(isAborted(await second)).toBe(true);
  expect(performance.now() - asked).toBeLessThan(blocked / 2);

  const bad = [{ name: 'a.json', blob: new Blob(['['.repeat(10_000)]) }];
  await expect(importApart(bad, PICTURE, new AbortController().signal)).rejects.toMatchObject({
    code: 'bad-file',
    message: expect.stringMatching(/256 levels/),
  });
});
