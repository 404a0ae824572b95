/** What a person does in the app, the same in every engine: real clicks and keys, by the names on screen. */
import { type EnginePage, until } from './driver.ts';

/** Elements that can be pressed, by their accessible name, inside the topmost dialogue where there is one, else in a part of the page. */
const FIND = `(source, flags, part) => {
  const dialogs = document.querySelectorAll('[role=dialog],[role=alertdialog],[role=menu]');
  const within = dialogs.length > 0 ? dialogs[dialogs.length - 1] : document.querySelector(part);
  const name = (e) => (e.getAttribute('aria-label') ?? e.textContent ?? '').trim();
  return [...within.querySelectorAll('button,[role=menuitem],label,a')].find((e) =>
    new RegExp(source, flags).test(name(e)) && e.getClientRects().length > 0 && !e.disabled && e.getAttribute('aria-disabled') !== 'true');
}`;
const found = ({ source, flags }: RegExp, part: string): string =>
  `(${FIND})(${[source, flags, part].map((text) => JSON.stringify(text)).join()})`;

/** Waits for something pressable of that name, which may go and come back meanwhile, and clicks its middle. */
export async function pressed(page: EnginePage, name: RegExp, part = 'body'): Promise<void> {
  let at: { x: number; y: number } | null = null;
  while (!at) {
    await until(page, found(name, part));
    at = await page.evaluate<{ x: number; y: number } | null>(`(async () => {
      (${found(name, part)})?.scrollIntoView({ block: 'center', inline: 'center' });
      await new Promise((resolve) => setTimeout(resolve, 120));
      const box = (${found(name, part)})?.getBoundingClientRect();
      return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
    })()`);
  }
  await page.click(at.x, at.y);
}

const STATUS = "document.querySelector('[data-testid=status]')?.dataset";
export const ready = (page: EnginePage): Promise<void> => until(page, `${STATUS}?.encoding === 'ready'`, 120_000);
export const answered = (page: EnginePage): Promise<void> => until(page, `${STATUS}?.busy === 'false'`);

/** CSS pixels of the page for a picture pixel, from the view that the stage states. */
export async function onStage(page: EnginePage, x: number, y: number): Promise<readonly [number, number]> {
  return page.evaluate(`(() => {
    const stage = document.querySelector('[data-testid=stage]');
    const box = stage.getBoundingClientRect();
    const [cx, cy, zoom] = stage.dataset.view.split(',').map(Number);
    return [box.x + box.width / 2 + (${x} - cx) * zoom, box.y + box.height / 2 + (${y} - cy) * zoom];
  })()`);
}

export async function clickPicture(page: EnginePage, x: number, y: number): Promise<void> {
  await page.click(...(await onStage(page, x, y)));
  await answered(page);
}

/** Waits until the list has so many objects. */
export async function objectsAre(page: EnginePage, count: number): Promise<void> {
  await until(
    page,
    `[...document.querySelectorAll('aside button')].filter((b) => /^Object [0-9]+/.test(b.textContent.trim())).length === ${count}`,
  );
}

/** Keeps the bytes of each file that the page hands to the browser: a driver may be unable to save a download. */
export async function catchDownloads(page: EnginePage): Promise<void> {
  await page.evaluate(`(() => {
    globalThis.handedOver = [];
    const real = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      if (!this.download) return real.call(this);
      const { download, href } = this;
      fetch(href).then((r) => r.arrayBuffer()).then((bytes) => globalThis.handedOver.push({ name: download, bytes: new Uint8Array(bytes) }));
    };
  })()`);
}

/** The next file that is handed over. */
export async function handedOver(page: EnginePage): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await until(page, 'globalThis.handedOver.length > 0');
  const { name, base64 } = await page.evaluate<{ name: string; base64: string }>(`(() => {
    const { name, bytes } = globalThis.handedOver.shift();
    let text = '';
    for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return { name, base64: btoa(text) };
  })()`);
  return { name, bytes: Buffer.from(base64, 'base64') };
}

/** Drops files on the stage's zone, or on the element that `selector` names. */
export async function dropped(
  page: EnginePage,
  files: Readonly<Record<string, Buffer>>,
  selector = '[data-over]',
): Promise<void> {
  const given = Object.entries(files).map(([name, bytes]) => ({ name, base64: bytes.toString('base64') }));
  await page.evaluate(`(() => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of ${JSON.stringify(given)})
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
    const zone = document.querySelector(${JSON.stringify(selector)});
    zone.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
  })()`);
}

/** The mask of all visible objects, as the export dialogue writes it. */
export async function exportedPng(page: EnginePage): Promise<Buffer> {
  await catchDownloads(page);
  await pressed(page, /^Export$/);
  await pressed(page, /^Mask/);
  await pressed(page, /^Save .*png/);
  const { bytes } = await handedOver(page);
  await closed(page);
  return bytes;
}

/** Leaves a dialogue by its key. */
export async function closed(page: EnginePage): Promise<void> {
  await page.press(['Escape']);
  await until(page, "document.querySelector('[role=dialog]') === null");
}

/** Waits until the page shows a text. */
export const shows = (page: EnginePage, text: RegExp, timeoutMs?: number): Promise<void> =>
  until(page, `${text}.test(document.body.innerText)`, timeoutMs);
