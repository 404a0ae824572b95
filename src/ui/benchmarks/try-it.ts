/** Where "Try it on your picture" leads. */
import type { Card } from '../../contract/cards.ts';

/** Tasks that have a page of their own. */
const PAGES: Partial<Record<Card['tryIt']['task'], string>> = {
  'few-shot': '#/tasks/few-shot',
  video: '#/tasks/video',
  'open-vocabulary': '#/tasks/open-vocabulary',
};

/** `#/segment?task=count&sample=coins`, or `stage=empty` without a sample: a permalink whose query never reaches a server. */
export function tryItHref(card: Card): string {
  const page = PAGES[card.tryIt.task];
  if (page !== undefined) return page;
  const query = new URLSearchParams();
  if (card.tryIt.task !== 'click') query.set('task', card.tryIt.task);
  if (card.tryIt.sample !== undefined) query.set('sample', card.tryIt.sample);
  else query.set('stage', 'empty'); // a picture of another card must not stand where one's own is asked for
  const text = query.toString();
  return `#/segment${text === '' ? '' : `?${text}`}`;
}
