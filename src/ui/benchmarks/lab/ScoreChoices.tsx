/** Own thresholds, area ranges and limits of a results file's score; left empty, they are the official ones. */
import type { JSX } from 'react';
import type { DetectionChoices } from '../../../core/metrics/detection-choices.ts';
import type { CocoType } from '../../../core/metrics/instance-comparison.ts';
import { TextField } from '../../kit/TextField.tsx';
import css from './Dataset.module.css';
import labCss from './Lab.module.css';

const LIMITS: Readonly<Record<'coco' | 'lvis' | 'keypoints', string>> = {
  coco: '1,10,100',
  lvis: '300',
  keypoints: '20',
};

export function ScoreChoices(props: {
  readonly kind: 'coco' | 'lvis';
  readonly type: CocoType;
  readonly choices: DetectionChoices;
  readonly onChange: (choices: DetectionChoices) => void;
}): JSX.Element {
  const { kind, type, choices, onChange } = props;
  const poses = type === 'keypoints';
  const set = (key: 'thresholds' | 'areas' | 'maxDetections' | 'sigmas') => (text: string) =>
    onChange({ ...choices, [key]: text.trim() === '' ? undefined : text });
  return (
    <details>
      <summary>Own thresholds, areas and limits</summary>
      <p className={labCss.quiet}>Figures made with own choices are not the published ones. Empty: as published.</p>
      <div className={labCss.settings}>
        <TextField
          label={poses ? 'OKS thresholds' : 'IoU thresholds'}
          placeholder="0.50,0.55,…,0.95"
          value={choices.thresholds ?? ''}
          onChange={set('thresholds')}
        />
        <TextField
          label="Areas in square pixels"
          placeholder={poses ? 'medium:1024-9216,large:9216-1e10' : 'small:0-1024,medium:1024-9216,large:9216-1e10'}
          value={choices.areas ?? ''}
          onChange={set('areas')}
        />
        {choices.fixedAp ? null : (
          <TextField
            label="Detections a picture"
            placeholder={LIMITS[poses ? 'keypoints' : kind]}
            value={choices.maxDetections ?? ''}
            onChange={set('maxDetections')}
          />
        )}
        {poses ? (
          <TextField
            label="Spread of each keypoint"
            placeholder="0.026,0.025,… (17)"
            value={choices.sigmas ?? ''}
            onChange={set('sigmas')}
          />
        ) : null}
        {kind === 'lvis' ? (
          <label className={css.field}>
            <input
              type="checkbox"
              checked={choices.fixedAp === true}
              onChange={({ target }) => onChange({ ...choices, fixedAp: target.checked, maxDetections: undefined })}
            />
            Fixed AP: no limit a picture, the strongest 10,000 of each class
          </label>
        ) : poses ? null : (
          <label className={css.field}>
            <input
              type="checkbox"
              checked={choices.useCategories === false}
              onChange={({ target }) => onChange({ ...choices, useCategories: !target.checked })}
            />
            All classes as one
          </label>
        )}
      </div>
    </details>
  );
}
