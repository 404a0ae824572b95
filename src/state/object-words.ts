/**
 * An object's name and its label are one word for people: what is typed in either place is what every file format gets,
 * until somebody gives the two different words on purpose.
 */
import type { SegObject } from './document.ts';

/** True for a name that was made here, or that is the label with a number behind it: it follows the label, and the label it. */
function isJoined({ name, label }: Pick<SegObject, 'name' | 'label'>): boolean {
  if (label === '') return true;
  const numbered = name.startsWith(`${label} `) && /^\d+$/.test(name.slice(label.length + 1));
  return name === label || numbered || isMade(name);
}

/** Names that objects have before a person gives them one. */
function isMade(name: string): boolean {
  return /^Object \d+( copy)*$/.test(name);
}

/** The object with a name; an empty one changes nothing. */
export function renamed(object: SegObject, name: string): SegObject {
  if (name === '' || name === object.name) return object;
  return isJoined(object) && !isMade(name) ? { ...object, name, label: name } : { ...object, name };
}

/** The object with a label; a name that was made here, or follows the label, becomes it. */
export function labelled(object: SegObject, label: string): SegObject {
  if (object.label === label) return object;
  const follows = label !== '' && (isMade(object.name) || (object.label !== '' && isJoined(object)));
  return follows ? { ...object, label, name: label } : { ...object, label };
}
