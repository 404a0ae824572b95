/** A small subset of TeX read into a tree: fractions, roots, sums, sub- and superscripts, a few symbols. Enough for the cards' formulas. */

export type FormulaNode =
  | { readonly kind: 'row'; readonly items: readonly FormulaNode[] }
  | { readonly kind: 'identifier' | 'number' | 'operator' | 'text' | 'upright'; readonly text: string }
  | { readonly kind: 'large'; readonly text: string }
  | { readonly kind: 'fraction'; readonly over: FormulaNode; readonly under: FormulaNode }
  | { readonly kind: 'root'; readonly of: FormulaNode }
  | { readonly kind: 'accent'; readonly of: FormulaNode; readonly mark: string }
  | { readonly kind: 'scripts'; readonly base: FormulaNode; readonly sub?: FormulaNode; readonly sup?: FormulaNode };

const SYMBOLS: Readonly<Record<string, string>> = {
  cap: '∩',
  cup: '∪',
  in: '∈',
  ldots: '…',
  cdot: '·',
  pm: '±',
  ge: '≥',
  le: '≤',
  '{': '{',
  '}': '}',
  '&': '&',
};
const LARGE: Readonly<Record<string, string>> = { sum: '∑', max: 'max' };
const ACCENTS: Readonly<Record<string, string>> = { bar: '¯', hat: '^' };

const TOKEN = /\s*(\\[a-zA-Z]+|\\[{}&]|\d+(?:\.\d+)?|[a-zA-Z]|[{}_^]|[^\s])/gy;

function tokens(tex: string): string[] {
  return [...tex.matchAll(TOKEN)].map((m) => m[1] ?? '');
}

class Reader {
  private readonly tex: string;
  private readonly list: readonly string[];
  private at = 0;
  constructor(tex: string) {
    this.tex = tex;
    this.list = tokens(tex);
  }

  row(end: string | undefined): FormulaNode {
    const items: FormulaNode[] = [];
    while (this.at < this.list.length && this.list[this.at] !== end) items.push(this.scripted());
    if (end !== undefined && this.list[this.at++] !== end)
      throw new SyntaxError(`formula: "${end}" is missing in ${this.tex}`);
    const only = items[0];
    return items.length === 1 && only !== undefined ? only : { kind: 'row', items };
  }

  private group(): FormulaNode {
    if (this.list[this.at] !== '{') return this.atom();
    this.at++;
    return this.row('}');
  }

  private scripted(): FormulaNode {
    const base = this.atom();
    let sub: FormulaNode | undefined;
    let sup: FormulaNode | undefined;
    for (;;) {
      const next = this.list[this.at];
      if (next === '_' && sub === undefined) {
        this.at++;
        sub = this.group();
      } else if (next === '^' && sup === undefined) {
        this.at++;
        sup = this.group();
      } else break;
    }
    if (sub === undefined && sup === undefined) return base;
    return { kind: 'scripts', base, ...(sub ? { sub } : {}), ...(sup ? { sup } : {}) };
  }

  private atom(): FormulaNode {
    const token = this.list[this.at++];
    if (token === undefined) throw new SyntaxError(`formula: ends too early: ${this.tex}`);
    if (token === '{') return this.row('}');
    if (token.startsWith('\\')) return this.command(token.slice(1));
    if (/^\d/.test(token)) return { kind: 'number', text: token };
    if (/^[a-zA-Z]$/.test(token)) return { kind: 'identifier', text: token };
    return { kind: 'operator', text: token === '-' ? '−' : token };
  }

  private command(name: string): FormulaNode {
    if (name === 'frac') return { kind: 'fraction', over: this.group(), under: this.group() };
    if (name === 'sqrt') return { kind: 'root', of: this.group() };
    if (name === 'text' || name === 'mathrm') return { kind: name === 'text' ? 'text' : 'upright', text: this.raw() };
    const accent = ACCENTS[name];
    if (accent !== undefined) return { kind: 'accent', of: this.group(), mark: accent };
    const large = LARGE[name];
    if (large !== undefined) return { kind: 'large', text: large };
    const symbol = SYMBOLS[name];
    if (symbol !== undefined) return { kind: 'operator', text: symbol };
    throw new SyntaxError(`formula: \\${name} is not known`);
  }

  /** The n-th `\text{…}` or `\mathrm{…}`, read from the source so that its spaces survive. */
  private raw(): string {
    const before = this.list.slice(0, this.at).filter((t) => t === '\\text' || t === '\\mathrm').length;
    const found = [...this.tex.matchAll(/\\(?:text|mathrm)\s*\{([^{}]*)\}/g)][before - 1];
    if (found === undefined || this.list[this.at] !== '{')
      throw new SyntaxError(`formula: {…} expected in ${this.tex}`);
    while (this.list[this.at++] !== '}');
    return found[1] ?? '';
  }
}

/** @throws SyntaxError naming what was not understood */
export function parseFormula(tex: string): FormulaNode {
  return new Reader(tex).row(undefined);
}
