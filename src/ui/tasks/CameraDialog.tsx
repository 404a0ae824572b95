/** A few seconds from the camera. It is asked for here, on the person's click, and off when this closes. */
import { type JSX, useEffect, useRef, useState } from 'react';
import type { CameraSession } from '../../contract/video.ts';
import type { Film } from '../../state/tasks/film-state.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { videoOf } from './film-service.ts';
import parts from './Parts.module.css';
import css from './Tasks.module.css';
import { useTaskState } from './use-task.ts';

type Seconds = '2' | '4' | '8';

export function CameraDialog({ film, onClose }: { readonly film: Film; readonly onClose: () => void }): JSX.Element {
  const app = useServices();
  const video = useRef<HTMLVideoElement>(null);
  const [session, setSession] = useState<CameraSession | null>(null);
  const [seconds, setSeconds] = useState<Seconds>('2');
  const opening = useTaskState(film, (s) => s.opening);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    let here = true;
    let got: CameraSession | null = null;
    videoOf(app)
      .then((service) => service.camera())
      .then(
        (camera) => {
          got = camera;
          if (here) setSession(camera);
          else camera.stop();
        },
        (thrown: unknown) => {
          app.store.fail('open-film', thrown);
          close.current();
        },
      );
    return () => {
      here = false;
      got?.stop();
    };
  }, [app]);
  useEffect(() => {
    const { current } = video;
    if (current && session?.stream instanceof MediaStream) current.srcObject = session.stream;
  }, [session]);
  const record = async (): Promise<void> => {
    if (!session) return;
    await film.open('the camera', (signal, report) => session.record(Number(seconds), signal, report));
    onClose();
  };
  return (
    <Dialog
      title="Camera"
      isOpen
      onClose={() => {
        film.cancelOpening();
        onClose();
      }}
      footer={
        <Button look="primary" isDisabled={!session || opening !== null} onPress={() => void record()}>
          {opening && opening.total > 0 ? `Frame ${opening.done} of ${opening.total}` : `Take ${seconds} seconds`}
        </Button>
      }
    >
      <video ref={video} className={parts.video} autoPlay muted playsInline aria-label="What the camera sees" />
      <div className={css.group}>
        <Segmented
          label="How long"
          value={seconds}
          options={[
            { value: '2', label: '2 s' },
            { value: '4', label: '4 s' },
            { value: '8', label: '8 s' },
          ]}
          onChange={setSeconds}
        />
        <p className={css.hint}>
          {session ? 'Frames stay in this tab; nothing is recorded to disk.' : 'The browser asks for your leave first.'}
        </p>
      </div>
    </Dialog>
  );
}
