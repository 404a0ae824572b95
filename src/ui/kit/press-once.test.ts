import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const UI = new URL('../', import.meta.url);

/** The kit buttons of a file: the source of each, from its tag to its end. */
function buttonsOf(source: string): readonly string[] {
  return source
    .split(/(?=<(?:Icon)?Button\b)/)
    .slice(1)
    .map((part) => part.slice(0, part.search(/<\/Button>|\/>\n/) + 1 || undefined));
}

/** Words that a person reads on a button that saves, exports or deletes. */
const ACTS = /(?:label=(?:"|\{`)|>\s*)(?:Save|Export|Delete|Discard|Forget|Turn off and delete)\b/;
const GUARDED = /icon="(?:trash|download|save)"|look="danger"/;

it('every button that saves, exports or deletes has a face that acts once', () => {
  const files = readdirSync(UI, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.tsx') && !path.includes('.test.'),
  );
  const acting = files.flatMap((path) =>
    buttonsOf(readFileSync(new URL(path, UI), 'utf8'))
      .filter((source) => ACTS.test(source))
      .map((source) => ({ path, source })),
  );
  expect(acting.length).toBeGreaterThan(8);
  const open = acting.filter(({ source }) => !GUARDED.test(source));
  expect(open.map(({ path, source }) => `${path}: ${source.replace(/\s+/g, ' ')}`)).toEqual([]);
});
