/** Which bundled sample a picture is. */
import type { OpenedPicture, Sample } from './deps.ts';

/** Told by name and size in pixels, which no picture of one's own has by chance. */
export function isSample(sample: Sample, picture: Pick<OpenedPicture, 'name' | 'fullSize'>): boolean {
  const { name, fullSize } = picture;
  return sample.name === name && sample.size.width === fullSize.width && sample.size.height === fullSize.height;
}
