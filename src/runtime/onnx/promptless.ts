/** One graph from a picture to a map of the picture: told apart by channels, types and names. */
import type { Size } from '../../core/geometry/space.ts';
import type { Detection, NamedHeader } from './detection.ts';
import type { GraphPort, ModelHeader } from './header.ts';
import { canvasOf, layoutOf, pictureFault, pictureInput } from './picture-input.ts';
import { portWords } from './port-words.ts';

/** More classes than any set of labels that is in use. */
const MOST_CLASSES = 1000;

interface Output {
  readonly port: GraphPort;
  /** Null where the shape does not say it. */
  readonly channels: number | null;
  readonly side: number | null;
  /** Whole numbers: the class at every place. */
  readonly whole: boolean;
}

const known = (dim: number | string | undefined): number | null => (typeof dim === 'number' && dim > 0 ? dim : null);

/** Whether two sides have about the picture's proportions: [1, 84, 8400] is a list of boxes, not a map. */
function likePicture(height: number | null, width: number | null, input: Size | null): boolean {
  if (height === null || width === null) return true;
  const wanted = input ? input.width / input.height : 1;
  const ratio = width / height / wanted;
  return height >= 4 && width >= 4 && (input === null ? ratio < 4 && ratio > 0.25 : ratio < 1.3 && ratio > 0.75);
}

/** An output as a map of the picture; null when its dimensions cannot be one. */
function mapOf(port: GraphPort, channelsLast: boolean, input: Size | null): Output | null {
  const { shape } = port;
  const whole = /^(int|uint|bool)/.test(port.type);
  if (shape.length === 2 || shape.length === 3) {
    const [height = null, width = null] = shape.slice(-2).map(known);
    const batch = shape.length === 3 ? shape[0] : 1;
    const one = batch === 1 || typeof batch === 'string';
    return one && likePicture(height, width, input) ? { port, channels: 1, side: height, whole } : null;
  }
  if (shape.length !== 4) return null;
  const [, a, b, c] = shape.map(known);
  const last =
    (c === 1 && a !== 1) || (channelsLast && c !== null && c !== undefined && (a === null || a === undefined || c < a));
  return { port, channels: (last ? c : a) ?? null, side: (last ? a : b) ?? null, whole };
}

/** Names of the embeddings that encoders give. */
const ENCODER = /embed|feat|hidden|neck|fpn/i;

function isEncoder({ port, channels, side }: Output, input: number | null): boolean {
  if (ENCODER.test(port.name)) return true;
  // SAM's encoders: 256 channels at a sixteenth of the picture.
  return (
    (channels === 256 && side === 64) ||
    ((channels ?? 0) >= 128 &&
      input !== null &&
      side !== null &&
      side * 16 <= input &&
      !/logit|seg|class|pred|out/i.test(port.name))
  );
}

/** Which output is the answer: the first that is not an auxiliary one, which only training reads. */
function mainOf(maps: readonly Output[]): Output | undefined {
  return maps.find(({ port }) => !/aux/i.test(port.name)) ?? maps[0];
}

function nearest(header: ModelHeader): string {
  const channels = header.outputs.map((o) => mapOf(o, false, null)?.channels ?? 0);
  return channels.some((n) => n > 1) ? 'semantic' : 'saliency';
}

/** Says what stopped the graph and which family is nearest. */
function refused(file: string, header: ModelHeader, why: string): Detection {
  return {
    roles: {},
    reasons: [
      `${file}: ${why}`,
      `The nearest family is “${nearest(header)}”: choose it if you know that the model answers from the picture alone.`,
    ],
  };
}

/** Recognises a graph that answers from the picture alone, or says which property stopped it. */
export function promptless({ file, header }: NamedHeader): Detection {
  const picture = pictureInput(header);
  if (!picture) return refused(file, header, pictureFault(header) ?? 'it takes no picture.');
  const last = layoutOf(picture.shape) !== 'nchw';
  const input = canvasOf(picture.shape);
  const maps = header.outputs.map((port) => mapOf(port, last, input)).filter((map) => map !== null);
  const main = mainOf(maps);
  if (!main) {
    const gives = header.outputs.map(portWords).join(', ') || 'nothing';
    return refused(
      file,
      header,
      `it takes a picture but gives ${gives}: no output is a map of the picture (rank 3 or 4).`,
    );
  }
  const other = header.outputs.find(({ name }) => !/aux/i.test(name) && !maps.some(({ port }) => port.name === name));
  if (other) {
    return refused(
      file,
      header,
      `besides ${portWords(main.port)} it gives ${portWords(other)}, which is no map of the picture: it may be a detector or another kind of model.`,
    );
  }
  if (main.port.type === 'string') return refused(file, header, `its output ${portWords(main.port)} is text.`);
  const roles = { model: { file, header } };
  if (main.whole) {
    return {
      family: 'semantic',
      roles,
      reasons: [`${file} gives ${main.port.name} as ${main.port.type}: the number of a class at every place (argmax)`],
    };
  }
  if (isEncoder(main, input ? Math.max(input.width, input.height) : null)) {
    return refused(
      file,
      header,
      `it takes a picture and gives ${maps.map((m) => portWords(m.port)).join(', ')}: perhaps an encoder; drop its decoder with it.`,
    );
  }
  const sole = maps.every(({ channels, port }) => channels === 1 || /aux/i.test(port.name));
  if (sole && /edge|contour|boundar|hed|dexi|pidi/i.test(`${file} ${maps.map((m) => m.port.name).join(' ')}`)) {
    return { family: 'edges', roles, reasons: [`${file} gives maps of one channel and its names speak of edges`] };
  }
  if (main.channels === 1) {
    const count = maps.length === 1 ? 'one map' : `${maps.length} maps`;
    return { family: 'saliency', roles, reasons: [`${file} gives ${count} of one channel: what stands out`] };
  }
  if (main.channels !== null && main.channels <= MOST_CLASSES) {
    return {
      family: 'semantic',
      roles,
      reasons: [`${file} gives ${main.channels} values for every place: one a class`],
    };
  }
  return refused(
    file,
    header,
    main.channels === null
      ? `the shape of its output ${portWords(main.port)} leaves open how many channels it has.`
      : `its output ${portWords(main.port)} has ${main.channels} channels, more than any set of classes.`,
  );
}
