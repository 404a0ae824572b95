/** `dataset`: what a folder holds, and what in it is missing or malformed. */
import { ProblemList, problemSentence } from '../core/coco/data-problem.ts';
import { datasetKinds } from '../core/datasets/dataset.ts';
import { openDataset } from '../core/datasets/detect.ts';
import { DatasetFileError } from '../core/datasets/file-tree.ts';
import { defaultSplit, splitGroups } from '../core/datasets/splits.ts';
import { type Command, defineCommand, exitCodes, InputError } from './command.ts';
import { readerTools } from './disk-tree.ts';
import { openTree } from './open-tree.ts';
import { choice, required } from './options.ts';
import { progress } from './report.ts';

const help = `Usage: npm run evaluate -- dataset --data DIR [options]

Recognises a dataset by its files, as the app does, prints its counts and says what is missing or malformed.

  --data DIR        the folder, or a ZIP, TAR or tar.gz archive
  --expect NAME     ${datasetKinds.join(', ')}: what it should be, for a better word when it is not
  --annotations F   the annotation file to read, where there are several; its path inside the folder
  --check           also read the truth of every picture
  --json            print one JSON object
  -h, --help        this text
`;

export const datasetCommand: Command = defineCommand({
  name: 'dataset',
  summary: 'recognise a dataset, count it, say what is missing or malformed',
  help,
  options: {
    data: { type: 'string' },
    expect: { type: 'string' },
    annotations: { type: 'string' },
    check: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run: async (values, io) => {
    const tree = await openTree(required(values.data, 'data'));
    const expected = values.expect === undefined ? undefined : choice(values.expect, 'expect', datasetKinds, 'folder');
    const dataset = await openDataset(tree, readerTools, expected, { annotations: values.annotations }).catch(
      (error: unknown) => {
        throw error instanceof DatasetFileError ? new InputError(`${error.file}: ${error.message}`) : error;
      },
    );
    const problems = new ProblemList('');
    for (const { file, path, message } of dataset.problems.kept) problems.addTo(file, path, message);
    problems.count = dataset.problems.count;
    let objects = 0;
    if (values.check) {
      const show = progress(io, dataset.pictures.length);
      for (const [i, picture] of dataset.pictures.entries()) {
        try {
          objects += (await dataset.truth(picture)).objects.length;
        } catch (error) {
          if (!(error instanceof DatasetFileError)) throw error;
          problems.addTo(error.file, '', error.message);
        }
        show(i + 1);
      }
    }
    const sentences = problems.kept.map(problemSentence);
    const splits = [...splitGroups(dataset.pictures).keys()];
    const run = splits.length > 0 ? { 'a run takes': defaultSplit(dataset.kind, splits) } : {};
    const facts = { ...Object.fromEntries(dataset.facts.map(({ label, value }) => [label, value])), ...run };
    const checked = values.check ? { objects } : {};
    if (values.json) {
      const { kind, title } = dataset;
      const found = { dataset: kind, title, pictures: dataset.pictures.length, facts, ...checked };
      io.out(`${JSON.stringify({ ...found, problemCount: problems.count, problems: sentences })}\n`);
    } else {
      io.out(`${dataset.title}\n`);
      for (const [label, value] of Object.entries({ ...facts, ...checked })) io.out(`${label.padEnd(20)} ${value}\n`);
      for (const sentence of sentences.slice(0, 20)) io.err(`${sentence}\n`);
      if (problems.count > 20) io.err(`${problems.count - 20} further problems are not shown\n`);
    }
    return problems.count > 0 ? exitCodes.leftOut : exitCodes.ok;
  },
});
