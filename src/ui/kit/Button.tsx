/** Push buttons with words. */
import type { JSX, ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import css from './Button.module.css';
import { Icon, type IconName } from './icons.tsx';
import { pressProps } from './press-once.ts';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  readonly children: ReactNode;
  readonly icon?: IconName;
  /** `primary` once a view; `plain` has a border; `quiet` none; `danger` destroys. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 's' | 'm' | 'l';
}

export function Button({ children, icon, look = 'plain', size = 'm', onPress, ...props }: ButtonProps): JSX.Element {
  return (
    <AriaButton
      {...props}
      {...pressProps(onPress, { icon, look })}
      className={css.button ?? ''}
      data-look={look}
      data-size={size}
    >
      {icon ? <Icon name={icon} size={size === 's' ? 16 : 18} /> : null}
      <span>{children}</span>
    </AriaButton>
  );
}
