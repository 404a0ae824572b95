/**
 * A long sitting with faults at random moments: pictures are opened, clicked, undone and closed, places are changed, long jobs
 * are cancelled, the worker dies, the graphics context is lost in the middle of a stroke, the page is frozen and goes on.
 * No object goes without being deleted, nothing is thrown, and memory comes back. A minute here; `npm run test:long -- soak`
 * takes fifteen.
 */
import { expect, type Page, test } from '@playwright/test';
import { seededRandom } from '../src/core/metrics/seeded-random.ts';
import { answered, openSample, ready, watch } from './app.ts';
import { CALM, exactModel, loseGraphics, order, sabotage, serveModel } from './faults-kit.ts';
import { memory } from './memory.ts';
import { ACTIONS, type Action, allTheWay, choose, objectNames, somewhere } from './random-actions.ts';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 60);
const ACTIONS_A_PICTURE = 25;
/** Pictures after which everything that is made once exists. */
const WARM = 2;
/** Four losses within a minute end the automatic replacement, which has its own test. */
const BETWEEN_DEATHS_MS = 25_000;

// A trace keeps copies of the page inside the page: they would be counted as its memory.
test.use({ ...CALM, trace: 'off' });

async function frozen(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await page.waitForTimeout(300);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await session.detach();
}

/** Starts finding everything and stops it; what came by then stays. */
async function cancelledJob(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Find everything');
  await page.keyboard.press('Enter');
  const stop = page.getByRole('button', { name: /^(Stop|Cancel)$/ }).first();
  await stop.click({ timeout: 3_000 }).catch(() => undefined); // may have ended by itself
  await page.keyboard.press('Escape');
}

function faults(): readonly Action[] {
  let died = 0;
  return [
    {
      name: 'the worker dies',
      weight: 3,
      run: async (page) => {
        if (Date.now() - died < BETWEEN_DEATHS_MS) return;
        died = Date.now();
        await order(page, 'die');
      },
    },
    {
      name: 'the graphics context is lost in a stroke',
      weight: 2,
      run: async (page, random) => {
        const [a, b] = [await somewhere(page, random), await somewhere(page, random)];
        await page.mouse.move(a.x, a.y);
        await page.mouse.down();
        await loseGraphics(page, true);
        await page.mouse.move(b.x, b.y);
        await page.mouse.up();
      },
    },
    { name: 'frozen and resumed', weight: 2, run: frozen },
    { name: 'a long job is cancelled', weight: 2, run: cancelledJob },
    {
      name: 'back and forth',
      weight: 2,
      run: async (page) => {
        await page.evaluate(() => {
          location.hash = '#/compare';
        });
        await page.goBack();
        await page.goForward();
        await page.goBack();
        await expect(page.getByTestId('stage')).toBeVisible();
      },
    },
  ];
}

test(`${SECONDS} seconds of anything, with faults`, async ({ page }) => {
  test.setTimeout(240_000 + SECONDS * 3_000);
  const seen = watch(page);
  await serveModel(page, exactModel());
  await sabotage(page, () => `onOrder.die = () => setTimeout(() => { throw new Error('killed by the test'); });`);
  const random = seededRandom(Number(process.env.SOAK_SEED ?? 1));
  const actions = [...ACTIONS, ...faults()];
  const held: number[] = [];
  const end = Date.now() + SECONDS * 1000;
  for (let round = 0; Date.now() < end || held.length < 2; round++) {
    await page.setViewportSize(CALM.viewport);
    await openSample(page, round % 2 === 0 ? /espresso/i : /greek coins/i);
    const done: string[] = [];
    let before: string[] = [];
    for (let i = 0; i < ACTIONS_A_PICTURE; i++) {
      const action = choose(actions, random);
      done.push(action.name);
      await action.run(page, random);
      const now = await objectNames(page);
      const lost = action.removes ? [] : before.filter((name) => !now.includes(name));
      expect(lost, `after ${done.join(', ')}`).toEqual([]);
      before = now;
    }
    await page.keyboard.press('Escape');
    await ready(page);
    await answered(page);
    await allTheWay(page, 'Redo', 'Control+Shift+z', 100);
    const made = await objectNames(page);
    await allTheWay(page, 'Undo', 'Control+z', 100);
    await allTheWay(page, 'Redo', 'Control+Shift+z', 100);
    expect(await objectNames(page)).toEqual(made);
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('Close the picture');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('stage')).toHaveCount(0);
    if (round + 1 >= WARM) held.push(await memory(page));
  }
  const [first = 0] = held;
  const last = Math.min(...held.slice(-2));
  console.info(`memory ${held.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(', ')} MiB`);
  expect(last).toBeLessThan(first * 1.1);
  await expect(page.getByText(/Something unexpected happened/)).toHaveCount(0);
  expect(seen.errors.filter((message) => !message.includes('killed by the test'))).toEqual([]);
});
