/** A formula of a card as MathML, which browsers draw and screen readers speak. */
import { createElement, type ReactNode } from 'react';
import styles from './Formula.module.css';
import { type FormulaNode, parseFormula } from './formula.ts';

function isLarge(node: FormulaNode): boolean {
  return node.kind === 'large';
}

function scripts(node: Extract<FormulaNode, { kind: 'scripts' }>): ReactNode {
  const { base, sub, sup } = node;
  const large = isLarge(base);
  if (sub && sup) return createElement(large ? 'munderover' : 'msubsup', {}, draw(base), draw(sub), draw(sup));
  if (sub) return createElement(large ? 'munder' : 'msub', {}, draw(base), draw(sub));
  if (sup) return createElement(large ? 'mover' : 'msup', {}, draw(base), draw(sup));
  return draw(base);
}

function draw(node: FormulaNode): ReactNode {
  switch (node.kind) {
    case 'row':
      // The position is the identity: a formula never changes while it is shown.
      return createElement('mrow', {}, ...node.items.map(draw));
    case 'identifier':
      return createElement('mi', {}, node.text);
    case 'upright':
      return createElement('mi', { mathvariant: 'normal' }, node.text);
    case 'number':
      return createElement('mn', {}, node.text);
    case 'operator':
      return createElement('mo', node.text === '|' ? { stretchy: 'false' } : {}, node.text);
    case 'large':
      return createElement('mo', { movablelimits: 'false', largeop: 'true' }, node.text);
    case 'text':
      return createElement('mtext', {}, node.text);
    case 'fraction':
      return createElement('mfrac', {}, draw(node.over), draw(node.under));
    case 'root':
      return createElement('msqrt', {}, draw(node.of));
    case 'accent':
      return createElement('mover', { accent: 'true' }, draw(node.of), createElement('mo', {}, node.mark));
    case 'scripts':
      return scripts(node);
  }
}

export function Formula({ tex }: { readonly tex: string }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long formula scrolls sideways, so keys must reach it
    <span className={styles.formula} tabIndex={0}>
      {createElement('math', { display: 'block' }, draw(parseFormula(tex)))}
    </span>
  );
}
