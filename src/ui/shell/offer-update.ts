/** A new version of the app waits: it is taken now if the person says so, and never at the cost of their work. */
import type { App } from '../../state/app.ts';

/** @param apply reloads the page into the new version */
export function offerUpdate(app: App, apply: () => void): void {
  app.store.notify({
    tone: 'info',
    title: 'A new version is ready',
    text: 'It is used the next time the app is opened; nothing you are doing is touched.',
    lasts: 30_000,
    action: { label: 'Use it now', run: () => void takeNow(app, apply) },
  });
}

async function takeNow(app: App, apply: () => void): Promise<void> {
  if (app.leaving.hasUnsavedWork()) {
    app.store.notify({
      tone: 'warning',
      title: 'The new version would take your objects away',
      text: 'Save them or the project first, or keep them on this device. The new version waits.',
      action: { label: 'Use it now', run: () => void takeNow(app, apply) },
    });
    return;
  }
  await app.sessions.flush();
  apply();
}
