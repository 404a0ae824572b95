/** Buttons that show only an icon: always with a spoken name and a tooltip that also tells the key. */
import type { JSX, ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ToggleButton as AriaToggleButton,
  type ToggleButtonProps as AriaToggleButtonProps,
  TooltipTrigger,
} from 'react-aria-components';
import css from './IconButton.module.css';
import { Icon, type IconName } from './icons.tsx';
import { pressProps } from './press-once.ts';
import { Tip } from './Tip.tsx';

interface Face {
  readonly icon: IconName;
  /** Spoken name and tooltip. */
  readonly label: string;
  /** Key in readable form, e.g. `Ctrl Z`. */
  readonly keys?: string | undefined;
  readonly size?: 's' | 'm';
  readonly tip?: 'top' | 'right' | 'left' | 'bottom';
  readonly children?: ReactNode;
}

export type IconButtonProps = Face & Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'aria-label'>;

export function IconButton({
  icon,
  label,
  keys,
  size = 'm',
  tip = 'bottom',
  children,
  onPress,
  ...props
}: IconButtonProps): JSX.Element {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton
        {...props}
        {...pressProps(onPress, { icon })}
        aria-label={label}
        className={css.icon ?? ''}
        data-size={size}
      >
        <Icon name={icon} size={size === 's' ? 17 : 20} />
        {children}
      </AriaButton>
      <Tip placement={tip} keys={keys}>
        {label}
      </Tip>
    </TooltipTrigger>
  );
}

export type IconToggleProps = Face & Omit<AriaToggleButtonProps, 'children' | 'className' | 'style' | 'aria-label'>;

export function IconToggle({
  icon,
  label,
  keys,
  size = 'm',
  tip = 'bottom',
  children,
  ...props
}: IconToggleProps): JSX.Element {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaToggleButton {...props} aria-label={label} className={css.icon ?? ''} data-size={size}>
        <Icon name={icon} size={size === 's' ? 17 : 20} />
        {children}
      </AriaToggleButton>
      <Tip placement={tip} keys={keys}>
        {label}
      </Tip>
    </TooltipTrigger>
  );
}
