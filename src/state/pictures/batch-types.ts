/** What a run over all pictures shows of itself. */
import type { StoreApi } from 'zustand/vanilla';
import type { ExportFile } from '../../contract/export.ts';
import type { WriteOptions } from '../../core/formats/format.ts';
import type { OpenedPicture } from '../deps.ts';
import type { SegObject } from '../document.ts';
import type { EverythingKnobs } from '../flows/find-everything.ts';
import type { SubjectOutcome } from '../flows/select-subject.ts';

/** One kind of run: where it stands, and what it came to. */
export interface BatchRun {
  readonly running: boolean;
  /** Pictures through with, and pictures in all. */
  readonly done: number;
  readonly total: number;
  /** Name of the picture at hand. */
  readonly current: string;
  /** One sentence for each picture that could not be done. */
  readonly failed: readonly string[];
}

/** What cutting out the subject came to in one picture. */
export interface SubjectResult {
  readonly id: string;
  readonly name: string;
  /** `kept`: it had objects already, which were left as they are. */
  readonly outcome: SubjectOutcome | 'kept';
}

export interface BatchState {
  readonly everything: BatchRun;
  readonly subject: BatchRun;
  /** Pictures through with, in order. */
  readonly subjects: readonly SubjectResult[];
  readonly export: BatchRun;
  /** The finished ZIP and how many pictures are in it. */
  readonly made: { readonly blob: Blob; readonly pictures: number } | null;
}

/** What goes into the ZIP. Cut-outs are made by whoever knows their options. */
export interface BatchExportPlan {
  /** Stands for all choices: what was made under the same words is not made again. */
  readonly key: string;
  /** Ids of the list of formats. */
  readonly formats: readonly string[];
  readonly options: WriteOptions;
  readonly cutouts:
    | ((picture: OpenedPicture, objects: readonly SegObject[], signal: AbortSignal) => Promise<readonly ExportFile[]>)
    | null;
}

export interface BatchFlow {
  readonly api: StoreApi<BatchState>;
  /** Finds everything in picture after picture, on the stage; those already through are left out. */
  everything(knobs: EverythingKnobs): Promise<void>;
  /** Selects the subject in picture after picture, on the stage; those already through are left out, those with objects left as they are. */
  subject(): Promise<void>;
  /** Takes another guess in one picture, in place of the objects that are not locked, as one undoable step. */
  redoSubject(id: string): Promise<void>;
  /** Forgets which pictures a search has been through. */
  startOver(kind: 'everything' | 'subject'): void;
  /** Makes the files of every picture that has objects; those already made are taken as they are. */
  export(plan: BatchExportPlan): Promise<void>;
  /** Ends what runs; what was done stays. */
  cancel(): void;
}
