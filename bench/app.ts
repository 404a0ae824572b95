/**
 * The built app as a person meets it: first visit to first mask, click to pixels, second visit without network, memory after many
 * pictures; beside an earlier version of itself, turn by turn on the same machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import { serveFolder } from '../scripts/serve/server.ts';
import { openBrowser } from './open-browser.ts';
import { openPicture } from './open-picture.ts';
import type { Sample } from './table.ts';

const ROOT: string = fileURLToPath(new URL('..', import.meta.url));
const BEFORE = `${ROOT}.tmp/bench/previous`;
const TURNS = Number(process.env.APP_TURNS ?? 3);
const CLICKS = 20;
/** Pictures of the long sitting. `APP_PICTURES=100` is the long form. */
const PICTURES = Number(process.env.APP_PICTURES ?? 20);
const CLICKS_A_PICTURE = 10;
const PATIENCE = 240_000;

function git(...args: string[]): string | null {
  const run = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : null;
}

/** Builds an earlier version into a folder of its own, with today's packages. @returns its build, or null with a word why not */
function buildPrevious(asked: string | undefined): { name: string; folder: string } | null {
  const ref = asked ?? git('describe', '--tags', '--abbrev=0');
  const commit = ref === null ? null : git('rev-parse', '--short', `${ref}^{commit}`);
  if (!commit) {
    console.info(
      ref ? `app: ${ref} is no commit here` : 'app: no release is tagged; --previous REF names one to compare with',
    );
    return null;
  }
  const folder = `${BEFORE}/${commit}`;
  if (!existsSync(`${folder}/dist/index.html`)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const unpack = spawnSync('sh', ['-c', `git archive ${commit} | tar -x -C '${folder}'`], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    symlinkSync(`${ROOT}node_modules`, `${folder}/node_modules`);
    const build = spawnSync('npm', ['run', 'build'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    if (unpack.status !== 0 || build.status !== 0) {
      console.info(`app: ${commit} could not be built with today’s packages`);
      return null;
    }
  }
  return { name: `previous (${commit})`, folder: `${folder}/dist` };
}

async function status(page: Page, attribute: string, value: string): Promise<void> {
  await page.waitForSelector(`[data-testid=status][data-${attribute}="${value}"]`, { timeout: PATIENCE });
}

/** Opens the bundled espresso and clicks the cup once. @returns milliseconds from asking for the page to the mask */
async function toFirstMask(page: Page, go: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await go();
  await page
    .getByRole('button', { name: /espresso/i })
    .first()
    .click({ timeout: PATIENCE });
  await status(page, 'encoding', 'ready');
  await clickShare(page, 0.5, 0.4);
  return performance.now() - start;
}

async function clickShare(page: Page, x: number, y: number): Promise<void> {
  const box = await page.getByTestId('stage').boundingBox();
  if (!box) throw new Error('the stage is not on screen');
  await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await status(page, 'busy', 'false');
}

/** From the press of the button to the frame after the answer, on the page's own clock. */
async function clickTimes(page: Page): Promise<readonly number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    let pressed = 0;
    addEventListener('pointerdown', () => (pressed = performance.now()), true);
    const line = document.querySelector<HTMLElement>('[data-testid=status]');
    if (!line) throw new Error('no status line');
    new MutationObserver(() => {
      if (line.dataset.busy !== 'false' || pressed === 0) return;
      const from = pressed;
      pressed = 0;
      requestAnimationFrame(() => times.push(performance.now() - from));
    }).observe(line, { attributes: true, attributeFilter: ['data-busy'] });
    Reflect.set(globalThis, 'clickTimes', times);
  });
  for (let i = 0; i <= CLICKS; i++) {
    // One object at a time: many large ones are drawn slowly where the processor stands in for a graphics card.
    await page.keyboard.press('Control+z');
    await clickShare(page, 0.3 + ((i * 7) % 20) / 50, 0.3 + ((i * 11) % 20) / 50);
    await page.waitForTimeout(60);
  }
  const times: number[] = await page.evaluate(() => Reflect.get(globalThis, 'clickTimes') as number[]);
  return times.slice(1);
}

