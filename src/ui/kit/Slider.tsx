/** A labelled slider with its value in words. */
import type { JSX } from 'react';
import { Slider as AriaSlider, Label, SliderFill, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import css from './Slider.module.css';

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  /** Called when the drag ends, with where it ended. */
  readonly onSettle?: (value: number) => void;
  readonly format?: (value: number) => string;
  readonly isDisabled?: boolean;
}

export function Slider({
  label,
  value,
  min,
  max,
  step,
  onChange,
  onSettle,
  format,
  isDisabled,
}: SliderProps): JSX.Element {
  return (
    <AriaSlider
      className={css.slider ?? ''}
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      isDisabled={isDisabled ?? false}
      onChange={onChange}
      onChangeEnd={(end) => onSettle?.(end)}
    >
      <Label className={css.label ?? ''}>{label}</Label>
      <SliderOutput className={css.output ?? ''}>{format ? format(value) : String(value)}</SliderOutput>
      <SliderTrack className={css.track ?? ''}>
        <SliderFill className={css.fill ?? ''} />
        <SliderThumb className={css.thumb ?? ''} />
      </SliderTrack>
    </AriaSlider>
  );
}
