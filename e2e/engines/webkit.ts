/** WebKitGTK by WebDriver, which Debian's `webkit2gtk-driver` brings with its small browser. Each session is a fresh one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Builder, Key, Origin } from 'selenium-webdriver';
import type { EnginePage } from './driver.ts';

const KEYS: Readonly<Record<string, string>> = {
  Control: Key.CONTROL,
  Shift: Key.SHIFT,
  Escape: Key.ESCAPE,
  Enter: Key.ENTER,
};

export interface WebKitPrograms {
  readonly driver: string;
  readonly browser: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

interface RunningDriver {
  readonly address: string;
  readonly process: ChildProcess;
}

async function startDriver(program: string, display: string): Promise<RunningDriver> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = spawn(program, [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      // As root there are no user namespaces to build WebKit's own sandbox from.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    },
  });
  for (let tries = 0; tries < 100; tries++) {
    const up = await fetch(`${address}/status`).then(
      (answer) => answer.ok,
      () => false, // not listening yet
    );
    if (up) return { address, process: child };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error(`${program} does not answer`);
}

/** @param display X display to show the window on */
export async function openWebKit({ driver, browser }: WebKitPrograms, display: string): Promise<EnginePage> {
  const running = await startDriver(driver, display);
  const session = await new Builder()
    .usingServer(running.address)
    .withCapabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
    })
    .build();
  const capabilities = await session.getCapabilities();
  await session.manage().setTimeouts({ script: 300_000, pageLoad: 120_000 });
  await session.manage().window().setRect({ width: 1280, height: 900, x: 0, y: 0 });
  const moved = (x: number, y: number, duration: number) => ({
    x: Math.round(x),
    y: Math.round(y),
    duration,
    origin: Origin.VIEWPORT,
  });
  return {
    version: `WebKitGTK ${capabilities.get('browserVersion')}`,
    failedRequests: [],
    goto: (url) => session.get(url),
    evaluate: async <T>(expression: string) => {
      const [value, error] = await session.executeAsyncScript<[T, string | null]>(
        `const done = arguments[0]; (async () => (${expression}))().then((v) => done([v ?? null, null]), (e) => done([null, String(e)]));`,
      );
      if (error !== null) throw new Error(error);
      return value;
    },
    click: (x, y) =>
      session
        .actions()
        .move(moved(x, y, 0))
        .click()
        .perform(),
    drag: (from, to) =>
      session
        .actions()
        .move(moved(...from, 0))
        .press()
        .move(moved((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, 80))
        .move(moved(...to, 80))
        .release()
        .perform(),
    async press(keys) {
      const actions = session.actions();
      for (const key of keys) actions.keyDown(KEYS[key] ?? key);
      for (const key of keys.toReversed()) actions.keyUp(KEYS[key] ?? key);
      await actions.perform();
    },
    screenshot: async () => Buffer.from(await session.takeScreenshot(), 'base64'),
    async close() {
      await session.quit().catch(() => undefined); // a browser that has died is gone already
      running.process.kill();
    },
  };
}
