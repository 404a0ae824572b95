/** Reads dropped files and says what they are. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { GraphSummary, Identified } from '../contract/identify.ts';
import type { FamilyId } from '../contract/manifest.ts';
import { chooseFamily } from '../runtime/onnx/choose.ts';
import { detectFamily } from '../runtime/onnx/detect.ts';
import type { NamedHeader } from '../runtime/onnx/detection.ts';
import { draftManifest } from '../runtime/onnx/drafts.ts';
import { readHeader } from '../runtime/onnx/header.ts';

/** A dropped file; blobs are read one after another, so that two big graphs are not in memory at once. */
export interface DroppedFile {
  readonly name: string;
  readonly blob: Blob;
}

const GRAPH = /\.(onnx|ort)$/i;

function summaryOf({ file, header }: NamedHeader): GraphSummary {
  const { producer, opset, nodes, inputs, outputs, externalData } = header;
  const ops = Object.entries(header.ops).toSorted((a, b) => b[1] - a[1]);
  return { file, producer, opset, nodes, inputs, outputs, externalData, ops };
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/**
 * The first letters of a hash over what the files hold, in the order of their names; streamed, for external data is large.
 * Two pairs of files with the same names, as exporters write them, are told apart by it.
 */
async function contentOf(files: readonly DroppedFile[]): Promise<string> {
  const hash = sha256.create();
  for (const { blob } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    for (let at = 0; at < blob.size; at += SLICE) {
      hash.update(new Uint8Array(await blob.slice(at, at + SLICE).arrayBuffer()));
    }
  }
  return bytesToHex(hash.digest()).slice(0, 10);
}

/** Bytes hashed at once. */
const SLICE: number = 8 << 20;

/**
 * @param chosen the family that a person says it is; else it is recognised
 * @throws SegError `bad-model` when a file that should be a graph cannot be read
 */
export async function identify(files: readonly DroppedFile[], chosen?: FamilyId): Promise<Identified> {
  const named: NamedHeader[] = [];
  for (const { name, blob } of files) {
    if (!GRAPH.test(name)) continue;
    named.push({ file: name, header: readHeader(new Uint8Array(await blob.arrayBuffer())) });
  }
  const there = new Set(files.map((f) => baseName(f.name)));
  const missing = named.flatMap((n) => n.header.externalData.filter((location) => !there.has(baseName(location))));
  const detection = chosen ? chooseFamily(named, chosen) : detectFamily(named);
  const manifest = draftManifest(detection, new Map(files.map((f) => [f.name, f.blob.size])), await contentOf(files));
  return {
    graphs: named.map(summaryOf),
    roles: Object.fromEntries(Object.entries(detection.roles).map(([role, { file }]) => [role, file])),
    reasons: named.length > 0 ? detection.reasons : ['None of the files is an ONNX graph (.onnx).'],
    missing: [...new Set(missing)],
    ...(detection.family ? { family: detection.family } : {}),
    ...(manifest ? { manifest } : {}),
  };
}
