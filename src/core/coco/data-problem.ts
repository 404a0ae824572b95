/** What is wrong with a data file, in a sentence that names file and field. */

/** One fault of a data file. */
export interface DataProblem {
  /** Name of the file as the person knows it. */
  readonly file: string;
  /** Field inside the file, as in `annotations[12].segmentation.size`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong and what was done about it. */
  readonly message: string;
}

/** The problem as one line: file, field, message. */
export function problemSentence(problem: DataProblem): string {
  return [problem.file, problem.path, problem.message].filter((part) => part !== '').join(': ');
}

/** Collects problems of one file; keeps the first thousand and counts the rest, so that a wholly wrong file stays readable. */
export class ProblemList {
  readonly file: string;
  readonly kept: DataProblem[] = [];
  count = 0;

  constructor(file: string) {
    this.file = file;
  }

  add(path: string, message: string): void {
    this.addTo(this.file, path, message);
  }

  /** A problem of another file, for lists that cover a whole dataset. */
  addTo(file: string, path: string, message: string): void {
    this.count++;
    if (this.kept.length < 1000) this.kept.push({ file, path, message });
  }
}
