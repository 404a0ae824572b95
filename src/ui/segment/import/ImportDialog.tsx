/** Asks how an annotation file is meant where it can be read in several ways: each reading with a picture of what would come in. */
import { type JSX, useEffect, useRef, useState } from 'react';
import { MASK_RULE } from '../../../core/formats/mask-picture.ts';
import type { Reading } from '../../../core/formats/reader.ts';
import { packedArea, packedHas } from '../../../core/mask/packed.ts';
import type { ImportQuestion } from '../../../state/state.ts';
import { useApp } from '../../app-context.tsx';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import css from './ImportDialog.module.css';

/** Longest side of a preview, CSS pixels. */
const SIDE = 200;

/** Draws the objects of a reading in their colours, small. */
function draw(canvas: HTMLCanvasElement, { objects }: Reading): void {
  const [first] = objects;
  const context = canvas.getContext('2d');
  if (!first || !context) return;
  const scale = Math.min(1, SIDE / Math.max(first.mask.width, first.mask.height));
  canvas.width = Math.max(1, Math.round(first.mask.width * scale));
  canvas.height = Math.max(1, Math.round(first.mask.height * scale));
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const { mask, color } of objects) {
    context.fillStyle = color;
    for (let y = 0; y < canvas.height; y++) {
      for (let x = 0; x < canvas.width; x++) {
        const inside = packedHas(mask, Math.floor((x + 0.5) / scale), Math.floor((y + 0.5) / scale));
        if (inside) context.fillRect(x, y, 1, 1);
      }
    }
  }
}

function Preview({ reading }: { readonly reading: Reading }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, reading);
  }, [reading]);
  return <canvas ref={canvas} className={css.preview} />;
}

function figures({ objects }: Reading): string {
  const pixels = objects.reduce((sum, { mask }) => sum + packedArea(mask), 0);
  const count = objects.length === 1 ? '1 object' : `${objects.length} objects`;
  return `${count}, ${pixels.toLocaleString('en')} pixels`;
}

function Asked({ question }: { readonly question: ImportQuestion }): JSX.Element {
  const { source, answer } = question;
  const [chosen, setChosen] = useState(0);
  const isMask = source.readings.some(({ objects }) => objects.some(({ id }) => /^(mask|colour)-/.test(id)));
  return (
    <Dialog
      title={`How is “${source.file}” meant?`}
      size="m"
      isOpen
      onClose={() => answer(null)}
      footer={
        <>
          <Button look="quiet" onPress={() => answer(null)}>
            Leave it out
          </Button>
          <Button look="primary" onPress={() => answer(chosen)}>
            Take this reading
          </Button>
        </>
      }
    >
      <p>{source.question} Nothing in the file says which; choose what it should be.</p>
      <fieldset className={css.readings}>
        <legend className="visually-hidden">Readings of the file</legend>
        {source.readings.map((reading, i) => (
          <label key={reading.meaning} className={css.reading}>
            <input type="radio" name="reading" checked={chosen === i} onChange={() => setChosen(i)} />
            <Preview reading={reading} />
            <span>
              {reading.meaning}
              <small>{figures(reading)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {isMask ? <p className={css.rule}>{MASK_RULE}</p> : null}
    </Dialog>
  );
}

export function ImportDialog(): JSX.Element | null {
  const question = useApp((s) => s.importQuestion);
  return question ? <Asked key={question.source.file} question={question} /> : null;
}
