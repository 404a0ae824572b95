/** A stored session in words. */
import type { SessionSummary } from '../../../contract/project.ts';

const plural = (n: number, one: string): string => (n === 1 ? `1 ${one}` : `${n} ${one}s`);

/** `3 objects`, or with several pictures `4 pictures, 12 objects`. */
export function whatIsInIt({ pictures, objects }: Pick<SessionSummary, 'pictures' | 'objects'>): string {
  const things = objects === 0 ? 'no objects yet' : plural(objects, 'object');
  return pictures > 1 ? `${plural(pictures, 'picture')}, ${things}` : things;
}

/** How long ago, coarsely; `now` in milliseconds since 1970. */
export function whenSaved(saved: number, now: number = Date.now()): string {
  const minutes = Math.round((now - saved) / 60_000);
  if (minutes < 1) return 'saved just now';
  if (minutes < 60) return `saved ${plural(minutes, 'minute')} ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return `saved ${plural(hours, 'hour')} ago`;
  const days = Math.round(hours / 24);
  return `saved ${plural(days, 'day')} ago`;
}
