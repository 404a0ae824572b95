import { afterEach, expect, test, vi } from 'vitest';
import { trustOwnScripts } from './trusted-scripts.ts';

afterEach(() => vi.unstubAllGlobals());

type Rules = Record<'createScriptURL' | 'createHTML', (text: string) => string>;

test('own addresses may become scripts, others and markup may not', () => {
  const made: (readonly [string, Rules])[] = [];
  vi.stubGlobal('location', { href: 'https://here.example/app/', origin: 'https://here.example' });
  vi.stubGlobal('trustedTypes', { createPolicy: (name: string, rules: Rules) => made.push([name, rules]) });
  trustOwnScripts();
  const [[name, rules] = ['', null]] = made;
  expect(name).toBe('default');
  expect(rules?.createScriptURL('assets/worker.js')).toBe('assets/worker.js');
  expect(rules?.createHTML('')).toBe('');
  expect(rules?.createHTML('&eacute;')).toBe('&eacute;');
  for (const url of ['https://there.example/x.js', '//there.example/x.js', 'data:text/javascript,1', 'blob:null/x'])
    expect(() => rules?.createScriptURL(url)).toThrow(TypeError);
  for (const text of ['<b>', '<img src=x onerror=alert(1)>', '&lt;script&gt;', 'text'])
    expect(() => rules?.createHTML(text)).toThrow(TypeError);
  expect(rules).not.toHaveProperty('createScript');
});

test('a browser without Trusted Types goes on', () => {
  vi.stubGlobal('trustedTypes', undefined);
  expect(() => trustOwnScripts()).not.toThrow();
});
