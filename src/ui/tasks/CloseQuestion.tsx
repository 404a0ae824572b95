/** Asks before a video with masks that are in no file is let go. */
import type { JSX } from 'react';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';

interface QuestionProps {
  readonly isOpen: boolean;
  readonly onAnswer: (may: boolean) => void;
}

export function CloseQuestion({ isOpen, onAnswer }: QuestionProps): JSX.Element {
  return (
    <Dialog
      title="Close this video?"
      size="s"
      isOpen={isOpen}
      onClose={() => onAnswer(false)}
      footer={
        <>
          <Button onPress={() => onAnswer(true)}>Close it</Button>
          <Button look="primary" onPress={() => onAnswer(false)}>
            Keep it open
          </Button>
        </>
      }
    >
      <p>Its masks are in no file yet and cannot be brought back.</p>
    </Dialog>
  );
}
