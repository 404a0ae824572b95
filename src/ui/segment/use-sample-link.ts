/** `#/segment?sample=coffee` opens that sample; cards and lessons link to it. */
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { useServices } from '../app-context.tsx';

export function useSampleLink(): void {
  const app = useServices();
  const [params] = useSearchParams();
  // With the hash router the question mark may stand before or inside the hash.
  const wanted = params.get('sample') ?? new URLSearchParams(location.hash.split('?')[1] ?? '').get('sample');
  useEffect(() => {
    if (!wanted) return;
    app.deps.pictures.samples().then(
      (samples) => {
        const sample = samples.find((s) => s.id === wanted);
        if (sample) void app.pictures.open({ kind: 'sample', url: sample.url, name: sample.name });
      },
      (thrown: unknown) => app.store.fail('open-picture', thrown),
    );
  }, [app, wanted]);
}
