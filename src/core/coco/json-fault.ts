/** Where a text stops being JSON, as a line and column; `JSON.parse` does not say it in every browser. */

const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 forbids them inside strings
  /[ \t\n\r]*(?:([[\]{},:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y;

/** What may come next. */
type Expect = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

/**
 * The character at which the text breaks RFC 8259; -1 when it is JSON.
 * Walks the text once with a stack of open brackets, so that deep nesting costs no call stack.
 */
export function jsonFaultAt(text: string): number {
  const open: ('[' | '{')[] = [];
  let expect: Expect = 'value';
  const closed = (): Expect => (open.length > 0 ? 'comma-or-end' : 'nothing');
  TOKEN.lastIndex = 0;
  for (;;) {
    const from = TOKEN.lastIndex;
    const rest = /[^ \t\n\r]/.exec(text.slice(from, from + 65_536));
    if (!rest && !/[^ \t\n\r]/.test(text.slice(from))) return expect === 'nothing' ? -1 : text.length;
    const token = TOKEN.exec(text);
    const at = rest ? from + rest.index : from;
    if (!token) return at;
    const [, mark, string] = token;
    if (mark === undefined) {
      if (string !== undefined && (expect === 'key' || expect === 'key-or-end')) expect = 'colon';
      else if (expect === 'value' || expect === 'value-or-end') expect = closed();
      else return at;
    } else if (mark === '[' || mark === '{') {
      if (expect !== 'value' && expect !== 'value-or-end') return at;
      open.push(mark);
      expect = mark === '[' ? 'value-or-end' : 'key-or-end';
    } else if (mark === ']' || mark === '}') {
      const mine = mark === ']' ? '[' : '{';
      const mayEnd = expect === 'comma-or-end' || expect === (mine === '[' ? 'value-or-end' : 'key-or-end');
      if (open.at(-1) !== mine || !mayEnd) return at;
      open.pop();
      expect = closed();
    } else if (mark === ':') {
      if (expect !== 'colon') return at;
      expect = 'value';
    } else {
      if (expect !== 'comma-or-end') return at;
      expect = open.at(-1) === '{' ? 'key' : 'value';
    }
  }
}

/** `line 2, column 7`, both from 1. */
export function placeInText(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return `line ${line}, column ${at - start + 1}`;
}
