/** One choice of a few, all visible. */
import type { JSX } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { Icon, type IconName } from './icons.tsx';
import css from './Segmented.module.css';

export interface SegmentedOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: IconName;
  /** Colours the chosen part: `include` and `exclude` are the two labels of a prompt. */
  readonly tone?: 'include' | 'exclude';
}

export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly SegmentedOption<T>[];
  readonly onChange: (value: T) => void;
  /** Shows icons only; the words stay for screen readers. */
  readonly compact?: boolean;
  /** Shows the name above, for a choice whose words alone do not say what is chosen. */
  readonly named?: boolean;
}

export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  compact,
  named,
}: SegmentedProps<T>): JSX.Element {
  const group = (
    <RadioGroup
      className={css.group ?? ''}
      aria-label={label}
      orientation="horizontal"
      value={value}
      onChange={(next) => {
        const option = options.find((o) => o.value === next);
        if (option) onChange(option.value);
      }}
    >
      {options.map((o) => (
        <Radio key={o.value} value={o.value} className={css.option ?? ''} data-tone={o.tone ?? 'plain'}>
          {o.icon ? <Icon name={o.icon} size={17} /> : null}
          <span className={compact ? 'visually-hidden' : undefined}>{o.label}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
  if (!named) return group;
  return (
    <div className={css.named}>
      <span aria-hidden="true">{label}</span>
      {group}
    </div>
  );
}
