/** Every family the runtime speaks, one line each. */
import { SegError } from '../../contract/errors.ts';
import type { FamilyId } from '../../contract/manifest.ts';
import type { Family } from './family.ts';
import { playground } from './playground.ts';

const FAMILIES: readonly Family[] = [playground];

/** @throws SegError `bad-model` for a family that this version does not speak */
export function familyOf(id: FamilyId): Family {
  const family = FAMILIES.find((f) => f.id === id);
  if (!family) throw new SegError('bad-model', `this version does not speak the family "${id}"`);
  return family;
}
