/** Results that a call streams to the other thread while it runs. */

/**
 * Runs `work` with a way to send results to `receive`, and settles only when `receive` has taken every one of them:
 * a callback of the other thread answers through a port of its own, whose messages the call's answer may overtake.
 * @param receive may answer with a promise, as a callback across the worker line does
 * @throws whatever the work throws, else what `receive` threw
 */
export async function streamed<A extends readonly unknown[], R>(
  receive: (...values: A) => unknown,
  work: (send: (...values: A) => void) => Promise<R>,
): Promise<R> {
  const underway: Promise<unknown>[] = [];
  const send = (...values: A): void => {
    const taken = Promise.resolve(receive(...values));
    taken.catch(() => undefined); // it is thrown below
    underway.push(taken);
  };
  try {
    const answer = await work(send);
    await Promise.all(underway);
    return answer;
  } finally {
    await Promise.allSettled(underway);
  }
}
