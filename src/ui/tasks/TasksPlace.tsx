/** The related tasks, live: each opens something that runs. */
import { type JSX, lazy, Suspense } from 'react';
import { Link, useLocation } from 'wouter';
import startCss from './Start.module.css';
import css from './Tasks.module.css';
import { TASKS } from './task-list.ts';

const FewShotPage = lazy(() => import('./FewShotPage.tsx'));
const FilmPage = lazy(() => import('./FilmPage.tsx'));
const BoxesPage = lazy(() => import('./BoxesPage.tsx'));

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
    <ul className={startCss.cards}>
      {TASKS.map(({ id, name, path, words }) => (
        <li key={id}>
          <Link className={startCss.card ?? ''} href={path}>
            <h2>{name}</h2>
            <p>{words}</p>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export default function TasksPlace(): JSX.Element {
  const [location] = useLocation();
  const id = location.split('/')[2];
  const task = TASKS.find((t) => t.id === id);
  return (
    <div className={css.place}>
      <header className={css.top}>
        <h1>{task?.name ?? 'Related tasks'}</h1>
        <nav className={css.tabs} aria-label="Related tasks">
          {TASKS.map(({ id: other, name, path }) => (
            <Link key={other} className={css.tab ?? ''} href={path} aria-current={other === id ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
      </header>
      <Suspense fallback={<p role="status">Loading</p>}>
        <Page id={id} />
      </Suspense>
    </div>
  );
}
