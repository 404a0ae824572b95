/** Random poses by number, drawn in the same order as in models/training/reference/keypoints.py. */
import { seededRandom } from '../seeded-random.ts';

const AREAS = [0, 30, 1024, 1024.5, 9216, 20_000] as const;

/** A case as its files would be parsed from JSON; its choices as the command line takes them. */
export interface KeypointCase {
  readonly truth: unknown;
  readonly results: readonly unknown[];
  readonly points: number;
  readonly choices: { maxDetections?: string; thresholds?: string; areas?: string; sigmas?: string };
}

/** @param number of the case, from 0 */
export function keypointCase(number: number): KeypointCase {
  const random = seededRandom(number + 2000);
  const whole = (n: number): number => Math.floor(random() * n);
  const box = (least: number): number[] => [whole(60), whole(60), whole(least), whole(least)];
  const points = whole(4) > 0 ? 17 : 3;
  const withBoxes = whole(3) === 0;
  const categories = Array.from({ length: 1 + whole(2) }, (_, i) => ({ id: i + 1, name: `${i + 1}` }));
  const firstId = whole(8) === 0 ? 0 : 1;
  const images: unknown[] = [];
  const annotations: unknown[] = [];
  const results: unknown[] = [];
  const last = 1 + whole(4);
  for (let image = 1; image <= last; image++) {
    images.push({ id: image, width: 200, height: 200, file_name: `${image}.png` });
    const truths: number[][] = [];
    for (let left = whole(5); left > 0; left--) {
      const labelled = whole(5) > 0;
      const pose = Array.from({ length: points }, () => [whole(120), whole(120), labelled ? whole(3) : 0]).flat();
      truths.push(pose);
      annotations.push({
        id: firstId + annotations.length,
        image_id: image,
        category_id: 1 + whole(categories.length),
        bbox: box(100),
        keypoints: pose,
        num_keypoints: whole(10) === 0 ? 0 : pose.filter((v, i) => i % 3 === 2 && v > 0).length,
        area: whole(3) === 0 ? AREAS[whole(6)] : 3000,
        iscrowd: Number(whole(6) === 0),
        ignore: Number(whole(8) === 0),
      });
    }
    for (let left = whole(7); left > 0; left--) {
      let pose: number[];
      if (truths.length > 0 && whole(4) > 0) {
        const reach = [2, 8, 30][whole(3)] ?? 0;
        pose = (truths[whole(truths.length)] ?? []).map((value) => value + whole(reach));
      } else pose = Array.from({ length: 3 * points }, () => whole(120));
      const found = { image_id: image, category_id: 1 + whole(categories.length), score: whole(6) / 5 };
      results.push({ ...found, keypoints: pose, ...(withBoxes ? { bbox: box(120) } : {}) });
    }
  }
  const choices = whole(4);
  return {
    truth: { images, annotations, categories },
    results,
    points,
    choices: {
      ...(choices === 1 ? { maxDetections: '1,3' } : {}),
      ...(choices === 2 ? { thresholds: '0.3,0.5,0.9' } : {}),
      ...(choices === 3 ? { areas: 'tiny:0-1024,rest:1024-1e5' } : {}),
      ...(points === 17 ? {} : { sigmas: '0.05,0.1,0.2' }),
    },
  };
}
