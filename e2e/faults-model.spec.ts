/** Weights that are wrong, damaged, missing or slow to come. See docs/faults.md. */
import { expect, test } from '@playwright/test';
import { GraphWriter } from '../src/test-support/onnx/writer.ts';
import { ready, watch } from './app.ts';
import { begin, CALM, exactModel, nothingLost, serveModel } from './faults-kit.ts';

test.use(CALM);

/** An encoder whose output is `value` everywhere, whatever it sees. */
function blindEncoder(value: number): Uint8Array {
  const g = new GraphWriter();
  g.input('x', 'float32', [1, 3, 1024, 1024]);
  const small = g.node('Resize', ['x', '', '', g.ints([1, 3, 64, 64])], { mode: 'linear' });
  const zero = g.node('Conv', [small, g.floats(Array<number>(256 * 3).fill(0), [256, 3, 1, 1])]);
  const spread = Number.isNaN(value) ? g.node('Div', [zero, zero]) : g.node('Add', [zero, g.floats([value], [1])]);
  g.output('3421', spread, 'float32', [1, 256, 64, 64]);
  return g.model();
}

for (const [what, value] of [
  ['overflow to NaN', Number.NaN],
  ['embeddings that are the same for every picture', 0.25],
] as const) {
  test(`a model with ${what} is refused before it answers a click`, async ({ page }) => {
    const seen = watch(page);
    await serveModel(page, { ...exactModel(), encoder: blindEncoder(value) });
    await page.goto('#/segment');
    await expect(page.getByTestId('status')).toHaveAttribute('data-model', 'failed', { timeout: 60_000 });
    await expect(page.getByText(/wrong numbers in its self-test/).first()).toBeVisible();
    await page
      .getByRole('button', { name: /espresso/i })
      .first()
      .click();
    await expect(page.getByTestId('stage')).toBeVisible();
    expect(seen.errors).toEqual([]);
  });
}

/** Each way in which the weights can fail to come, and the words for it. */
const WAYS = [
  { what: 'are missing (404)', answer: { status: 404, body: 'not here' }, says: /could not be downloaded/ },
  {
    what: 'are a web page',
    answer: { status: 200, contentType: 'text/html', body: '<!doctype html><title>Sign in</title>' },
    says: /something that is no model/,
  },
  { what: 'are shorter than stated', answer: { status: 200, body: 'short' }, says: /not the one that was published/ },
  { what: 'come as the wrong file of the right length', answer: 'noise', says: /the file is damaged|not the one/ },
  { what: 'cannot be reached', answer: 'abort', says: /could not be downloaded|offline/ },
] as const;

test('weights that fail to come: each way in its own words, the picture stays, and trying again works', async ({
  page,
}) => {
  const model = exactModel();
  await serveModel(page, model);
  const seen = watch(page);
  await page.goto('#/about');
  for (const { what, answer, says } of WAYS) {
    await test.step(what, async () => {
      await page.route('**/models/exact/encoder.onnx', (route) => {
        if (answer === 'abort') return route.abort('connectionreset');
        if (answer === 'noise') return route.fulfill({ status: 200, body: Buffer.alloc(model.encoder.length, 7) });
        return route.fulfill(answer);
      });
      await page.goto('#/segment');
      await page.reload();
      await expect(page.getByTestId('status')).toHaveAttribute('data-model', 'failed', { timeout: 60_000 });
      await expect(page.getByText(says).first()).toBeVisible();
      await page.unroute('**/models/exact/encoder.onnx');
    });
  }
  await page
    .getByRole('button', { name: /espresso/i })
    .first()
    .click();
  await expect(page.getByTestId('stage')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await ready(page);
  expect(seen.errors).toEqual([]);
});

test('weights that stop coming: said after thirty seconds of silence, and trying again works', async ({ page }) => {
  await page.route('**/assets/worker-main-*.js', async (route) => {
    const response = await route.fetch();
    const fast = `{ const later = self.setTimeout; self.setTimeout = (run, ms, ...rest) => later(run, ms === 30000 ? 300 : ms, ...rest); }\n`;
    await route.fulfill({ response, body: fast + (await response.text()) });
  });
  await serveModel(page, exactModel());
  let stuck = true;
  await page.route('**/models/exact/encoder.onnx', async (route) => {
    if (!stuck) return route.fallback();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    await route.abort().catch(() => undefined); // the page may have given up first
  });
  await page.goto('#/segment');
  await expect(page.getByText(/download stopped moving/).first()).toBeVisible({ timeout: 30_000 });
  stuck = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await nothingLost(page, await begin(page));
});
