/**
 * Random actions with a fixed seed: no uncaught error, no object that goes without being deleted, and undo and redo walk the
 * whole way back and forth. Short here; `MONKEY_SEEDS=10 MONKEY_ACTIONS=500 npx playwright test monkey` is the long form.
 */
import { expect, test } from '@playwright/test';
import { seededRandom } from '../src/core/metrics/seeded-random.ts';
import { answered, openSample, watch } from './app.ts';
import { CALM, exactModel, serveModel } from './faults-kit.ts';
import { ACTIONS, allTheWay, choose, objectNames } from './random-actions.ts';

const SEEDS = Number(process.env.MONKEY_SEEDS ?? 1);
const COUNT = Number(process.env.MONKEY_ACTIONS ?? 60);
/** Presses of undo or redo, in tens, after which something is wrong. */
const MOST = 2 * COUNT + 50;

test.use(CALM);

for (let seed = 1; seed <= SEEDS; seed++) {
  test(`${COUNT} random actions, seed ${seed}`, async ({ page }) => {
    test.setTimeout(60_000 + COUNT * 2_000);
    const seen = watch(page);
    await serveModel(page, exactModel());
    await openSample(page, /espresso/i);
    const random = seededRandom(seed);
    const done: string[] = [];
    let before: string[] = [];
    for (let i = 0; i < COUNT; i++) {
      const action = choose(ACTIONS, random);
      done.push(action.name);
      await action.run(page, random);
      const now = await objectNames(page);
      const lost = action.removes ? [] : before.filter((name) => !now.includes(name));
      expect(lost, `after ${done.slice(-5).join(', ')}`).toEqual([]);
      expect(seen.errors, `after ${done.slice(-5).join(', ')}`).toEqual([]);
      before = now;
    }
    await page.keyboard.press('Escape');
    await page.setViewportSize(CALM.viewport);
    await answered(page);
    await allTheWay(page, 'Redo', 'Control+Shift+z', MOST);
    const end = await objectNames(page);
    await allTheWay(page, 'Undo', 'Control+z', MOST);
    await allTheWay(page, 'Redo', 'Control+Shift+z', MOST);
    expect(await objectNames(page)).toEqual(end);
    await expect(page.getByText(/Something unexpected happened/)).toHaveCount(0);
    expect(seen.errors).toEqual([]);
    expect(seen.foreign).toEqual([]);
  });
}
