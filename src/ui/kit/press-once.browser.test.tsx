import { type JSX, type ReactNode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { Button } from './Button.tsx';
import { DeleteButton } from './DeleteButton.tsx';
import { IconButton } from './IconButton.tsx';

const mounted: (() => void)[] = [];
afterEach(async () => {
  for (const take of mounted.splice(0)) take();
  // The next test's first press is no second one.
  await new Promise((done) => setTimeout(done, 600));
});

async function mount(content: ReactNode): Promise<HTMLElement> {
  const host = document.createElement('div');
  document.body.append(host);
  const root = createRoot(host);
  root.render(content);
  mounted.push(() => {
    root.unmount();
    host.remove();
  });
  await expect.poll(() => host.querySelector('button')).not.toBeNull();
  return host;
}

const button = (host: HTMLElement): HTMLButtonElement => {
  const found = host.querySelector('button');
  if (!found) throw new Error('no button');
  return found;
};

function List(): JSX.Element {
  const [rows, setRows] = useState(['one', 'two']);
  return (
    <>
      {rows.map((row) => (
        <div key={row} style={{ height: 40 }}>
          <IconButton icon="trash" label={row} onPress={() => setRows((all) => all.filter((r) => r !== row))} />
        </div>
      ))}
    </>
  );
}

describe('a double click', () => {
  it.each([
    [
      'Save',
      (press: () => void) => (
        <Button icon="download" onPress={press}>
          Save
        </Button>
      ),
    ],
    ['Save, as a sign', (press: () => void) => <IconButton icon="save" label="Save" onPress={press} />],
    [
      'Export',
      (press: () => void) => (
        <Button look="primary" icon="download" onPress={press}>
          Export
        </Button>
      ),
    ],
    ['Delete, as a sign', (press: () => void) => <IconButton icon="trash" label="Delete" onPress={press} />],
    [
      'Turn off and delete',
      (press: () => void) => (
        <Button look="danger" onPress={press}>
          Turn off and delete
        </Button>
      ),
    ],
  ])('on %s does it once, and a later click does it again', async (_, face) => {
    const press = vi.fn();
    const host = await mount(face(press));
    await userEvent.dblClick(button(host));
    expect(press).toHaveBeenCalledTimes(1);
    await new Promise((done) => setTimeout(done, 600));
    await userEvent.click(button(host));
    expect(press).toHaveBeenCalledTimes(2);
  });

  it('on a step counts as two', async () => {
    const press = vi.fn();
    const host = await mount(<IconButton icon="undo" label="Undo" onPress={press} />);
    await userEvent.dblClick(button(host));
    expect(press).toHaveBeenCalledTimes(2);
  });

  it('on Delete asks, and deletes nothing; the answer is a press of its own', async () => {
    const gone = vi.fn();
    const host = await mount(<DeleteButton label="Delete" onDelete={gone} />);
    await userEvent.dblClick(button(host));
    expect(gone).not.toHaveBeenCalled();
    const sure = button(host);
    expect(sure.textContent).toBe('Delete for good');
    expect(document.activeElement).toBe(sure);
    await expect.poll(() => sure.getAttribute('aria-disabled')).not.toBe('true');
    await userEvent.click(sure);
    expect(gone).toHaveBeenCalledTimes(1);
  });

  it('is taken back by Escape or by going elsewhere', async () => {
    const gone = vi.fn();
    const host = await mount(<DeleteButton label="Delete" onDelete={gone} />);
    await userEvent.click(button(host));
    expect(button(host).textContent).toBe('Delete for good');
    await expect.poll(() => button(host).getAttribute('aria-disabled')).not.toBe('true');
    await userEvent.keyboard('{Escape}');
    expect(button(host).textContent).toBe('Delete');
    await userEvent.click(button(host));
    button(host).blur();
    await expect.poll(() => button(host).textContent).toBe('Delete');
    expect(gone).not.toHaveBeenCalled();
  });

  // The driver's two clicks may lie further apart than those of a double click where the machine is busy.
  it('on the first row of a list leaves the row that moves below the pointer', { retry: 3 }, async () => {
    const host = await mount(<List />);
    await userEvent.click(button(host));
    await expect.poll(() => host.querySelectorAll('button').length).toBe(1);
    await userEvent.click(button(host));
    expect(button(host).getAttribute('aria-label')).toBe('two');
  });
});
