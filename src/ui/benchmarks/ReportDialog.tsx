/** "Something wrong or missing?": a report that already names the card and the field. */
import { type JSX, useId, useState } from 'react';
import type { Card } from '../../contract/cards.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/TextField.tsx';
import css from './ReportDialog.module.css';
import { reportBody, reportFields, reportTitle, reportUrl } from './report.ts';

export function ReportDialog(props: {
  readonly card: Card;
  readonly field: string;
  /** Where reports go; empty = only a text to copy. */
  readonly address: string;
  readonly onClose: () => void;
}): JSX.Element {
  const { card, address, onClose } = props;
  const app = useServices();
  const [field, setField] = useState(props.field);
  const [wrong, setWrong] = useState('');
  const [source, setSource] = useState('');
  const [said, setSaid] = useState('');
  const fieldId = useId();
  const wrongId = useId();
  const textId = useId();
  const report = { field, wrong, source };
  const title = reportTitle(card, report);
  const body = reportBody(card, report);
  const url = reportUrl(address, title, body);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(`${title}\n\n${body}`);
      setSaid('Copied. Send it to whoever runs this site.');
    } catch {
      setSaid('The browser did not allow copying. Select the text above and copy it by hand.');
    }
  };
  const saveText = (): void => {
    app.deps.exporter.save(new Blob([`${title}\n\n${body}\n`], { type: 'text/plain' }), `report-${card.id}.txt`);
    setSaid('Saved. Send the file to whoever runs this site.');
  };
  return (
    <Dialog
      title={`Something wrong or missing: ${card.name}`}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button icon="copy" look={url === undefined ? 'primary' : 'plain'} onPress={() => void copy()}>
            Copy the text
          </Button>
          <Button icon="download" onPress={saveText}>
            Save as a file
          </Button>
          {url === undefined ? null : (
            <a className={css.send} href={url} target="_blank" rel="noreferrer">
              Open the report
            </a>
          )}
        </>
      }
    >
      <div className={css.form}>
        <div className={css.field}>
          <label htmlFor={fieldId}>What is it about?</label>
          <select id={fieldId} value={field} onChange={(event) => setField(event.target.value)}>
            {reportFields(card).map((f) => (
              <option key={f.value} value={f.value}>
                {f.label}
              </option>
            ))}
          </select>
        </div>
        <div className={css.field}>
          <label htmlFor={wrongId}>What is wrong or missing?</label>
          <textarea id={wrongId} rows={3} value={wrong} onChange={(event) => setWrong(event.target.value)} />
        </div>
        <TextField
          label="Where can the right value be read?"
          value={source}
          placeholder="A paper, a repository, an official page"
          onChange={setSource}
        />
        <div className={css.field}>
          <label htmlFor={textId}>The report</label>
          <textarea id={textId} className={css.text} rows={9} readOnly value={`${title}\n\n${body}`} />
        </div>
        <p className={css.hint}>
          {url === undefined
            ? 'This site names no address for reports. Copy or save the text and send it to whoever runs the site or to the project it comes from; who runs it can set an address in config.json. Nothing is sent from here.'
            : 'Opens in a new tab with this text filled in. Nothing is sent before you send it there.'}
        </p>
        <p className={css.hint} role="status">
          {said}
        </p>
      </div>
    </Dialog>
  );
}
