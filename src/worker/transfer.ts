/** Marks what may move to the other thread instead of being copied. */
import { transfer } from 'comlink';

/** The value, its buffers moved when it crosses the worker line; used again on this side they would be empty. */
export function withTransfer<T extends object>(value: T, buffers: readonly Transferable[]): T {
  return transfer(value, [...new Set(buffers)]);
}
