/** The worker that reads annotation files: a large one would stop the page for half a minute. */
import { expose } from 'comlink';
import type { NamedBlob } from '../../contract/export.ts';
import type { Picture } from '../../core/formats/document.ts';
import type { ReadSource } from '../../core/formats/reader.ts';
import { importAnnotations, worded } from './import-file.ts';

const api = {
  read: (files: readonly NamedBlob[], picture: Picture): Promise<readonly ReadSource[]> =>
    worded(importAnnotations(files, picture)),
};

export type ImportWorkerApi = typeof api;

expose(api);
