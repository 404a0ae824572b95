/** Edge maps, lines and matches, as the stage shows them. */
import type { EdgeMap } from '../../../../core/boundary/edge-nms.ts';
import { boxOfSize } from '../../../../core/geometry/box.ts';
import type { Size } from '../../../../core/geometry/space.ts';
import { type ClassPaint, paintClasses } from '../../../../core/teach/class-plane.ts';
import { EDGE_CLASS, type EdgeMatch } from '../../../../core/teach/edge-steps.ts';
import type { MaskLayer } from '../../../canvas/stage-types.ts';
import { FOCUS, MISSED, plain, RIGHT_LINE, WRONG } from '../../plot/paints.ts';
import { colourLayer } from '../../plot/stage-layers.ts';

export function mapLayer(map: EdgeMap, picture: Size): MaskLayer {
  return {
    id: 'edges',
    kind: 'plane',
    width: map.width,
    height: map.height,
    channels: 1,
    data: map.data,
    content: { width: map.width, height: map.height },
    box: boxOfSize(picture),
    range: [0, 1],
    ramp: 'viridis',
    opacity: 0.85,
    smooth: true,
  };
}

export function linesLayer({ classes }: EdgeMatch, size: Size, picture: Size): MaskLayer {
  const map = { width: size.width, height: size.height, data: classes };
  const line = plain(FOCUS);
  return colourLayer('lines', paintClasses(map, [null, line, line, null], picture), 1);
}

export function matchLayer({ classes }: EdgeMatch, size: Size, picture: Size): MaskLayer {
  const paints: (ClassPaint | null)[] = [null, null, null, null];
  paints[EDGE_CLASS.matched] = plain(RIGHT_LINE);
  paints[EDGE_CLASS.wrong] = plain(WRONG);
  paints[EDGE_CLASS.missed] = plain(MISSED);
  return colourLayer(
    'match',
    paintClasses({ width: size.width, height: size.height, data: classes }, paints, picture),
    1,
  );
}
