/** What a view can ask: the picture on the stage, encoded by the model in use. */
import type { Encoded } from '../../../state/flows/encode.ts';
import { useApp, useServices } from '../../app-context.tsx';

/** Null while no picture is open or the model has not looked at it yet. */
export function useEncoded(): Encoded | null {
  const app = useServices();
  const picture = useApp((s) => s.picture);
  const encoding = useApp((s) => s.encoding);
  const encoded = app.encoded();
  return picture && encoding.phase === 'ready' && encoded?.picture === picture ? encoded : null;
}
