/** Saving and sharing: file and link, the switch that says what is kept on this device and where, and everything that is kept. */
import { type JSX, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { SessionSummary } from '../../../contract/project.ts';
import { useApp, useServices } from '../../app-context.tsx';
import { formatBytes } from '../../format.ts';
import { Button } from '../../kit/Button.tsx';
import { DeleteButton } from '../../kit/DeleteButton.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Icon } from '../../kit/icons.tsx';
import { useObjectUrl } from '../../kit/use-object-url.ts';
import { runCommand, useCommandContext } from '../../use-commands.ts';
import { KEEP_COMMANDS } from '../strip/strip-commands.ts';
import css from './Sessions.module.css';
import { whatIsInIt, whenSaved } from './session-words.ts';

function Row({ session, here }: { readonly session: SessionSummary; readonly here: boolean }): JSX.Element {
  const app = useServices();
  const url = useObjectUrl(session.thumbnail);
  const close = (): void => app.store.set({ overlay: 'none' });
  return (
    <li className={css.row}>
      <span className={css.thumb}>{url ? <img src={url} alt="" /> : <Icon name="image" size={22} />}</span>
      <div className={css.what}>
        <strong>{session.name}</strong>
        <p>
          {whatIsInIt(session)}, {formatBytes(session.bytes)}, {whenSaved(session.saved)}
          {session.busy && !here ? ', open in another tab' : ''}
        </p>
      </div>
      {here ? (
        <span className={css.here}>Open now</span>
      ) : (
        <>
          <Button
            size="s"
            onPress={() => {
              close();
              void app.sessions.resume(session.id);
            }}
          >
            {session.busy ? 'Open a copy' : 'Open'}
          </Button>
          <DeleteButton
            size="s"
            iconOnly
            label={`Delete ${session.name}, ${whenSaved(session.saved)}`}
            isDisabled={session.busy}
            onDelete={() => void app.sessions.remove(session.id)}
          />
        </>
      )}
    </li>
  );
}

/** The same commands as in the menu, for screens without room for it. */
function Actions(): JSX.Element {
  const context = useCommandContext();
  const state = useApp((s) => s);
  return (
    <div className={css.choice}>
      {KEEP_COMMANDS.filter((c) => c.id !== 'session.open').map((command) => (
        <Button
          key={command.id}
          size="s"
          icon={command.id === 'project.save' ? 'save' : command.id === 'project.open' ? 'open' : 'link'}
          isDisabled={!command.enabled(state)}
          onPress={() => {
            context.app.store.set({ overlay: 'none' });
            runCommand(command, context);
          }}
        >
          {command.label}
        </Button>
      ))}
    </div>
  );
}

/** Turning it off deletes: asked once more when there is something to lose. */
function Switch(): JSX.Element {
  const app = useServices();
  const { phase, list } = useStore(app.sessions.api);
  const [sure, setSure] = useState(false);
  const off = (): void => {
    setSure(false);
    void app.sessions.turnOff();
  };
  return (
    <>
      <label className={css.switch}>
        <input
          type="checkbox"
          aria-labelledby="keep-title"
          aria-describedby="keep-words"
          checked={phase !== 'off'}
          onChange={(e) => {
            // Not disabled while it starts: that would take the focus out of the dialogue.
            if (phase === 'starting') return;
            if (e.target.checked) void app.sessions.turnOn();
            else if (list.length > 0) setSure(true);
            else off();
          }}
        />
        <span>
          <strong id="keep-title">Keep my work on this device</strong>
          <span id="keep-words" className={css.fine}>
            Saves your pictures, objects, clicks and undo steps within a second of each change, and whether you like it
            light or dark, in this browser’s own storage on this device. Nothing is sent anywhere. Other people who use
            this browser profile can open it.
          </span>
        </span>
      </label>
      {sure ? (
        <div className={css.sure} role="alert">
          <p>
            This deletes {list.length === 1 ? 'the session' : `all ${list.length} sessions`} kept here. What is on the
            table stays until the tab is closed.
          </p>
          <div className={css.choice}>
            <Button size="s" look="danger" onPress={off}>
              Turn off and delete
            </Button>
            <Button size="s" look="quiet" onPress={() => setSure(false)}>
              Keep it on
            </Button>
          </div>
        </div>
      ) : null}
    </>
  );
}

export function SessionsDialog(): JSX.Element {
  const app = useServices();
  const { phase, list, currentId, save } = useStore(app.sessions.api);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a save changes sizes and times
  useEffect(() => {
    void app.sessions.refresh();
  }, [app, save]);
  const promise = async (): Promise<void> => {
    const agreed = await app.sessions.persist();
    app.store.notify({
      tone: agreed ? 'good' : 'info',
      title: agreed ? 'The browser will keep your work' : 'The browser did not promise to keep it',
      text: agreed
        ? 'It goes only when you delete it.'
        : 'It may clear it when space runs out. Save the project as a file to be sure.',
      lasts: 8000,
    });
  };
  const others = list.filter((s) => s.id !== currentId && !s.busy).length;
  return (
    <Dialog
      title="Save and share"
      isOpen
      onClose={() => app.store.set({ overlay: 'none' })}
      footer={
        phase === 'on' ? (
          <>
            <Button look="quiet" icon="lock" onPress={() => void promise()}>
              Keep for good
            </Button>
            <DeleteButton
              label="Delete all others"
              sure={`Delete ${others} for good`}
              isDisabled={others === 0}
              onDelete={() => void app.sessions.removeAll()}
            />
          </>
        ) : null
      }
    >
      <div className={css.body}>
        <Actions />
        <Switch />
        {phase === 'on' ? (
          list.length === 0 ? (
            <p className={css.fine}>Nothing is kept yet. Open a picture: it is saved by itself.</p>
          ) : (
            <ul className={css.list}>
              {list.map((session) => (
                <Row key={session.id} session={session} here={session.id === currentId} />
              ))}
            </ul>
          )
        ) : (
          <p className={css.fine}>
            As long as this is off, everything is gone when the tab closes. A saved file keeps your work without it.
          </p>
        )}
      </div>
    </Dialog>
  );
}
