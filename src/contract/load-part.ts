/** Loading a part of the app that is not in the first download. */
import { SegError } from './errors.ts';

/**
 * Awaits a dynamic `import()`. Nothing is remembered of a failure: call again and the browser is asked again.
 * @throws SegError `part-missing` when the file cannot be fetched (no connection, a newer version on the server) or does not run
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (thrown) {
    throw new SegError('part-missing', 'A part of the app could not be loaded; try again', { cause: thrown });
  }
}
