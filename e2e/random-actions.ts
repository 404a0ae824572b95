/** What random tests do with the app, each with its weight, and how they look at what is left. */
import { expect, type Page } from '@playwright/test';
import { stage } from './app.ts';

/** Something that a person might do at any moment. */
export interface Action {
  readonly name: string;
  readonly weight: number;
  /** May take objects away. */
  readonly removes?: boolean;
  readonly run: (page: Page, random: () => number) => Promise<void>;
}

/** A point on the stage, CSS pixels of the page. */
export async function somewhere(page: Page, random: () => number): Promise<{ x: number; y: number }> {
  const box = await stage(page).boundingBox();
  if (!box) throw new Error('the stage is not on screen');
  return { x: box.x + 4 + random() * (box.width - 8), y: box.y + 4 + random() * (box.height - 8) };
}

const key = (keys: string, weight = 1, removes = false): Action => ({
  name: keys,
  weight,
  removes,
  run: (page) => page.keyboard.press(keys),
});

/** What the soak and the monkey choose from. */
export const ACTIONS: readonly Action[] = [
  {
    name: 'click',
    weight: 14,
    run: async (page, random) => {
      const { x, y } = await somewhere(page, random);
      await page.mouse.click(x, y, { button: random() < 0.25 ? 'right' : 'left' });
    },
  },
  {
    name: 'double click',
    weight: 2,
    run: async (page, random) => {
      const { x, y } = await somewhere(page, random);
      await page.mouse.dblclick(x, y);
    },
  },
  {
    name: 'drag',
    weight: 8,
    run: async (page, random) => {
      const a = await somewhere(page, random);
      const b = await somewhere(page, random);
      await page.mouse.move(a.x, a.y);
      await page.mouse.down();
      await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2);
      await page.mouse.move(b.x, b.y);
      await page.mouse.up();
    },
  },
  {
    name: 'hover',
    weight: 6,
    run: async (page, random) => {
      const { x, y } = await somewhere(page, random);
      await page.mouse.move(x, y);
    },
  },
  {
    name: 'wheel',
    weight: 4,
    run: async (page, random) => {
      const { x, y } = await somewhere(page, random);
      await page.mouse.move(x, y);
      if (random() < 0.3) await page.keyboard.down('Control');
      await page.mouse.wheel((random() - 0.5) * 200, (random() - 0.5) * 400);
      await page.keyboard.up('Control');
    },
  },
  {
    name: 'keyboard crosshair',
    weight: 3,
    run: async (page, random) => {
      await stage(page).focus();
      for (const arrow of ['ArrowUp', 'ArrowLeft', 'ArrowDown', 'ArrowRight'])
        if (random() < 0.5) await page.keyboard.press(arrow);
      await page.keyboard.press(random() < 0.5 ? 'Enter' : random() < 0.5 ? 'Shift+Enter' : 'b');
    },
  },
  {
    name: 'a row of the list',
    weight: 4,
    run: async (page, random) => {
      const buttons = page.locator('main [role=row] button:not([slot=drag])');
      const count = await buttons.count();
      if (count === 0) return;
      await buttons.nth(Math.floor(random() * count)).click({ timeout: 2_000 });
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'another place and back',
    weight: 1,
    run: async (page, random) => {
      const places = ['#/about', '#/models', '#/benchmarks'];
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        places[Math.floor(random() * places.length)] ?? '#/about',
      );
      await page.evaluate(() => {
        location.hash = '#/segment';
      });
      await expect(stage(page)).toBeVisible();
    },
  },
  {
    name: 'another window size',
    weight: 1,
    run: (page, random) =>
      page.setViewportSize({ width: 1000 + Math.floor(random() * 400), height: 500 + Math.floor(random() * 300) }),
  },
  ...['v', 'r', 's', 'p', 'e', 'l', 'g', 'h'].map((k) => key(k, k === 'v' ? 4 : 1)),
  key('n', 5),
  key('q', 2),
  key('w', 2),
  key('[', 2),
  key(']', 2),
  key('0'),
  key('+'),
  key('-'),
  key('Escape', 3),
  key('Control+z', 3, true),
  key('Control+Shift+z', 3, true),
  key('Shift+Delete', 1, true),
  { name: 'help', weight: 1, run: async (page) => shutAgain(page, 'Shift+?') },
  { name: 'palette', weight: 1, run: async (page) => shutAgain(page, 'Control+k') },
  { name: 'export', weight: 1, run: async (page) => shutAgain(page, 'Control+e') },
];

async function shutAgain(page: Page, keys: string): Promise<void> {
  await page.keyboard.press(keys);
  await page.waitForTimeout(50);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** One action, by the weights. */
export function choose(actions: readonly Action[], random: () => number): Action {
  let left = random() * actions.reduce((sum, action) => sum + action.weight, 0);
  for (const action of actions) {
    left -= action.weight;
    if (left < 0) return action;
  }
  throw new Error('weights do not sum up');
}

/** Names in the list of objects, sorted. */
export const objectNames = (page: Page): Promise<string[]> =>
  page
    .locator('main [role=row]')
    .evaluateAll((rows) => rows.map((row) => row.querySelector('button[aria-pressed]')?.textContent ?? '').sort());

/** Presses a key until its button says that there is nothing left. */
export async function allTheWay(page: Page, word: 'Undo' | 'Redo', keys: string, most: number): Promise<void> {
  const button = page.getByRole('button', { name: new RegExp(`^${word}`) }).first();
  for (let i = 0; i < most && (await button.isEnabled()); i++) {
    for (let n = 0; n < 10; n++) await page.keyboard.press(keys);
  }
  await expect(button).toBeDisabled();
}
