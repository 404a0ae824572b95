/** The index file of one save of a session: what is in it, and where its parts lie. */
import { parseProject, type StoredProject } from '../../contract/project.ts';
import { crc32 } from '../../core/image/crc32.ts';

/** Bytes `offset` to `offset + bytes` of a segment file. */
export interface Location {
  readonly segment: string;
  readonly offset: number;
  readonly bytes: number;
  /** CRC-32 of the bytes; absent in saves of earlier versions of the app. */
  readonly crc?: number;
}

export interface SessionIndex {
  /** Milliseconds since 1970. */
  readonly saved: number;
  readonly parts: readonly Location[];
  readonly project: StoredProject;
}

export function indexName(session: string, generation: number): string {
  return `${session}.index.${generation}`;
}

export function segmentName(session: string, number: number): string {
  return `${session}.part.${number}`;
}

/** A file name taken apart; null for a file that is none of ours. */
export function parseName(
  name: string,
): { readonly session: string; readonly kind: 'index' | 'part'; readonly number: number } | null {
  const [, session = '', kind = '', number = ''] = /^([0-9a-f-]{8,64})\.(index|part)\.(\d{1,12})$/.exec(name) ?? [];
  if (kind !== 'index' && kind !== 'part') return null;
  return { session, kind, number: Number(number) };
}

/** First line: checksum of the rest. */
export function writeIndex(index: SessionIndex): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const body = encoder.encode(JSON.stringify(index));
  const head = encoder.encode(`${crc32(body).toString(16).padStart(8, '0')}\n`);
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}

function isLocation(value: unknown): value is Location {
  return (
    typeof value === 'object' &&
    value !== null &&
    'segment' in value &&
    typeof value.segment === 'string' &&
    'offset' in value &&
    typeof value.offset === 'number' &&
    'bytes' in value &&
    typeof value.bytes === 'number' &&
    (!('crc' in value) || typeof value.crc === 'number')
  );
}

/** Null for an index that was cut short, changed, or written by a newer version. */
export function readIndex(bytes: Uint8Array): SessionIndex | null {
  const body = bytes.subarray(9);
  const head = new TextDecoder().decode(bytes.subarray(0, 8));
  if (bytes.length < 10 || Number.parseInt(head, 16) !== crc32(body)) return null;
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof json !== 'object' || json === null || !('saved' in json) || !('parts' in json)) return null;
    if (!('project' in json) || typeof json.saved !== 'number' || !Array.isArray(json.parts)) return null;
    if (!json.parts.every(isLocation)) return null;
    return { saved: json.saved, parts: json.parts, project: parseProject(json.project, 'the stored session') };
  } catch {
    return null; // a save before this one is tried
  }
}
