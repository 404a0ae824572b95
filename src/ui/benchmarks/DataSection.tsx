/** Splits, classes, licence and where to get a benchmark's data. */
import type { JSX } from 'react';
import type { Card } from '../../contract/cards.ts';
import css from './DataSection.module.css';
import { Unverified } from './Unverified.tsx';
import { COMMERCIAL_WORDS, TRUTH_WORDS } from './words.ts';

const count = new Intl.NumberFormat('en');

function Splits({ card }: { readonly card: Card }): JSX.Element | null {
  if (card.splits.length === 0) return null;
  return (
    <table className={css.table}>
      <caption>Splits</caption>
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col" className={css.number}>
            Pictures
          </th>
          <th scope="col">Truth</th>
        </tr>
      </thead>
      <tbody>
        {card.splits.map((split) => (
          <tr key={split.name}>
            <th scope="row">{split.name}</th>
            <td className={css.number}>
              {split.images === undefined ? '–' : count.format(split.images)}
              {split.unverified ? (
                <>
                  {' '}
                  <Unverified />
                </>
              ) : null}
            </td>
            <td>
              {TRUTH_WORDS[split.truth]}
              {split.note === undefined ? null : <span className={css.note}>{split.note}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Classes({ card }: { readonly card: Card }): JSX.Element | null {
  if (!card.classes) return null;
  return (
    <>
      <dt>Classes</dt>
      <dd>
        {card.classes.text}
        {card.classes.names.length > 0 ? <span className={css.note}>{card.classes.names.join(', ')}</span> : null}
      </dd>
    </>
  );
}

export function DataSection({ card }: { readonly card: Card }): JSX.Element {
  return (
    <>
      <Splits card={card} />
      <dl className={css.facts}>
        <Classes card={card} />
        {card.facts.map((fact) => (
          <div key={fact.label} className={css.pair}>
            <dt>{fact.label}</dt>
            <dd>
              {fact.value} {fact.unverified ? <Unverified /> : null}
            </dd>
          </div>
        ))}
        {card.licence ? (
          <div className={css.pair}>
            <dt>Licence: {COMMERCIAL_WORDS[card.licence.commercial]}</dt>
            <dd>
              {card.licence.text} {card.licence.unverified ? <Unverified what="wording" /> : null}
              {card.licence.source ? (
                <span className={css.note}>
                  Source:{' '}
                  {card.licence.source.url ? (
                    <a href={card.licence.source.url}>{card.licence.source.text}</a>
                  ) : (
                    card.licence.source.text
                  )}
                </span>
              ) : null}
            </dd>
          </div>
        ) : null}
        {card.data ? (
          <div className={css.pair}>
            <dt>Get it</dt>
            <dd>
              {card.data.url ? <a href={card.data.url}>{card.data.text}</a> : card.data.text}
              {card.data.files.length > 0 ? <span className={css.files}>{card.data.files.join(', ')}</span> : null}
            </dd>
          </div>
        ) : null}
        {card.server ? (
          <div className={css.pair}>
            <dt>Evaluation server</dt>
            <dd>
              {card.server.url ? <a href={card.server.url}>{card.server.text}</a> : card.server.text}{' '}
              {card.server.unverified ? <Unverified /> : null}
            </dd>
          </div>
        ) : null}
      </dl>
    </>
  );
}
