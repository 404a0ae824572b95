/** What leaves the comparison: a link, one picture, the figures. */

import type { App } from '../../state/app.ts';
import type { Comparison } from '../../state/compare/compare-store.ts';
import { formatLink } from '../../state/compare/permalink.ts';
import { isSample } from '../../state/sample-of.ts';
import type { AgreementNow } from './agreement-now.ts';
import { comparisonReport } from './export-json.ts';
import { comparisonSheet } from './export-sheet.ts';

async function addressOf(app: App, comparison: Comparison): Promise<string> {
  const { lanes, view, inside, prompts, picture } = comparison.api.getState();
  const samples = await app.deps.pictures.samples().catch(() => []);
  const sample = picture ? samples.find((s) => isSample(s, picture)) : undefined;
  const link = {
    lanes: lanes.map((l) => l.spec),
    view,
    inside,
    prompts,
    ...(picture ? { size: picture.size } : {}),
    ...(sample ? { sample: sample.id } : {}),
  };
  return `${location.href.split('#')[0]}#/compare/${formatLink(link)}`;
}

/** Puts the address with models, prompts, view and a bundled sample's name into the bar and onto the clipboard; it never holds the picture. */
export async function copyLink(app: App, comparison: Comparison): Promise<void> {
  const link = addressOf(app, comparison).then((address) => {
    history.replaceState(null, '', address);
    return address;
  });
  try {
    await app.deps.exporter.copyText(link);
    app.store.notify({
      tone: 'good',
      title: 'Link copied',
      text: 'It carries models, clicks and view, never the picture.',
      lasts: 6000,
    });
  } catch {
    app.store.notify({
      tone: 'info',
      title: 'The link is in the address bar',
      text: 'The browser did not allow copying.',
      lasts: 8000,
    });
  }
}

async function save(app: App, make: () => Promise<Blob>, name: string): Promise<void> {
  try {
    app.deps.exporter.save(await make(), name);
  } catch (thrown) {
    app.store.fail('export', thrown);
  }
}

function stemOf(comparison: Comparison): string {
  return (comparison.api.getState().picture?.name ?? 'comparison').replace(/\.[^.]*$/, '');
}

export function saveSheet(app: App, comparison: Comparison, agreement: AgreementNow | null): Promise<void> {
  const state = comparison.api.getState();
  return save(app, () => comparisonSheet(state, agreement), `${stemOf(comparison)}-comparison.png`);
}

export function saveFigures(app: App, comparison: Comparison): Promise<void> {
  const report = JSON.stringify(comparisonReport(comparison.api.getState()), null, 2);
  const make = async (): Promise<Blob> => new Blob([report], { type: 'application/json' });
  return save(app, make, `${stemOf(comparison)}-comparison.json`);
}
