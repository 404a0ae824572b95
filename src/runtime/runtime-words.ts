/** What ONNX Runtime's error texts say, in a sentence: which property of a graph stopped it. */

const WORDS: readonly (readonly [RegExp, (found: readonly string[]) => string])[] = [
  [
    /Could not find an implementation for (\w+)\((\d+)\)/,
    ([, op, version]) => `the graph uses the operator ${op} (version ${version}), which the runtime lacks here`,
  ],
  [
    /(?:No Op registered for|Unrecognized operator|is not a registered function\/op)\W*(\w+)?/,
    ([, op]) => `the graph uses an operator that the runtime does not know${op ? ` (${op})` : ''}`,
  ],
  [
    /opset (\d+) is under development|guarantees? only .*opset (\d+)/i,
    () => 'the graph is written for a newer opset than the runtime reads',
  ],
  [
    /Unsupported model IR version: (\d+)/,
    ([, version]) => `the file is of IR version ${version}, newer than the runtime reads`,
  ],
  [
    /Got invalid dimensions for input: (\S+).*?index: (\d+) Got: (-?\d+) Expected: (-?\d+)/s,
    ([, name, axis, got, expected]) =>
      `its input ${name} must be ${expected} long in dimension ${Number(axis) + 1} and was given ${got}: its size is fixed`,
  ],
  [
    /Invalid rank for input: (\S+) Got: (\d+) Expected: (\d+)/,
    ([, name, got, expected]) => `its input ${name} has ${expected} dimensions and was given ${got}`,
  ],
  [
    /Unexpected input data type.*?Actual: \(tensor\((\w+)\)\).*?expected: \(tensor\((\w+)\)\)/s,
    ([, got, expected]) => `its input is of type ${expected} and was given ${got}`,
  ],
  [
    /Missing Input: (\S+)|input '([^']+)' is missing/,
    ([, a, b]) => `it needs the input ${a ?? b}, which nothing fills`,
  ],
  [/Failed to load external data|external data/i, () => 'its weights lie in another file that is missing or damaged'],
  [/protobuf parsing failed|Load model.*failed/i, () => 'the file is damaged or no ONNX model'],
];

/** A sentence without the runtime's own text; null for what is not known. */
export function runtimeWords(detail: string): string | null {
  for (const [pattern, words] of WORDS) {
    const found = pattern.exec(detail);
    if (found) return words(found);
  }
  return null;
}
