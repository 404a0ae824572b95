/** The choices of the export dialogue: form, format and what belongs to each. */
import { type JSX, useEffect, useState } from 'react';
import type { WrittenFormat } from '../../core/formats/list.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { Segmented } from '../kit/Segmented.tsx';
import { Slider } from '../kit/Slider.tsx';
import { ComposeOptions } from './ComposeOptions.tsx';
import { EdgeChoice } from './EdgeChoice.tsx';
import { EdgePanel } from './EdgePanel.tsx';
import css from './ExportDialog.module.css';
import { DATA_FORMATS, type ExportChoices, MASK_FORMATS, usesOption } from './export-choices.ts';

interface OptionsProps {
  readonly choices: ExportChoices;
  readonly onChange: (part: Partial<ExportChoices>) => void;
}

function Check({
  label,
  checked,
  onChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}): JSX.Element {
  return (
    <label className={css.check}>
      <input type="checkbox" checked={checked} onChange={(e) => onChange(e.target.checked)} />
      {label}
    </label>
  );
}

/** The picture that the objects are put on. */
function BackdropChoice({
  backdrop,
  onChange,
}: Pick<ExportChoices, 'backdrop'> & Pick<OptionsProps, 'onChange'>): JSX.Element {
  const choose = async (): Promise<void> => {
    const [file] = await chooseFiles('image/*,.heic,.heif,.tif,.tiff,.avif');
    if (file) onChange({ backdrop: file });
  };
  return (
    <div className={css.check}>
      <Button size="s" icon="open" onPress={() => void choose()}>
        {backdrop ? 'Choose another' : 'Choose the picture'}
      </Button>
      <span className={css.backdrop}>{backdrop ? backdrop.name : 'It fills the frame, centred.'}</span>
    </div>
  );
}

function CutoutOptions({ choices, onChange }: OptionsProps): JSX.Element {
  const { image, each, trim, compose, edge, tune, background, color, backdrop, blur } = choices;
  const app = useServices();
  const { exporter } = app.deps;
  const [webp, setWebp] = useState(image === 'webp');
  useEffect(() => {
    void exporter.writesWebp().then(setWebp, () => setWebp(false));
  }, [exporter]);
  return (
    <>
      <Segmented
        label="Picture format"
        value={image}
        options={[
          { value: 'png', label: 'PNG' },
          ...(webp ? [{ value: 'webp', label: 'WebP' } as const] : []),
          { value: 'jpeg', label: 'JPEG' },
        ]}
        onChange={(next) => onChange({ image: next })}
      />
      <div className={css.edge}>
        <EdgeChoice value={edge} onChange={(next) => onChange({ edge: next })} />
        <EdgePanel
          edge={edge}
          value={tune}
          onChange={(next) => onChange({ tune: next })}
          onSettle={() => app.store.seal()}
        />
      </div>
      <Segmented
        named
        label="Background"
        value={background}
        options={[
          { value: 'transparent', label: image === 'jpeg' ? 'White' : 'None' },
          { value: 'color', label: 'Colour' },
          { value: 'picture', label: 'Picture' },
          { value: 'blur', label: 'Blurred' },
        ]}
        onChange={(next) => onChange({ background: next })}
      />
      {background === 'color' ? (
        <label className={css.check}>
          <input type="color" value={color} onChange={(e) => onChange({ color: e.target.value })} />
          Background colour
        </label>
      ) : null}
      {background === 'picture' ? <BackdropChoice backdrop={backdrop} onChange={onChange} /> : null}
      {background === 'blur' ? (
        <Slider
          label="Blur"
          value={blur}
          min={2}
          max={50}
          step={1}
          format={(v) => `${(v / 10).toFixed(1)} %`}
          onChange={(next) => onChange({ blur: next })}
        />
      ) : null}
      <ComposeOptions value={compose} onChange={(next) => onChange({ compose: next })} />
      {compose.frame === 'none' ? (
        <Check label="Trim to the object" checked={trim} onChange={(on) => onChange({ trim: on })} />
      ) : null}
      <Check label="One file for each object" checked={each} onChange={(on) => onChange({ each: on })} />
    </>
  );
}

function FormatList({
  label,
  entries,
  value,
  onChange,
}: {
  readonly label: string;
  readonly entries: readonly WrittenFormat[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}): JSX.Element {
  return (
    <fieldset className={css.formats}>
      <legend className="visually-hidden">{label}</legend>
      {entries.map((entry) => (
        <label key={entry.id}>
          <input type="radio" name={label} checked={value === entry.id} onChange={() => onChange(entry.id)} />
          <span>
            {entry.label} <small>{entry.hint}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function BundleOptions({ choices, onChange }: OptionsProps): JSX.Element {
  const { bundle } = choices;
  const entries = [{ id: 'cutout', label: 'Cut-outs' }, ...MASK_FORMATS, ...DATA_FORMATS];
  return (
    <fieldset className={css.formats}>
      <legend className="visually-hidden">What goes into the ZIP</legend>
      {entries.map(({ id, label }) => (
        <Check
          key={id}
          label={label}
          checked={bundle.includes(id)}
          onChange={() =>
            onChange({
              bundle: entries.map((e) => e.id).filter((e) => (e === id ? !bundle.includes(e) : bundle.includes(e))),
            })
          }
        />
      ))}
    </fieldset>
  );
}

export function ExportOptions({
  choices,
  vertices,
  onChange,
}: OptionsProps & { readonly vertices: number | null }): JSX.Element {
  const { form } = choices;
  return (
    <>
      <Segmented
        label="What to export"
        value={form}
        options={[
          { value: 'cutout', label: 'Cut-out' },
          { value: 'mask', label: 'Mask' },
          { value: 'shapes', label: 'Data' },
          { value: 'all', label: 'ZIP' },
        ]}
        onChange={(next) => onChange({ form: next })}
      />
      {form === 'cutout' ? <CutoutOptions choices={choices} onChange={onChange} /> : null}
      {form === 'mask' ? (
        <FormatList
          label="Kind of mask"
          entries={MASK_FORMATS}
          value={choices.mask}
          onChange={(id) => onChange({ mask: id })}
        />
      ) : null}
      {form === 'shapes' ? (
        <FormatList
          label="File format"
          entries={DATA_FORMATS}
          value={choices.shape}
          onChange={(id) => onChange({ shape: id })}
        />
      ) : null}
      {form === 'all' ? <BundleOptions choices={choices} onChange={onChange} /> : null}
      {usesOption(choices, 'overlap') ? (
        <Segmented
          named
          label="Where objects overlap"
          value={choices.overlap}
          options={[
            { value: 'top-wins', label: 'Top one wins' },
            { value: 'free', label: 'Keep both' },
          ]}
          onChange={(next) => onChange({ overlap: next })}
        />
      ) : null}
      {usesOption(choices, 'detail') ? (
        <div>
          <Slider
            label="Outline tolerance"
            value={choices.detail}
            min={0}
            max={10}
            step={0.25}
            format={(v) => (v === 0 ? 'every pixel' : `${v} px`)}
            onChange={(next) => onChange({ detail: next })}
          />
          {vertices === null ? null : (
            <p className={css.vertices} data-testid="vertex-count">
              {vertices.toLocaleString('en')} corners in all
            </p>
          )}
        </div>
      ) : null}
    </>
  );
}
