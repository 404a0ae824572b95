/** Text of a data file as JSON, or a sentence that says where it breaks off. */
import { jsonFaultAt, placeInText } from './json-fault.ts';

/** @throws RangeError with a sentence that begins with "is", to be put behind the file's name */
export function parseJsonText(text: string): unknown {
  if (text.trim() === '') throw new RangeError('is empty');
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    const at = jsonFaultAt(text);
    const [word] = /^-?(NaN|Infinity)\b/.exec(text.slice(at, at + 10)) ?? [];
    const field = word && /"([^"\\]*)"\s*:\s*$/.exec(text.slice(Math.max(0, at - 200), at))?.[1];
    const what = word
      ? `${field ? `the ${field} ` : ''}is ${word}, which is no number; it stands at`
      : 'it breaks off at';
    throw new RangeError(`is not JSON: ${what} ${placeInText(text, at)}`);
  }
}
