/** ADE20K SceneParse150, in the official convention and in the one that most papers use. */
import { type LabelSet, labelTable, namedClasses, voidLabel, wrongLabel } from './label-set.ts';

const names =
  'wall, building, sky, floor, tree, ceiling, road, bed, windowpane, grass, cabinet, sidewalk, person, earth, door, table, mountain, plant, curtain, chair, car, water, painting, sofa, shelf, house, sea, mirror, rug, field, armchair, seat, fence, desk, rock, wardrobe, lamp, bathtub, railing, cushion, base, box, column, signboard, chest of drawers, counter, sand, sink, skyscraper, fireplace, refrigerator, grandstand, path, stairs, runway, case, pool table, pillow, screen door, stairway, river, bridge, bookcase, blind, coffee table, toilet, flower, book, hill, bench, countertop, stove, palm, kitchen island, computer, swivel chair, boat, bar, arcade machine, hovel, bus, towel, light, truck, tower, chandelier, awning, streetlight, booth, television receiver, airplane, dirt track, apparel, pole, land, bannister, escalator, ottoman, bottle, buffet, poster, stage, van, ship, fountain, conveyer belt, canopy, washer, plaything, swimming pool, stool, barrel, basket, waterfall, tent, bag, minibike, cradle, oven, ball, food, step, tank, trade name, microwave, pot, animal, bicycle, lake, dishwasher, screen, blanket, sculpture, hood, sconce, vase, traffic light, tray, ashcan, fan, pier, crt screen, plate, monitor, bulletin board, shower, radiator, glass, clock, flag';

/** Source: sceneparsing `evaluationCode`: truth 0 is left out, and a class that never occurs enters the mean as 0. */
export const ade20kLabels: LabelSet = {
  id: 'ade20k',
  name: 'ADE20K (SceneParse150)',
  classes: namedClasses(names, 1),
  truth: labelTable(151, (v) => (v === 0 ? voidLabel : v - 1)),
  prediction: labelTable(256, (v) => (v === 0 ? voidLabel : v <= 150 ? v - 1 : wrongLabel)),
  absentAsZero: true,
  rule: '150 classes; unlabelled pixels (0) are left out; classes that never occur count as 0, as in the official code',
};

/** The same labels with the mean over classes that occur, as mmsegmentation-style tools report it. */
export const ade20kPresentLabels: LabelSet = {
  ...ade20kLabels,
  id: 'ade20k-present',
  absentAsZero: false,
  rule: '150 classes; unlabelled pixels (0) are left out; mean over classes that occur (not the official convention)',
};
