/** Which part of the open data is run and scored, and which annotation file is read. */
import { type JSX, useId } from 'react';
import type { DatasetSummary } from '../../../contract/dataset-lab.ts';
import { ALL_SPLITS, splitFault } from '../../../core/datasets/splits.ts';
import css from './Dataset.module.css';
import labCss from './Lab.module.css';

export function PartChoice(props: {
  readonly summary: DatasetSummary;
  readonly split: string;
  readonly onSplit: (split: string) => void;
  readonly onAnnotations: ((file: string) => void) | null;
}): JSX.Element | null {
  const { summary, split, onSplit, onAnnotations } = props;
  const id = useId();
  const { splits, annotationFiles, facts } = summary;
  const read = facts.find((fact) => fact.label === 'annotation file')?.value;
  if (splits.length === 0 && annotationFiles.length === 0) return null;
  const fault = splitFault(summary.kind, split);
  return (
    <div className={labCss.settings}>
      {annotationFiles.length > 0 ? (
        <label className={css.field} htmlFor={`${id}-file`}>
          Annotation file
          <select
            id={`${id}-file`}
            value={read}
            disabled={!onAnnotations}
            onChange={(event) => onAnnotations?.(event.target.value)}
          >
            {annotationFiles.map((file) => (
              <option key={file}>{file}</option>
            ))}
          </select>
        </label>
      ) : null}
      {splits.length > 0 ? (
        <label className={css.field} htmlFor={`${id}-split`}>
          Split
          <select id={`${id}-split`} value={split} onChange={(event) => onSplit(event.target.value)}>
            {splits.map(({ name, ready }) => (
              <option key={name} value={name}>
                {name === '' ? 'in no split' : name} ({ready.length})
              </option>
            ))}
            {splits.length > 1 ? <option value={ALL_SPLITS}>all together ({summary.ready.length})</option> : null}
          </select>
        </label>
      ) : null}
      {fault === null ? null : <p className={labCss.quiet}>Not comparable with the card: {fault}.</p>}
    </div>
  );
}
