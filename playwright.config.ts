import { defineConfig, devices } from '@playwright/test';
import { browserArguments, findBrowser } from './scripts/browser.ts';

const executablePath = findBrowser();
const port = Number(process.env.E2E_PORT ?? 4199);

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.tmp/e2e',
  snapshotPathTemplate: 'e2e/screens/{arg}{ext}',
  timeout: 180_000,
  expect: { timeout: 30_000, toHaveScreenshot: { maxDiffPixelRatio: 0.06, animations: 'disabled' } },
  // Soaks and repeats take too long for every change: npm run test:long runs them.
  ...(process.env.E2E_LONG ? { grep: /@long/ } : { grepInvert: /@long/ }),
  fullyParallel: false,
  workers: 1,
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: '.tmp/e2e.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    baseURL: `http://localhost:${port}/`,
    serviceWorkers: 'block',
    trace: 'on-first-retry',
    actionTimeout: 45_000,
    // Moving outlines are drawn by the processor where there is no graphics card: minutes of a whole run.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { args: [...browserArguments], ...(executablePath ? { executablePath } : {}) },
  },
  projects: [{ name: 'chromium' }],
  webServer: {
    command: `npx tsx scripts/start.ts --no-open --port ${port}`,
    url: `http://localhost:${port}/`,
    timeout: 600_000,
    reuseExistingServer: !process.env.CI,
  },
});
