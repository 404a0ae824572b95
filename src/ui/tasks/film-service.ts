/** The way to films. */
import { SegError } from '../../contract/errors.ts';
import type { VideoService } from '../../contract/video.ts';
import type { App } from '../../state/app.ts';

/** @throws SegError `internal` in a build without films */
export async function videoOf(app: App): Promise<VideoService> {
  const service = await app.deps.video?.();
  if (!service) throw new SegError('internal', 'films are not part of this build');
  return service;
}
