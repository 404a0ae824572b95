/** A stored session in words. */
import type { SessionSummary } from '../../../contract/project.ts';

const plural = (n: number, one: string): string => (n === 1 ? `1 ${one}` : `${n} ${one}s`);

/** `3 objects`, or with several pictures or a video `4 pictures, 1 video, 12 objects`. */
export function whatIsInIt({ pictures, film, objects }: Pick<SessionSummary, 'pictures' | 'film' | 'objects'>): string {
  const things = objects === 0 ? 'no objects yet' : plural(objects, 'object');
  const list = [...(pictures > 0 ? [plural(pictures, 'picture')] : []), ...(film === null ? [] : ['1 video'])];
  return pictures + (film === null ? 0 : 1) > 1 || film !== null ? [...list, things].join(', ') : things;
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
