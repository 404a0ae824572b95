/** The worker that scores a results file: one request, progress, one answer. */
import type { ScoredFile, ScoreProgress } from '../../contract/benchmark.ts';
import { SegError, type SegErrorCode } from '../../contract/errors.ts';
import { type ScoreRequest, scoreFile } from './score-file.ts';

export type ScoreMessage =
  | { readonly kind: 'progress'; readonly progress: ScoreProgress }
  | { readonly kind: 'scored'; readonly scored: ScoredFile }
  | { readonly kind: 'failed'; readonly code: SegErrorCode; readonly detail: string };

const answer = (message: ScoreMessage): void => globalThis.postMessage(message);

globalThis.addEventListener('message', (event: MessageEvent<ScoreRequest>) => {
  scoreFile(event.data, (progress) => answer({ kind: 'progress', progress })).then(
    (scored) => answer({ kind: 'scored', scored }),
    (thrown: unknown) => {
      const { code, message } = SegError.from(thrown);
      answer({ kind: 'failed', code, detail: message });
    },
  );
});
