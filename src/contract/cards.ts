/** Benchmark cards as data. The valibot schema is the truth; the files live under `public/benchmarks/`. How to add a result: docs/cards.md. */
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.trim(), v.minLength(1));
const Id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/, 'lower-case letters, digits, dots and dashes'));
const Day = v.pipe(v.string(), v.isoDate('a day as YYYY-MM-DD'));
const Web = v.pipe(v.string(), v.url(), v.startsWith('http'));

/** What a benchmark asks of a model. The grid filters by it. */
export const CARD_TASKS = [
  'instance',
  'semantic',
  'boundary',
  'robustness',
  'foreground',
  'detection',
  'classification',
  'counting',
  'video',
] as const;
export const CardTask = v.picklist(CARD_TASKS);
export type CardTask = v.InferOutput<typeof CardTask>;

/**
 * How a figure came to be known, strongest first: read in the paper; computed by the official toolkit's own output files; read in the
 * authors' repository or model card; read in the abstract only; read on somebody else's page.
 */
export const EVIDENCE = ['paper', 'output-files', 'authors', 'abstract', 'third-party'] as const;
export const Evidence = v.picklist(EVIDENCE);
export type Evidence = v.InferOutput<typeof Evidence>;

/** Circumstances that make two figures incomparable unless they are said. */
export const RESULT_FLAGS = [
  'zero-shot',
  'boxes-from-detector',
  'test-time-augmentation',
  'multi-scale',
  'extra-data',
  'classical',
  'reproduction',
  'not-a-mask-metric',
] as const;
export const ResultFlag = v.picklist(RESULT_FLAGS);
export type ResultFlag = v.InferOutput<typeof ResultFlag>;

const Source = v.strictObject({ text: Text, url: v.optional(Web) });

/** One statement. `unverified` means: believed, but not found in a source that was read. It is shown with a mark. */
const Fact = v.strictObject({
  label: Text,
  value: Text,
  unverified: v.optional(v.boolean(), false),
});
export type Fact = v.InferOutput<typeof Fact>;

const Split = v.strictObject({
  name: Text,
  images: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  truth: v.picklist(['public', 'hidden', 'server', 'none']),
  note: v.optional(Text),
  unverified: v.optional(v.boolean(), false),
});
export type Split = v.InferOutput<typeof Split>;

const Metric = v.strictObject({
  id: Id,
  name: Text,
  /** `percent` is printed as 46.5, `fraction` as 0.768, `count` as a plain number. */
  unit: v.picklist(['percent', 'fraction', 'count']),
  better: v.optional(v.picklist(['higher', 'lower']), 'higher'),
  plain: Text,
  /** Lines in the small TeX subset that `ui/benchmarks/formula.ts` reads. */
  formula: v.optional(v.array(Text), []),
  source: v.optional(Source),
});
export type CardMetric = v.InferOutput<typeof Metric>;

const Result = v.strictObject({
  id: Id,
  method: Text,
  /** Id of one of the card's metrics. */
  metric: Id,
  value: v.pipe(v.number(), v.finite()),
  split: Text,
  year: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1960), v.maxValue(2100))),
  protocol: Text,
  flags: v.optional(v.array(ResultFlag), []),
  /** True for the figures that the list this page grew from shows. */
  listed: v.optional(v.boolean(), false),
  /** Further figures of the same run. */
  also: v.optional(v.array(v.strictObject({ label: Text, value: v.number() })), []),
  evidence: Evidence,
  source: Source,
  note: v.optional(Text),
  /** Names of fields of this result which no source that was read confirms. */
  unverified: v.optional(v.array(v.picklist(['year', 'value', 'split', 'protocol'])), []),
});
export type CardResult = v.InferOutput<typeof Result>;

/** Where "try it on your picture" leads and why it fits. */
const TryIt = v.strictObject({
  text: Text,
  task: v.optional(
    v.picklist(['click', 'count', 'everything', 'edges', 'cutout', 'few-shot', 'video', 'open-vocabulary']),
    'click',
  ),
  sample: v.optional(Id),
});

/** Readers of the benchmark lab; absent for tasks which it cannot measure. */
export const READER_IDS = [
  'coco',
  'lvis',
  'bsds500',
  'loveda',
  'bravo',
  'ade20k',
  'cityscapes',
  'pets',
  'voc',
  'folder',
  'segset',
] as const;
export const ReaderId = v.picklist(READER_IDS);
export type ReaderId = v.InferOutput<typeof ReaderId>;

