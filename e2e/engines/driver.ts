/** One way to drive Chromium, Firefox and WebKit, by whatever program each of them can be driven with on this machine. */

/** Modifiers and keys by their `KeyboardEvent.key`. */
export type Keys = readonly string[];

export interface EnginePage {
  /** Engine and version, as the browser states them. */
  readonly version: string;
  goto(url: string): Promise<void>;
  /** Runs an expression in the page; promises are waited for. */
  evaluate<T>(expression: string): Promise<T>;
  /** A click of the left button at CSS pixels of the page. */
  click(x: number, y: number): Promise<void>;
  /** Presses at the first point, moves in steps, releases at the last. */
  drag(from: readonly [number, number], to: readonly [number, number]): Promise<void>;
  /** Holds all keys down in order and lets go. */
  press(keys: Keys): Promise<void>;
  /** PNG of the window. */
  screenshot(): Promise<Buffer>;
  /** Requests that failed since the start, where the driver can tell. */
  readonly failedRequests: readonly string[];
  close(): Promise<void>;
}

/** Polls an expression until it is true. @throws Error with the expression when it does not become true in time */
export async function until(page: EnginePage, expression: string, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < end) {
    try {
      last = await page.evaluate<unknown>(`Boolean(${expression})`);
      if (last === true) return;
    } catch (error) {
      last = error; // the page is being loaded anew
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`not true after ${timeoutMs / 1000} s: ${expression} (${String(last)})`);
}
