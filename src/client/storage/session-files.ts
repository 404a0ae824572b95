/**
 * Sessions as files of a depot. A save writes what is new into a segment, then an index beside the one before: the
 * index is the swap. Whatever is refused or cut off on the way, the save before stays whole and is what is read.
 */
import { SegError } from '../../contract/errors.ts';
import type { ProjectDraft, ProjectSource, SessionSummary } from '../../contract/project.ts';
import { crc32 } from '../../core/image/crc32.ts';
import { type Depot, isQuotaError } from '../weights/depot.ts';
import {
  indexName,
  type Location,
  parseName,
  readIndex,
  type SessionIndex,
  segmentName,
  writeIndex,
} from './session-index.ts';

/** Everything that was set aside may be this many times larger than what is in use before it is written anew. */
const MOST_WASTE = 3;
const SPARE_BYTES: number = 32 << 20;

/** Failures of storage as the app words them. */
export function worded(thrown: unknown): SegError {
  if (thrown instanceof SegError) return thrown;
  if (isQuotaError(thrown)) return SegError.from(thrown);
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new SegError('storage-blocked', detail, { cause: thrown });
}

/** @throws SegError `bad-file` for a file that changed or went since it was opened */
async function bytesOf(content: Uint8Array<ArrayBuffer> | Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (!(content instanceof Blob)) return content;
  try {
    return new Uint8Array(await content.arrayBuffer());
  } catch (cause) {
    throw new SegError('bad-file', `“${name}” was changed, moved or deleted on disk since it was opened`, { cause });
  }
}

/** Keeps a blob and reads it back. @throws SegError `storage-blocked` when something else comes back; whatever the depot throws */
async function putAndReadBack(depot: Depot, name: string, data: Uint8Array<ArrayBuffer>): Promise<void> {
  await depot.put(name, data);
  const back = await depot.get(name);
  const same = back?.size === data.length && crc32(new Uint8Array(await back.arrayBuffer())) === crc32(data);
  if (!same) throw new SegError('storage-blocked', 'The browser did not keep what it was given');
}