export const Card = v.strictObject({
  schema: v.literal(1),
  id: Id,
  kind: v.picklist(['benchmark', 'related-task']),
  name: Text,
  fullName: Text,
  tasks: v.pipe(v.array(CardTask), v.minLength(1)),
  year: v.optional(v.pipe(v.number(), v.integer())),
  /** One or two sentences for the grid. */
  summary: Text,
  /** Paragraphs. */
  about: v.pipe(v.array(Text), v.minLength(1)),
  facts: v.optional(v.array(Fact), []),
  splits: v.optional(v.array(Split), []),
  classes: v.optional(
    v.strictObject({ count: v.optional(v.number()), text: Text, names: v.optional(v.array(Text), []) }),
  ),
  licence: v.optional(
    v.strictObject({
      text: Text,
      commercial: v.picklist(['yes', 'no', 'mixed', 'unclear']),
      unverified: v.optional(v.boolean(), false),
      source: v.optional(Source),
    }),
  ),
  data: v.optional(v.strictObject({ text: Text, url: v.optional(Web), files: v.optional(v.array(Text), []) })),
  server: v.optional(v.strictObject({ text: Text, url: v.optional(Web), unverified: v.optional(v.boolean(), false) })),
  papers: v.optional(v.array(Source), []),
  metrics: v.pipe(v.array(Metric), v.minLength(1)),
  /** What the list this page grew from says of results. */
  listing: v.picklist(['results', 'none-tracked', 'task-only']),
  results: v.array(Result),
  /** What to know before comparing. */
  resultsNote: v.optional(Text),
  /** What is often stated wrongly about this benchmark, put right. */
  corrections: v.optional(v.array(Text), []),
  tryIt: TryIt,
  reader: v.optional(ReaderId),
  checked: Day,
});
export type Card = v.InferOutput<typeof Card>;

export const CardIndex = v.strictObject({ schema: v.literal(1), cards: v.array(Id) });
export type CardIndex = v.InferOutput<typeof CardIndex>;

export const Change = v.strictObject({
  id: Id,
  date: Day,
  /** The card it is about; absent for changes to the whole page. */
  card: v.optional(Id),
  kind: v.picklist(['added', 'changed', 'corrected', 'removed']),
  text: Text,
});
export type Change = v.InferOutput<typeof Change>;

/** Newest first. */
export const ChangeLog = v.strictObject({ schema: v.literal(1), changes: v.array(Change) });
export type ChangeLog = v.InferOutput<typeof ChangeLog>;

/** `public/config.json`: what a host may set without building again. */
export const SiteConfig = v.object({
  /** An https address whose query takes `title` and `body`, or a mailto: address; empty = show a text to copy. */
  reportAddress: v.optional(v.union([v.literal(''), v.pipe(v.string(), v.regex(/^(https:\/\/|mailto:)/))]), ''),
});
export type SiteConfig = v.InferOutput<typeof SiteConfig>;

/** Sentences naming the field and what is wrong with it, e.g. `results.3.value: Invalid type`. */
function complaints(file: string, issues: readonly v.BaseIssue<unknown>[]): string[] {
  return issues.map((issue) => `${file}: ${v.getDotPath(issue) ?? '(whole file)'}: ${issue.message}`);
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly complaints: readonly string[] };

function parseWith<S extends v.GenericSchema>(schema: S, file: string, json: unknown): Parsed<v.InferOutput<S>> {
  const parsed = v.safeParse(schema, json);
  return parsed.success
    ? { ok: true, value: parsed.output }
    : { ok: false, complaints: complaints(file, parsed.issues) };
}

/** Checks what a schema cannot say: results name metrics that exist, ids are unique. */
function crossCheck(card: Card, file: string): string[] {
  const found: string[] = [];
  const metrics = new Set(card.metrics.map((m) => m.id));
  const seen = new Set<string>();
  for (const [at, result] of card.results.entries()) {
    if (!metrics.has(result.metric))
      found.push(`${file}: results.${at}.metric: no metric "${result.metric}" on this card`);
    if (seen.has(result.id)) found.push(`${file}: results.${at}.id: "${result.id}" is used twice`);
    seen.add(result.id);
  }
  if (card.listing === 'none-tracked' && card.results.some((r) => r.listed))
    found.push(`${file}: listing: says none-tracked, but a result is marked as listed`);
  return found;
}

/** @param file name used in complaints */
export function parseCard(file: string, json: unknown): Parsed<Card> {
  const parsed = parseWith(Card, file, json);
  if (!parsed.ok) return parsed;
  const found = crossCheck(parsed.value, file);
  return found.length === 0 ? parsed : { ok: false, complaints: found };
}

export function parseCardIndex(file: string, json: unknown): Parsed<CardIndex> {
  return parseWith(CardIndex, file, json);
}

export function parseChangeLog(file: string, json: unknown): Parsed<ChangeLog> {
  return parseWith(ChangeLog, file, json);
}

export function parseSiteConfig(file: string, json: unknown): Parsed<SiteConfig> {
  return parseWith(SiteConfig, file, json);
}
