/** One card: what is measured, on what, how, with which results, and what one may do with it. */
import { type JSX, type ReactNode, useState } from 'react';
import type { Card } from '../../contract/cards.ts';
import { Button } from '../kit/Button.tsx';
import { PartBoundary } from '../shell/PartBoundary.tsx';
import css from './CardPage.module.css';
import { DataSection } from './DataSection.tsx';
import { hasLab, LabSection } from './lab/LabSection.tsx';
import type { Library } from './load-cards.ts';
import { MetricSection } from './MetricSection.tsx';
import { ReportDialog } from './ReportDialog.tsx';
import { ResultsSection } from './ResultsSection.tsx';
import { tryItHref } from './try-it.ts';
import { TASK_WORDS } from './words.ts';

function Section(props: { readonly id: string; readonly title: string; readonly children: ReactNode }): JSX.Element {
  return (
    <section className={css.section} aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  );
}

function Sources({ card }: { readonly card: Card }): JSX.Element | null {
  if (card.papers.length === 0) return null;
  return (
    <ul className={css.sources}>
      {card.papers.map((paper) => (
        <li key={paper.text}>{paper.url ? <a href={paper.url}>{paper.text}</a> : paper.text}</li>
      ))}
    </ul>
  );
}

export function CardPage({ card, library }: { readonly card: Card; readonly library: Library }): JSX.Element {
  const [reporting, setReporting] = useState<string | null>(null);
  const changes = library.changes.filter((c) => c.card === card.id);
  return (
    <article className={css.page}>
      <p className={css.back}>
        <a href="#/benchmarks">← All benchmarks</a>
      </p>
      <header className={css.header}>
        <div className={css.title}>
          <p className={css.tasks}>
            {card.tasks.map((t) => TASK_WORDS[t]).join(' · ')}
            {card.year === undefined ? '' : ` · since ${card.year}`}
          </p>
          <h1>{card.fullName}</h1>
          <p className={css.summary}>{card.summary}</p>
        </div>
        <aside className={css.try} aria-label="Try it">
          <p>{card.tryIt.text}</p>
          <a className={css.tryLink} href={tryItHref(card)}>
            Try it on your picture
          </a>
        </aside>
      </header>
      <div className={css.columns}>
        <div className={css.main}>
          <Section id="results" title="Results">
            <ResultsSection card={card} onReport={setReporting} />
          </Section>
          {hasLab(card) ? (
            <Section id="lab" title="Measure it yourself">
              <PartBoundary shape="panel">
                <LabSection card={card} />
              </PartBoundary>
            </Section>
          ) : null}
          <Section id="metric" title={card.metrics.length > 1 ? 'The measures' : 'The measure'}>
            <MetricSection card={card} />
          </Section>
        </div>
        <div className={css.side}>
          <Section id="about" title={card.kind === 'benchmark' ? 'The data' : 'The task'}>
            {card.about.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            <DataSection card={card} />
          </Section>
          {card.corrections.length > 0 ? (
            <Section id="corrections" title="Often misread">
              <ul>
                {card.corrections.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </Section>
          ) : null}
          {card.papers.length > 0 ? (
            <Section id="papers" title="Read more">
              <Sources card={card} />
            </Section>
          ) : null}
          {changes.length > 0 ? (
            <Section id="changes" title="Changes of this card">
              <ul className={css.sources}>
                {changes.map((c) => (
                  <li key={c.id}>
                    <time dateTime={c.date}>{c.date}</time>, {c.kind}: {c.text}
                  </li>
                ))}
              </ul>
            </Section>
          ) : null}
        </div>
      </div>
      <footer className={css.footer}>
        <p>
          Checked against its sources on <time dateTime={card.checked}>{card.checked}</time>. No live leaderboard was
          read: “best found” is the best that was seen.
        </p>
        <Button icon="warning" onPress={() => setReporting('about')}>
          Something wrong or missing?
        </Button>
      </footer>
      {reporting === null ? null : (
        <ReportDialog
          card={card}
          field={reporting}
          address={library.config.reportAddress}
          onClose={() => setReporting(null)}
        />
      )}
    </article>
  );
}
