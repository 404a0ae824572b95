/** What this device offers, and how fast the loaded model is on it. */
import type { JSX } from 'react';
import type { DeviceFacts } from '../../contract/device.ts';
import type { Library } from '../../state/models/library.ts';
import { formatBytes } from '../format.ts';
import { MeasurePanel } from './MeasurePanel.tsx';
import css from './Models.module.css';

interface DevicePanelProps {
  readonly device: DeviceFacts;
  readonly library: Library;
}

export function DevicePanel({ device, library }: DevicePanelProps): JSX.Element {
  const { gpu } = device;
  const facts: readonly (readonly [string, string])[] = [
    [
      'Graphics',
      typeof gpu === 'string'
        ? gpu
        : [gpu.vendor, gpu.architecture, gpu.description].filter(Boolean).join(' · ') || 'unnamed adapter',
    ],
    ...(typeof gpu === 'string'
      ? []
      : ([
          ['Kind', gpu.software ? 'software: correct but slow' : 'hardware'],
          ['16-bit numbers', gpu.features.includes('shader-f16') ? 'yes' : 'no'],
          ['Largest buffer binding', formatBytes(gpu.limits.maxStorageBufferBindingSize ?? 0)],
          ['Buffers per stage', String(gpu.limits.maxStorageBuffersPerShaderStage ?? '?')],
        ] as const)),
    ['Drawing (WebGL2)', device.webgl],
    ['Processor', `${device.cores} cores, ${device.threads} ${device.threads === 1 ? 'thread' : 'threads'} for models`],
    ['Isolated page', device.isolated ? 'yes: threads allowed' : 'no: one thread only'],
    ['Vector instructions', device.wasmSimd ? 'yes' : 'no'],
    ['Suspending WASM (JSPI)', device.jspi ? 'yes' : 'no'],
    ['Memory', device.memoryGiB ? `${device.memoryGiB} GiB or more` : 'not told'],
  ];
  return (
    <section className={css.panel} aria-labelledby="device-title">
      <h2 id="device-title">Your device</h2>
      <dl className={css.list}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {typeof gpu === 'string' ? null : (
        <details className={css.more}>
          <summary>All features ({gpu.features.length})</summary>
          <p>{gpu.features.join(', ')}</p>
        </details>
      )}
      <MeasurePanel hasGpu={typeof gpu !== 'string'} library={library} />
    </section>
  );
}
