/** The hover asked last: a click at the very same place takes its answer, running or there, and the model is not asked again. */
import type { Segmentation } from '../../contract/segmenter.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';

interface Hover {
  /** The predictor asked. */
  readonly asked: object;
  readonly prompts: string;
  readonly answer: Promise<Segmentation>;
  /** A click has taken it: nobody may give it up any more. */
  taken: boolean;
}

export class HoverAnswer {
  private last: Hover | undefined;

  /**
   * Starts a hover's decode. When `signal` fires the decode is given up, unless the click that made it fire takes it at once.
   * Prompts are compared by value; previous logits are not, so a hover that has some is never taken.
   */
  ask(
    asked: object,
    prompts: readonly Prompt[],
    signal: AbortSignal,
    decode: (signal: AbortSignal) => Promise<Segmentation>,
  ): Promise<Segmentation> {
    const inner = new AbortController();
    const answer = decode(inner.signal);
    const hover: Hover = { asked, prompts: JSON.stringify(prompts), answer, taken: false };
    this.last = hover;
    const leave = (): void => {
      setTimeout(() => {
        if (!hover.taken) inner.abort();
      }, 0);
    };
    signal.addEventListener('abort', leave, { once: true });
    const forget = (): void => {
      if (this.last === hover) this.last = undefined;
    };
    answer.catch(forget).finally(() => signal.removeEventListener('abort', leave));
    return answer;
  }

  /** The answer to the same question, where it is known or on its way. It may still fail: then ask anew. */
  take(asked: object, prompts: readonly Prompt[]): Promise<Segmentation> | undefined {
    const { last } = this;
    if (last?.asked !== asked || last.prompts !== JSON.stringify(prompts)) return undefined;
    last.taken = true;
    return last.answer;
  }

  /** The predictor was closed: its answer is nobody's any more. */
  release(asked: object): void {
    if (this.last?.asked === asked) this.last = undefined;
  }
}
