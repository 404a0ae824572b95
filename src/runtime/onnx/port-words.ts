/** An input or output in words. */
import type { GraphPort } from './header.ts';

export function portWords(port: GraphPort): string {
  return `${port.name} [${port.shape.join(', ')}]`;
}
