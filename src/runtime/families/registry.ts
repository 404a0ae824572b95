/** Every family the runtime speaks, one line each. */
import { SegError } from '../../contract/errors.ts';
import type { FamilyId } from '../../contract/manifest.ts';
import { edges } from './edges.ts';
import { edgesam } from './edgesam.ts';
import { efficientsam } from './efficientsam.ts';
import { efficientvitSam } from './efficientvit-sam.ts';
import type { Family } from './family.ts';
import { hfSam } from './hf-sam.ts';
import { hfSam2 } from './hf-sam2.ts';
import { hqSam } from './hq-sam.ts';
import { nanosam } from './nanosam.ts';
import { ortSam2 } from './ort-sam2.ts';
import { playground } from './playground.ts';
import { rectlabelSam2 } from './rectlabel-sam2.ts';
import { saliency } from './saliency.ts';
import { sam } from './sam.ts';
import { sam2 } from './sam2.ts';
import { segnext } from './segnext.ts';
import { semantic } from './semantic.ts';

const FAMILIES: Readonly<Record<FamilyId, Family>> = {
  playground,
  sam,
  'hq-sam': hqSam,
  nanosam,
  edgesam,
  'efficientvit-sam': efficientvitSam,
  efficientsam,
  'hf-sam': hfSam,
  'hf-sam2': hfSam2,
  sam2,
  'rectlabel-sam2': rectlabelSam2,
  'ort-sam2': ortSam2,
  segnext,
  semantic,
  saliency,
  edges,
};

/** @throws SegError `bad-model` for a family that this version does not speak */
export function familyOf(id: FamilyId): Family {
  const family = FAMILIES[id];
  if (!family) throw new SegError('bad-model', `this version does not speak the family "${id}"`);
  return family;
}
