/** Families that this build can run. The registry of the runtime is the truth; a test holds this list to it. */
import { FAMILY_IDS, type FamilyId } from './manifest.ts';

/** The screen says before a download whether the model could be used; it may not import the runtime, so it reads this. */
export const RUNNABLE_FAMILIES: readonly FamilyId[] = FAMILY_IDS;
