/** Reads answers and the state of the model aloud for people who do not see them. */
import { useEffect } from 'react';
import { placeInWords, shareInWords } from '../../core/prompt/describe.ts';
import { isUnsure } from '../../state/doubt.ts';
import { coveredBox, planeShare } from '../../state/object-mask.ts';
import { useApp, useServices } from '../app-context.tsx';
import { announce } from '../kit/announce.ts';
import { DOUBT_WORDS } from './Doubt.tsx';

export function useAnnouncements(): void {
  const app = useServices();
  const encoding = useApp((s) => s.encoding.phase);
  useEffect(
    () =>
      app.onAnswer((object, { candidates, best }) => {
        const { picture } = app.store.state;
        const candidate = candidates[best];
        if (!picture || !candidate) return;
        const box = coveredBox(candidate.logits, object.threshold, picture.size);
        if (!box) {
          announce(`${object.name}: the mask is empty. Try another place.`);
          return;
        }
        const share = planeShare(candidate.logits, object.threshold, picture.size);
        const quality = Number.isFinite(candidate.score) ? `, predicted quality ${candidate.score.toFixed(2)}` : '';
        const more = candidates.length > 1 ? `, ${candidates.length} candidates` : '';
        const place = placeInWords(box, picture.size);
        const now = app.store.state.doc.objects.find((o) => o.id === object.id);
        const { model } = app.store.state;
        const doubt = now && model.phase === 'ready' && isUnsure(now, model.manifest) ? `. ${DOUBT_WORDS}` : '';
        announce(
          `${object.name}: mask covers ${shareInWords(share, 1)} of the picture, ${place}${quality}${more}${doubt}`,
        );
      }),
    [app],
  );
  useEffect(() => {
    if (encoding === 'ready') announce('The picture is ready. Focus it and use the arrow keys and Enter, or click.');
  }, [encoding]);
}
