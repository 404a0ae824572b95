import { expect, test } from 'vitest';
import { streamed } from './streamed.ts';

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('the answer comes after everything that was sent has been taken', async () => {
  const taken: number[] = [];
  const answer = await streamed(
    async (value: number) => {
      await later(20 - value);
      taken.push(value);
    },
    async (send) => {
      send(1);
      send(15);
      return 'done';
    },
  );
  expect(answer).toBe('done');
  expect(taken.toSorted((a, b) => a - b)).toEqual([1, 15]);
});

test('what the receiver throws is thrown, what the work throws before it', async () => {
  const broken = async (): Promise<never> => {
    throw new Error('receiver');
  };
  await expect(streamed(broken, async (send) => send())).rejects.toThrow('receiver');
  const work = async (send: () => void): Promise<never> => {
    send();
    throw new Error('work');
  };
  await expect(streamed(broken, work)).rejects.toThrow('work');
});
