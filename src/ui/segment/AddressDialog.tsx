/** Asks for the address of a picture. */
import { type JSX, useState } from 'react';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/TextField.tsx';

export function AddressDialog(): JSX.Element {
  const app = useServices();
  const [url, setUrl] = useState('');
  const close = (): void => app.store.set({ overlay: 'none' });
  const open = (): void => {
    close();
    void app.pictures.open({ kind: 'url', url: url.trim() });
  };
  return (
    <Dialog
      title="Open a picture from an address"
      size="s"
      isOpen
      onClose={close}
      footer={
        <>
          <Button look="quiet" onPress={close}>
            Cancel
          </Button>
          <Button look="primary" isDisabled={!/^https?:\/\/\S+$/.test(url.trim())} onPress={open}>
            Open
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          open();
        }}
      >
        <TextField
          label="Address of the picture"
          type="url"
          placeholder="https://…"
          value={url}
          onChange={setUrl}
          autoFocus
          hint="The other site sees that somebody asked for this picture, and must allow other pages to read it."
        />
      </form>
    </Dialog>
  );
}
