/** Reads dropped files and says what they are. */
import type { GraphSummary, Identified } from '../contract/identify.ts';
import type { FamilyId } from '../contract/manifest.ts';
import { chooseFamily } from '../runtime/onnx/choose.ts';
import { detectFamily, type NamedHeader } from '../runtime/onnx/detect.ts';
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
  const manifest = draftManifest(detection, new Map(files.map((f) => [f.name, f.blob.size])));
  return {
    graphs: named.map(summaryOf),
    roles: Object.fromEntries(Object.entries(detection.roles).map(([role, { file }]) => [role, file])),
    reasons: named.length > 0 ? detection.reasons : ['None of the files is an ONNX graph (.onnx).'],
    missing: [...new Set(missing)],
    ...(detection.family ? { family: detection.family } : {}),
    ...(manifest ? { manifest } : {}),
  };
}
