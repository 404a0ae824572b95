/** What a set of graphs was recognised as. */
import type { FamilyId } from '../../contract/manifest.ts';
import type { ModelHeader } from './header.ts';

export interface NamedHeader {
  readonly file: string;
  readonly header: ModelHeader;
}

export interface Detection {
  readonly family?: FamilyId;
  readonly roles: Readonly<Record<string, NamedHeader>>;
  readonly reasons: readonly string[];
}
