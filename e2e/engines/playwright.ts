/** Chromium, Firefox or WebKit by Playwright, where it has a browser of the engine. */
import type { BrowserType, LaunchOptions } from '@playwright/test';
import type { EnginePage } from './driver.ts';

export async function openPlaywright(type: BrowserType, options: LaunchOptions): Promise<EnginePage> {
  const browser = await type.launch(options);
  // Said here because the test runner's own option, which blocks service workers, is the default of every context.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, serviceWorkers: 'allow' });
  const page = await context.newPage();
  const failedRequests: string[] = [];
  page.on('requestfailed', (request) => failedRequests.push(`${request.url()} ${request.failure()?.errorText ?? ''}`));
  return {
    version: `${type.name()} ${browser.version()}`,
    failedRequests,
    goto: async (url) => void (await page.goto(url, { waitUntil: 'domcontentloaded' })),
    evaluate: (expression) => page.evaluate(`(async () => (${expression}))()`),
    click: (x, y) => page.mouse.click(x, y),
    async drag(from, to) {
      await page.mouse.move(...from);
      await page.mouse.down();
      await page.mouse.move(...to, { steps: 6 });
      await page.mouse.up();
    },
    press: (keys) => page.keyboard.press(keys.join('+')),
    screenshot: () => page.screenshot(),
    close: () => browser.close(),
  };
}
