/** Fetches the lessons, and checks them once at the edge. */
import { useEffect, useState } from 'react';
import { type Lesson, parseLessons } from '../../contract/lesson.ts';

/** @throws Error that names the file */
export async function readJson(path: string): Promise<unknown> {
  const response = await fetch(new URL(path, document.baseURI));
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

export type LessonsState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed' }
  | { readonly phase: 'ready'; readonly lessons: readonly Lesson[] };

let held: Promise<readonly Lesson[]> | undefined;

/** The lessons, fetched once a visit. */
export function useLessons(): { readonly state: LessonsState; readonly retry: () => void } {
  const [state, setState] = useState<LessonsState>({ phase: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt runs the effect again
  useEffect(() => {
    let here = true;
    held ??= readJson('lessons/lessons.json').then(parseLessons);
    held.then(
      (lessons) => here && setState({ phase: 'ready', lessons }),
      () => {
        held = undefined;
        if (here) setState({ phase: 'failed' });
      },
    );
    return () => {
      here = false;
    };
  }, [attempt]);
  const retry = (): void => {
    setState({ phase: 'loading' });
    setAttempt(attempt + 1);
  };
  return { state, retry };
}