/** Bytes of the page and its workers after a collection, in MiB. */
async function memory(page: Page): Promise<number> {
  const bytes = await page.evaluate(async () => {
    const measure: unknown = Reflect.get(performance, 'measureUserAgentSpecificMemory');
    if (typeof measure !== 'function') throw new Error('the page is not isolated');
    const answer: { bytes: number } = await Reflect.apply(measure, performance, []);
    return answer.bytes;
  });
  return bytes / 2 ** 20;
}

async function visits(
  context: BrowserContext,
  url: string,
): Promise<{ first: number; clicks: readonly number[]; again: number }> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  // The page asks before it lets go of objects that were not saved.
  page.on('dialog', (dialog) => void dialog.accept());
  const first = await toFirstMask(page, () => page.goto(`${url}#/segment`));
  const clicks = await clickTimes(page);
  // The service worker takes the page over with the next load; what that load fetches is then kept.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await toFirstMask(page, () => page.goto(`${url}#/segment`));
  await context.setOffline(true);
  const again = await toFirstMask(page, () => page.reload());
  return { first, clicks, again };
}

/** Memory after the first picture and after the last, every picture closed before the next. */
async function sitting(context: BrowserContext, url: string): Promise<{ early: number; late: number }> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${url}#/segment`);
  const files = ['coffee', 'coins', 'astronaut', 'rocket'].map((name) =>
    readFileSync(`${ROOT}public/samples/${name}.webp`),
  );
  let early = 0;
  for (let i = 0; i < PICTURES; i++) {
    await openPicture(page, {
      name: `picture ${i}.webp`,
      mimeType: 'image/webp',
      buffer: files[i % files.length] ?? Buffer.alloc(0),
    });
    for (let click = 0; click < CLICKS_A_PICTURE; click++) {
      if (click > 0) await page.keyboard.press('Control+z');
      await clickShare(page, 0.3 + 0.04 * click, 0.3 + 0.04 * ((click * 7) % 10));
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('Close the picture');
    await page.keyboard.press('Enter');
    await page.getByTestId('stage').waitFor({ state: 'detached' });
    if (i === files.length - 1) early = await memory(page);
  }
  return { early, late: await memory(page) };
}

/** Needs a build in `dist/`. @param previous commit or tag to compare with */
export async function benchApp(previous?: string): Promise<readonly Sample[]> {
  const before = buildPrevious(previous);
  const contenders = [{ name: 'ours', folder: `${ROOT}dist` }, ...(before ? [before] : [])];
  // Without this switch a page may wait a minute until its memory is measured.
  const browser = await openBrowser('--enable-blink-features=ForceEagerMeasureMemory');
  const samples: Sample[] = [];
  const fresh = (): Promise<BrowserContext> =>
    browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  try {
    for (let turn = 0; turn < TURNS; turn++) {
      for (const { name, folder } of contenders) {
        const { server, url } = await serveFolder(folder, 0);
        const context = await fresh();
        const { first, clicks, again } = await visits(context, url);
        await context.close();
        server.close();
        console.info(`app: turn ${turn + 1} of ${TURNS}, ${name}: visits done`);
        samples.push(
          { name, what: 'first visit to first mask', megapixels: 0, value: first },
          ...clicks.map((value) => ({ name, what: 'click to pixels', megapixels: 0, value })),
          { name, what: 'second visit, offline, to first mask', megapixels: 0, value: again },
        );
      }
    }
    // A version of long ago need not know the commands of this one: what is asked of memory is its own flatness.
    const { server, url } = await serveFolder(`${ROOT}dist`, 0);
    const context = await fresh();
    const { early, late } = await sitting(context, url);
    await context.close();
    server.close();
    const clicks = PICTURES * CLICKS_A_PICTURE;
    const memoryOf = (what: string, value: number): Sample => ({
      name: 'ours',
      what: `memory after ${what}, workers included`,
      megapixels: 0,
      value,
      unit: 'MiB',
    });
    samples.push(memoryOf('4 pictures', early), memoryOf(`${PICTURES} pictures, ${clicks} clicks`, late));
  } finally {
    await browser.close();
  }
  return samples;
}