function concatenate(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

interface Found {
  readonly index: SessionIndex;
  readonly generation: number;
  /** Bytes of all files of the session. */
  readonly bytes: number;
}

/** The newest save of each session that reads back whole. */
async function findSessions(depot: Depot, only?: string): Promise<Map<string, Found>> {
  const sizes = new Map<string, number>();
  const generations = new Map<string, number[]>();
  const totals = new Map<string, number>();
  for (const { name, bytes } of await depot.entries()) {
    const parsed = parseName(name);
    if (!parsed || (only !== undefined && parsed.session !== only)) continue;
    sizes.set(name, bytes);
    totals.set(parsed.session, (totals.get(parsed.session) ?? 0) + bytes);
    if (parsed.kind === 'index') {
      generations.set(parsed.session, [...(generations.get(parsed.session) ?? []), parsed.number]);
    }
  }
  const found = new Map<string, Found>();
  for (const [session, numbers] of generations) {
    for (const generation of numbers.sort((a, b) => b - a)) {
      const blob = await depot.get(indexName(session, generation));
      const index = blob && readIndex(new Uint8Array(await blob.arrayBuffer()));
      const whole = index?.parts.every((p) => (sizes.get(p.segment) ?? -1) >= p.offset + p.bytes);
      if (!index || !whole) continue;
      found.set(session, { index, generation, bytes: totals.get(session) ?? 0 });
      break;
    }
  }
  return found;
}

/** @throws SegError `bad-file` when the part is gone, cut short, or not what was written */
async function loadPart(depot: Depot, { segment, offset, bytes, crc }: Location): Promise<Blob> {
  const blob = await depot.get(segment);
  if (!blob || blob.size < offset + bytes) throw new SegError('bad-file', 'A part of the stored session is missing');
  const part = blob.slice(offset, offset + bytes);
  if (crc !== undefined && crc32(new Uint8Array(await part.arrayBuffer())) !== crc) {
    throw new SegError('bad-file', 'A part of the stored session is damaged');
  }
  return part;
}

/** All sessions, the newest first; those that cannot be read are left out. */
export async function listSessions(depot: Depot, busy: ReadonlySet<string>): Promise<readonly SessionSummary[]> {
  const list: SessionSummary[] = [];
  for (const [id, { index, bytes }] of await findSessions(depot)) {
    const { pictures, active, film } = index.project;
    const shown = pictures[active] ?? pictures[0];
    const part = shown?.thumbnail == null ? undefined : index.parts[shown.thumbnail];
    list.push({
      id,
      name: shown?.name ?? film?.name ?? '',
      saved: index.saved,
      bytes,
      pictures: pictures.length,
      film: film?.name ?? null,
      objects: pictures.reduce((n, p) => n + p.objects, film?.objects.length ?? 0),
      thumbnail: part ? await loadPart(depot, part).catch(() => null) : null,
      busy: busy.has(id),
    });
  }
  return list.sort((a, b) => b.saved - a.saved);
}

/** @throws SegError `bad-file` when no save of it can be read */
export async function readSession(depot: Depot, id: string): Promise<ProjectSource> {
  const found = (await findSessions(depot, id)).get(id);
  if (!found) throw new SegError('bad-file', 'This session cannot be read any more');
  return {
    project: found.index.project,
    part: async (index) => {
      const at = found.index.parts[index];
      if (!at) throw new SegError('bad-file', 'A part of the stored session is missing');
      return loadPart(depot, at);
    },
  };
}

/** Deletes every file of a session. */
export async function removeSession(depot: Depot, id: string): Promise<void> {
  for (const { name } of await depot.entries()) if (parseName(name)?.session === id) await depot.remove(name);
}

/** Writes one session, save after save. */
export class SessionFiles {
  readonly #depot: Depot;
  readonly #id: string;
  #where = new WeakMap<object, Location>();
  #generation: number;
  #segment: number;
  /** Files that the save before this one needs. */
  #kept: ReadonlySet<string> = new Set();
  /** Files that no sweep has deleted: what comes back by undo may have been in one that is gone, and is written anew. */
  #there: ReadonlySet<string> = new Set();
  /** Bytes of the files as they were written. */
  readonly #sizes = new Map<string, number>();

  private constructor(depot: Depot, id: string, generation: number, segment: number) {
    this.#depot = depot;
    this.#id = id;
    this.#generation = generation;
    this.#segment = segment;
  }

  /** Goes on after whatever saves of the session exist. */
  static async open(depot: Depot, id: string): Promise<SessionFiles> {
    const names = (await depot.entries()).map((e) => parseName(e.name)).filter((n) => n?.session === id);
    const most = (kind: string): number => Math.max(0, ...names.map((n) => (n?.kind === kind ? n.number : 0)));
    const files = new SessionFiles(depot, id, most('index'), most('part'));
    const before = (await findSessions(depot, id)).get(id);
    if (before) {
      const segments = before.index.parts.map((p) => p.segment);
      files.#kept = new Set([indexName(id, before.generation), ...segments]);
    }
    return files;
  }

  /**
   * Saves all or nothing.
   * @param now milliseconds since 1970
   * @throws SegError `quota`, `storage-blocked`, `bad-file` (a picture file is gone); the save before stays
   */
  async save(draft: ProjectDraft, now: number): Promise<void> {
    const written: string[] = [];
    try {
      await this.#forgetVanished();
      const fresh = await this.#writeParts(draft, written);
      const parts = draft.parts.map(({ key }) => fresh.get(key) ?? this.#where.get(key));
      const known = parts.filter((p) => p !== undefined);
      const index = indexName(this.#id, this.#generation + 1);
      written.push(index);
      await this.#put(index, writeIndex({ saved: now, parts: known, project: draft.project }));
      this.#generation++;
      for (const [key, location] of fresh) this.#where.set(key, location);
      await this.#sweep(new Set([index, ...known.map((p) => p.segment)]), known);
    } catch (thrown) {
      for (const name of written) await this.#depot.remove(name).catch(() => undefined);
      throw worded(thrown);
    }
  }

  async #put(name: string, data: Uint8Array<ArrayBuffer>): Promise<void> {
    await putAndReadBack(this.#depot, name, data);
    this.#sizes.set(name, data.length);
  }

  /** Files that went since they were written, by the browser's or another hand: what was in them is written anew. */
  async #forgetVanished(): Promise<void> {
    const sizes = new Map((await this.#depot.entries()).map((e) => [e.name, e.bytes]));
    this.#there = new Set([...this.#there].filter((name) => sizes.get(name) === this.#sizes.get(name)));
  }

  /** Pictures and videos get segments of their own; everything else that is new shares one. */
  async #writeParts({ parts }: ProjectDraft, written: string[]): Promise<Map<object, Location>> {
    const fresh = new Map<object, Location>();
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let offset = 0;
    const shared = segmentName(this.#id, ++this.#segment);
    for (const { key, kind, name, bytes } of parts) {
      if (this.#there.has(this.#where.get(key)?.segment ?? '') || fresh.has(key)) continue;
      const content = await bytesOf(bytes(), name ?? 'A picture');
      const crc = crc32(content);
      if (kind === 'picture' || kind === 'video') {
        const segment = segmentName(this.#id, ++this.#segment);
        written.push(segment);
        await this.#put(segment, content);
        fresh.set(key, { segment, offset: 0, bytes: content.length, crc });
      } else {
        fresh.set(key, { segment: shared, offset, bytes: content.length, crc });
        pieces.push(content);
        offset += content.length;
      }
    }
    if (pieces.length > 0) {
      written.push(shared);
      await this.#put(shared, concatenate(pieces));
    }
    return fresh;
  }

  /** Deletes what neither this save nor the one before needs. Not worth a failure: what stays is deleted the next time. */
  async #sweep(needed: ReadonlySet<string>, live: readonly Location[]): Promise<void> {
    const before = this.#kept;
    this.#kept = needed;
    this.#there = new Set([...needed, ...before]);
    try {
      let stored = 0;
      for (const { name, bytes } of await this.#depot.entries()) {
        if (parseName(name)?.session !== this.#id) continue;
        if (needed.has(name) || before.has(name)) stored += bytes;
        else await this.#depot.remove(name);
      }
      const used = live.reduce((n, p) => n + p.bytes, 0);
      if (stored > MOST_WASTE * used + SPARE_BYTES) this.#where = new WeakMap();
    } catch {
      // see above
    }
  }
}
