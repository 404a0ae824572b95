/** Brings one file onto the shelf: resumes, retries after a break, and refuses whatever is not the file. */
import type { NeededFile } from '../../contract/catalogue.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import { FileWriter } from './file-writer.ts';
import { BrokenOff, type Fetcher, fetchPart } from './http-part.ts';
import { type Shelf, shelfKey } from './shelf.ts';

export interface FileProgress {
  readonly done: number;
  readonly retry?: { readonly attempt: number; readonly reason: string };
}

export interface DownloadOptions {
  readonly fetcher: Fetcher;
  readonly stallMs: number;
  /** Tries after a break without any progress in between. */
  readonly retries: number;
  /** Pause before the first retry; doubles each time. Milliseconds. */
  readonly backoffMs: number;
  readonly now: () => number;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const timer = setTimeout(stop, ms);
    signal.addEventListener('abort', stop);
  });
}

/** Runs requests until the stated length is here, as long as each try brings something or the retries last. */
async function fill(
  writer: FileWriter,
  file: NeededFile,
  options: DownloadOptions,
  signal: AbortSignal,
  report: (p: FileProgress) => void,
): Promise<void> {
  let failures = 0;
  while (writer.done < file.bytes) {
    const before = writer.done;
    try {
      await fetchPart(
        { url: file.url, from: before, signal, stallMs: options.stallMs, fetcher: options.fetcher },
        {
          start: async (from) => {
            if (from !== writer.done) await writer.restart();
          },
          chunk: async (data) => {
            await writer.write(data);
            report({ done: writer.done });
          },
        },
      );
      if (writer.done < file.bytes) {
        throw new BrokenOff('download', `${file.url}: ended after ${writer.done} of ${file.bytes} bytes`);
      }
    } catch (thrown) {
      await writer.flush();
      if (!(thrown instanceof BrokenOff)) throw thrown;
      failures = writer.done > before ? 1 : failures + 1;
      if (failures > options.retries) throw new SegError(thrown.code, thrown.message, { cause: thrown });
      report({ done: writer.done, retry: { attempt: failures, reason: thrown.message } });
      await pause(options.backoffMs * 2 ** (failures - 1), signal);
      throwIfAborted(signal);
    }
  }
  await writer.flush();
}

/**
 * After this the file is complete on the shelf with its hash computed.
 * A hash that differs after a resumed download is tried once more from the beginning: the file may have changed in between.
 *
 * @throws SegError `aborted` (what came is kept), `offline`, `stalled`, `download` (kept too), `not-a-model`, `integrity` (thrown away)
 */
export async function downloadFile(
  shelf: Shelf,
  file: NeededFile,
  options: DownloadOptions,
  signal: AbortSignal,
  report: (p: FileProgress) => void,
): Promise<void> {
  const key = shelfKey(file);
  const known = await shelf.read(key);
  if (known?.record.sha256) return;
  const writer = new FileWriter(shelf, key, file.bytes);
  if (known) await writer.adopt();
  const resumed = writer.done > 0;
  const record = { name: file.name, url: file.url, bytes: file.bytes };
  try {
    await shelf.writeRecord(key, record);
    report({ done: writer.done });
    await fill(writer, file, options, signal, report);
    const found = writer.digest();
    if (file.sha256 && found !== file.sha256) {
      throw new SegError('integrity', `${file.url}: sha256 ${found}, expected ${file.sha256}`);
    }
    await shelf.writeRecord(key, { ...record, sha256: found, storedAt: options.now() });
  } catch (thrown) {
    const { code } = SegError.from(thrown);
    if (code !== 'integrity' && code !== 'not-a-model') throw thrown;
    await shelf.clear(key);
    if (code === 'integrity' && resumed) return downloadFile(shelf, file, options, signal, report);
    throw thrown;
  }
}
