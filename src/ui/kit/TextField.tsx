/** One line of text with its label. */
import type { JSX } from 'react';
import { TextField as AriaTextField, Input, Label, Text } from 'react-aria-components';
import css from './TextField.module.css';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly type?: 'text' | 'url' | 'search';
  readonly autoFocus?: boolean;
}

export function TextField({
  label,
  value,
  onChange,
  hint,
  placeholder,
  type = 'text',
  autoFocus,
}: TextFieldProps): JSX.Element {
  return (
    <AriaTextField
      className={css.field ?? ''}
      value={value}
      onChange={onChange}
      type={type}
      autoFocus={autoFocus ?? false}
    >
      <Label className={css.label ?? ''}>{label}</Label>
      <Input className={css.input ?? ''} placeholder={placeholder ?? ''} />
      {hint ? (
        <Text slot="description" className={css.hint ?? ''}>
          {hint}
        </Text>
      ) : null}
    </AriaTextField>
  );
}
