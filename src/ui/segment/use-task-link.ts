/**
 * What a link to the Segment place asks for beside a picture: `#/segment?task=count` opens the controls for counting,
 * `?task=everything` those for finding everything, `?task=edges` the lines that the model sees, `?task=cutout` the cut-out;
 * `?stage=empty` puts away a bundled picture on which nothing was done.
 */
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { isSample } from '../../state/sample-of.ts';
import { useServices } from '../app-context.tsx';
import { openView } from '../learn/open-view.ts';

export function useTaskLink(): void {
  const app = useServices();
  const [params] = useSearchParams();
  // With the hash router the question mark may stand before or inside the hash.
  const inHash = new URLSearchParams(location.hash.split('?')[1] ?? '');
  const task = params.get('task') ?? inHash.get('task');
  const stage = params.get('stage') ?? inHash.get('stage');
  useEffect(() => {
    if (task === 'count') app.store.set({ finder: 'similar' });
    else if (task === 'everything') app.store.set({ finder: 'everything' });
    else if (task === 'edges') openView('edges');
    else if (task === 'cutout') app.updateSettings({ view: 'cutout' });
  }, [app, task]);
  useEffect(() => {
    const { picture, doc } = app.store.state;
    if (stage !== 'empty' || !picture) return;
    const keep = (): void => {
      app.store.notify({
        tone: 'info',
        title: 'Your picture stays open',
        text: 'Drop the picture you want to try onto the page: it opens beside this one.',
        lasts: 8000,
      });
    };
    if (doc.objects.length > 0) {
      keep();
      return;
    }
    app.deps.pictures.samples().then(
      (samples) => {
        const now = app.store.state;
        const isUntouched = now.picture === picture && now.doc.objects.length === 0;
        if (isUntouched && samples.some((sample) => isSample(sample, picture))) app.pictures.close();
        else keep();
      },
      () => keep(),
    );
  }, [app, stage]);
}
