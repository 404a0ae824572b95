/**
 * Writes `models/playground/canary.json` from the weights beside it, and the sizes and hashes of all three into the manifest.
 * Run it after the weights change: `npx tsx scripts/make-canary.ts`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'valibot';
import type { Canary, CanaryCase } from '../src/contract/canary.ts';
import { ModelManifest } from '../src/contract/manifest.ts';
import { answerCanary, moments } from '../src/runtime/canary.ts';
import { createModel, rolesOf } from '../src/runtime/model.ts';
import { loadOrtNode } from '../src/runtime/ort-node.ts';
import { Runtime } from '../src/runtime/runtime.ts';
import { sha256Hex } from '../src/runtime/sha256.ts';

const folder = fileURLToPath(new URL('../models/playground/', import.meta.url));
const SIDE = 96;
const PICTURES = [
  ['disk', [48, 48]],
  ['stripes', [40, 40]],
] as const;

async function bytesOf(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(`${folder}${name}`));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

const text = await readFile(`${folder}manifest.json`, 'utf8');
const manifest = parse(ModelManifest, JSON.parse(text));
const files = new Map<string, Uint8Array<ArrayBuffer>>();
const hashes: Record<string, string> = {};
for (const role of rolesOf(manifest)) {
  const bytes = await bytesOf(manifest.files[role]?.url ?? '');
  files.set(role, bytes);
  hashes[role] = (await sha256Hex(bytes)) ?? '';
}
const runtime = new Runtime(loadOrtNode());
const weights = new Map([...files].map(([role, model]) => [role, { model, external: new Map() }]));
const model = await createModel(runtime, manifest, weights);

const cases: CanaryCase[] = [];
for (const [picture, point] of PICTURES) {
  const { decoded, embedding } = await answerCanary(model, picture, SIDE, point, true);
  const logits = decoded.candidates[0]?.logits;
  if (!logits) throw new Error('no candidate');
  const { mean, std } = moments(embedding);
  const samples: [number, number, number][] = [];
  for (let y = 4; y < logits.height; y += 8) {
    for (let x = 4; x < logits.width; x += 8) samples.push([x, y, round(logits.data[y * logits.width + x] ?? 0, 4)]);
  }
  cases.push({
    picture,
    side: SIDE,
    point: [...point],
    expected: {
      width: logits.width,
      height: logits.height,
      logits: samples,
      scores: decoded.candidates.map((c) => round(c.score, 4)),
      embedding: { mean: round(mean, 5), std: round(std, 5) },
    },
  });
}
await runtime.dispose();

const canary: Canary = {
  schema: 1,
  model: manifest.id,
  weights: hashes,
  tolerance: { logit: 0.25, score: 0.02, embedding: 0.01 },
  cases,
};
const canaryText = `${JSON.stringify(canary)}\n`;
await writeFile(`${folder}canary.json`, canaryText);
const canaryHash = (await sha256Hex(new TextEncoder().encode(canaryText))) ?? '';

const updated = {
  ...JSON.parse(text),
  files: Object.fromEntries(
    Object.entries(manifest.files).map(([role, file]) => [
      role,
      { url: file.url, bytes: files.get(role)?.length ?? file.bytes, sha256: hashes[role], precision: file.precision },
    ]),
  ),
  canary: { url: 'canary.json', bytes: canaryText.length, sha256: canaryHash },
};
await writeFile(`${folder}manifest.json`, `${JSON.stringify(updated, null, 2)}\n`);
console.info(`canary.json: ${cases.map((c) => `${c.picture} ${c.expected.scores.join(' ')}`).join('; ')}`);
