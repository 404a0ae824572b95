/** Deletes what cannot be brought back: the first press asks, the second one does it. */
import { type JSX, useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { DOUBLE_MS } from './press-once.ts';

export interface DeleteButtonProps {
  /** On the button while nothing was pressed. */
  readonly label: string;
  /** What is asked, a verb first: “Delete for good”. */
  readonly sure?: string;
  /** Only the sign is shown; the label is spoken and in the tooltip. */
  readonly iconOnly?: boolean;
  readonly size?: 's' | 'm';
  readonly isDisabled?: boolean;
  readonly onDelete: () => void;
}

/** The question, with the focus; it is not answered by the second click of a double click. */
function Question({
  sure,
  spoken,
  onDelete,
  onLeave,
}: {
  readonly sure: string;
  readonly spoken: string;
  readonly onDelete: () => void;
  readonly onLeave: () => void;
}): JSX.Element {
  const [early, setEarly] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setEarly(false), DOUBLE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Button
      size="s"
      look="danger"
      icon="trash"
      autoFocus
      isPending={early}
      aria-label={`${sure}: ${spoken}`}
      onBlur={onLeave}
      onKeyDown={(e) => {
        if (e.key === 'Escape') onLeave();
        else e.continuePropagation();
      }}
      onPress={() => {
        onLeave();
        onDelete();
      }}
    >
      {sure}
    </Button>
  );
}

export function DeleteButton({
  label,
  sure = 'Delete for good',
  iconOnly = false,
  size = 'm',
  isDisabled = false,
  onDelete,
}: DeleteButtonProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  if (asking && !isDisabled) {
    return <Question sure={sure} spoken={label} onDelete={onDelete} onLeave={() => setAsking(false)} />;
  }
  const ask = (): void => setAsking(true);
  return iconOnly ? (
    <IconButton size={size} icon="trash" label={label} isDisabled={isDisabled} onPress={ask} />
  ) : (
    <Button size={size} look="quiet" icon="trash" isDisabled={isDisabled} onPress={ask}>
      {label}
    </Button>
  );
}
