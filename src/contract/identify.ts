/** What dropped ONNX files turned out to be. */
import type { FamilyId, ModelManifest } from './manifest.ts';

export interface GraphPortSummary {
  readonly name: string;
  readonly type: string;
  /** Symbolic dimensions as strings. */
  readonly shape: readonly (number | string)[];
}

/** One file described, whether or not a family fits. */
export interface GraphSummary {
  readonly file: string;
  readonly producer: string;
  readonly opset: number;
  readonly nodes: number;
  readonly inputs: readonly GraphPortSummary[];
  readonly outputs: readonly GraphPortSummary[];
  /** Operators, commonest first. */
  readonly ops: readonly (readonly [name: string, count: number])[];
  readonly externalData: readonly string[];
}

export interface Identified {
  readonly graphs: readonly GraphSummary[];
  /** Present when a family fits; a person may correct it before it is loaded. */
  readonly family?: FamilyId;
  /** File name by role. */
  readonly roles: Readonly<Record<string, string>>;
  /** Why, one sentence each; where nothing fits, what is missing. */
  readonly reasons: readonly string[];
  /** External data that the graphs name but that was not among the files. */
  readonly missing: readonly string[];
  /** A manifest to load the files with (`LoadOptions.files`), present with `family`. */
  readonly manifest?: ModelManifest;
}
