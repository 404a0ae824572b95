/** The roles of graphs for a family that a person chose, where names and shapes did not say it or said it wrongly. */
import type { FamilyId } from '../../contract/manifest.ts';
import { decoderInputsOf } from './detect.ts';
import type { Detection, NamedHeader } from './detection.ts';
import { pictureFault, pictureInput } from './picture-input.ts';

/** Families that answer from the picture alone, in one graph. */
const PROMPTLESS: ReadonlySet<FamilyId> = new Set(['semantic', 'saliency', 'edges']);

/**
 * Gives the graphs the roles that the family needs, and says which of the family's ports are missing.
 * A family whose graphs are not all there comes back without `family`, so that nothing can be loaded from it.
 */
export function chooseFamily(files: readonly NamedHeader[], family: FamilyId): Detection {
  const why = `You chose the family “${family}”.`;
  const picture = files.find((f) => pictureInput(f.header));
  if (!picture) {
    const faults = files.map(({ file, header }) => `${file}: ${pictureFault(header) ?? ''}`);
    return { roles: {}, reasons: [why, ...faults, 'None of the files takes one picture as its only input.'] };
  }
  if (PROMPTLESS.has(family)) return { family, roles: { model: picture }, reasons: [why] };
  const decoder = files.find((f) => f !== picture);
  if (!decoder) {
    return { roles: { encoder: picture }, reasons: [why, 'It needs a second file: the decoder, which takes points.'] };
  }
  const has = new Set(decoder.header.inputs.map((p) => p.name));
  const absent = decoderInputsOf(family).map((rule) => rule.filter((name) => !has.has(name)));
  const least = absent.toSorted((a, b) => a.length - b.length)[0] ?? [];
  return {
    family,
    roles: { encoder: picture, decoder },
    reasons: [
      why,
      least.length === 0
        ? `${decoder.file} has every input that this family’s decoders have.`
        : `${decoder.file} lacks ${least.join(', ')}, which this family’s decoders have: it may fail, the test picture will tell.`,
    ],
  };
}
