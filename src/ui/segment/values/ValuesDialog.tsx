/** Which page of a file is shown, and which of its values are black and white. */
import { type JSX, useState } from 'react';
import type { PictureDisplay } from '../../../contract/picture-reading.ts';
import { moveWindow, openPage } from '../../../state/pictures/reread.ts';
import { useApp, useServices } from '../../app-context.tsx';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextField } from '../../kit/TextField.tsx';
import css from './ValuesDialog.module.css';

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')));

interface ValuesProps {
  readonly values: NonNullable<PictureDisplay['values']>;
  readonly low: string;
  readonly high: string;
  readonly onChange: (low: string, high: string) => void;
}

function Values({ values: { least, most }, low, high, onChange }: ValuesProps): JSX.Element {
  return (
    <fieldset className={css.group}>
      <legend>Values</legend>
      <p>
        The data run from {least} to {most}; no-data is left out. The file, its masks and its size stay as they are:
        only what is seen, by you and by the model, changes.
      </p>
      <div className={css.pair}>
        <TextField label="Black" value={low} onChange={(text) => onChange(text, high)} />
        <TextField label="White" value={high} onChange={(text) => onChange(low, text)} />
      </div>
      <Button look="quiet" onPress={() => onChange(String(least), String(most))}>
        All values
      </Button>
    </fieldset>
  );
}

function Shown({ display }: { readonly display: PictureDisplay }): JSX.Element {
  const app = useServices();
  const { pages, page, values } = display;
  const [low, setLow] = useState(String(values?.low ?? ''));
  const [high, setHigh] = useState(String(values?.high ?? ''));
  const [wanted, setWanted] = useState(page);
  const close = (): void => app.store.set({ overlay: 'none' });
  const moved = values !== null && (numberOf(low) !== values.low || numberOf(high) !== values.high);
  const makesSense = values === null || numberOf(low) < numberOf(high);
  const apply = (): void => {
    close();
    if (wanted !== page) void openPage(app, wanted);
    else if (moved) void moveWindow(app, { low: numberOf(low), high: numberOf(high) });
  };
  return (
    <Dialog
      title="Pages and values of the picture"
      size="s"
      isOpen
      onClose={close}
      footer={
        <>
          {values?.chosen ? (
            <Button
              look="quiet"
              onPress={() => {
                close();
                void moveWindow(app, null);
              }}
            >
              Automatic
            </Button>
          ) : null}
          <Button look="quiet" onPress={close}>
            Cancel
          </Button>
          <Button look="primary" isDisabled={!makesSense || (wanted === page && !moved)} onPress={apply}>
            {wanted === page ? 'Show so' : `Open page ${wanted}`}
          </Button>
        </>
      }
    >
      {pages > 1 ? (
        <label className={css.page}>
          Page
          <select value={wanted} onChange={(event) => setWanted(Number(event.target.value))}>
            {Array.from({ length: pages }, (_, i) => i + 1).map((number) => (
              <option key={number} value={number}>
                {number} of {pages}
              </option>
            ))}
          </select>
          <small>Another page opens as a picture of its own.</small>
        </label>
      ) : null}
      {values && wanted === page ? (
        <Values
          values={values}
          low={low}
          high={high}
          onChange={(black, white) => {
            setLow(black);
            setHigh(white);
          }}
        />
      ) : null}
      {makesSense ? null : <p role="alert">Black has to be a number below white.</p>}
    </Dialog>
  );
}

export function ValuesDialog(): JSX.Element | null {
  const display = useApp((s) => s.picture?.display);
  return display ? <Shown display={display} /> : null;
}
