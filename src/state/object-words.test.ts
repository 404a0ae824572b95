import { expect, test } from 'vitest';
import { EMPTY_DOC, newObject } from './document.ts';
import { labelled, renamed } from './object-words.ts';

const words = ({ name, label }: { readonly name: string; readonly label: string }) => [name, label];
const fresh = newObject(EMPTY_DOC, 'a');

test('what is typed as a name or as a label is both, until they are told apart', () => {
  expect(words(renamed(fresh, 'cat'))).toEqual(['cat', 'cat']);
  expect(words(labelled(fresh, 'cat'))).toEqual(['cat', 'cat']);
  expect(words(renamed(labelled(fresh, 'cat'), 'dog'))).toEqual(['dog', 'dog']);
  expect(words(labelled(renamed(fresh, 'cat'), 'dog'))).toEqual(['dog', 'dog']);
  const apart = renamed({ ...fresh, name: 'Tom', label: 'cat' }, 'Tim');
  expect(words(apart)).toEqual(['Tim', 'cat']);
  expect(words(labelled(apart, 'dog'))).toEqual(['Tim', 'dog']);
});

test('a name that a reader numbered follows its label', () => {
  const read = { ...fresh, name: 'cat 3', label: 'cat' };
  expect(words(renamed(read, 'dog'))).toEqual(['dog', 'dog']);
  expect(words(labelled(read, 'dog'))).toEqual(['dog', 'dog']);
});

test('nothing is lost by emptying a field', () => {
  expect(renamed(fresh, '')).toBe(fresh);
  expect(words(labelled(labelled(fresh, 'cat'), ''))).toEqual(['cat', '']);
});
