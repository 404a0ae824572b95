/** The related tasks, live: each opens something that runs. */
import { type JSX, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { lazyPart } from '../shell/lazy-part.tsx';
import { PartWaiting } from '../shell/PartWaiting.tsx';
import startCss from './Start.module.css';
import css from './Tasks.module.css';
import { TASKS } from './task-list.ts';

const PAGE = { shape: 'page', waiting: PartWaiting } as const;
const FewShotPage = lazyPart(() => import('./FewShotPage.tsx'), PAGE);
const FilmPage = lazyPart(() => import('./FilmPage.tsx'), PAGE);
const BoxesPage = lazyPart(() => import('./BoxesPage.tsx'), PAGE);

function Page({ id }: { readonly id: string | undefined }): JSX.Element {
  switch (id) {
    case 'few-shot':
      return <FewShotPage />;
    case 'video':
      return <FilmPage />;
    case 'open-vocabulary':
      return <BoxesPage />;
    default:
      return <Overview />;
  }
}

function Overview(): JSX.Element {
  return (
    <div className={startCss.overview}>
      <p>
        Four tasks beside segmentation that a model of outlines can be put to. Each runs here, on pictures and films
        that stay in this tab; the figures that others published are on the{' '}
        <Link href="/benchmarks">benchmark cards</Link>.
      </p>
      <ul className={startCss.cards}>
        {TASKS.map(({ id, name, path, words, picture }) => (
          <li key={id}>
            <Link className={startCss.card ?? ''} href={path}>
              <img src={picture} alt="" width={160} height={120} loading="lazy" />
              <h2>{name}</h2>
              <p>{words}</p>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

export default function TasksPlace(): JSX.Element {
  const [location] = useLocation();
  const id = location.split('/')[2];
  const task = TASKS.find((t) => t.id === id);
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    document.getElementById('main')?.scrollTo(0, 0);
    if (id !== undefined)
      tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [id]);
  return (
    <div className={css.place}>
      <header className={css.top}>
        <h1>{task?.name ?? 'Related tasks'}</h1>
        <nav ref={tabs} className={css.tabs} aria-label="Related tasks">
          {TASKS.map(({ id: other, name, path }) => (
            <Link key={other} className={css.tab ?? ''} href={path} aria-current={other === id ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
      </header>
      <Page id={id} />
    </div>
  );
}
