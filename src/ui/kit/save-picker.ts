/** The browser's own pickers for where a file goes (File System Access API); absent in Firefox and Safari. */

interface PickerWindow {
  readonly showSaveFilePicker?: (options: {
    readonly suggestedName: string;
    readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
  }) => Promise<FileSystemFileHandle>;
  readonly showDirectoryPicker?: (options: {
    readonly id: string;
    readonly mode: 'readwrite';
  }) => Promise<FileSystemDirectoryHandle>;
}

// The API is not in the standard library of types, since not every browser has it.
const pickers = (): PickerWindow => window as unknown as PickerWindow;

export const canPickFile = (): boolean => pickers().showSaveFilePicker !== undefined;
export const canPickFolder = (): boolean => pickers().showDirectoryPicker !== undefined;

/** Null instead of the error that says that the person closed the picker. */
async function unlessClosed<T>(picked: Promise<T> | undefined): Promise<T | null> {
  try {
    return (await picked) ?? null;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return null;
    throw thrown;
  }
}

/** Asks for a file to write to. To be called at once in a click: browsers refuse later. @returns null when the person closed the picker */
export function pickFile(name: string, type: string): Promise<FileSystemFileHandle | null> {
  const ending = name.slice(name.lastIndexOf('.'));
  const types = [{ accept: { [type]: [ending] } }];
  return unlessClosed(pickers().showSaveFilePicker?.({ suggestedName: name, types }));
}

/** Asks for a folder that may be written to. @returns null when the person closed the picker */
export function pickFolder(): Promise<FileSystemDirectoryHandle | null> {
  return unlessClosed(pickers().showDirectoryPicker?.({ id: 'cut-outs', mode: 'readwrite' }));
}

/** Whether a folder chosen earlier may still be written to; asks where the browser wants to. */
export async function mayWrite(folder: FileSystemDirectoryHandle): Promise<boolean> {
  const asking = folder as FileSystemDirectoryHandle & {
    readonly requestPermission?: (options: { readonly mode: 'readwrite' }) => Promise<PermissionState>;
  };
  return (await asking.requestPermission?.({ mode: 'readwrite' })) !== 'denied';
}

/** Writes a file whole, or leaves it as it was. @throws what the file system throws */
export async function writeFile(handle: FileSystemFileHandle, blob: Blob): Promise<void> {
  const stream = await handle.createWritable();
  try {
    await stream.write(blob);
  } catch (thrown) {
    await stream.abort();
    throw thrown;
  }
  await stream.close();
}

/**
 * Writes a new file into a folder, or leaves none; where the name is taken it gets a number.
 * @returns the name that it has
 * @throws what the file system throws
 */
export async function writeInto(folder: FileSystemDirectoryHandle, blob: Blob, name: string): Promise<string> {
  const taken = new Set<string>();
  for await (const key of folder.keys()) taken.add(key.toLowerCase());
  const dot = name.lastIndexOf('.');
  let free = name;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name.slice(0, dot)}-${n}${name.slice(dot)}`;
  const handle = await folder.getFileHandle(free, { create: true });
  try {
    await writeFile(handle, blob);
  } catch (thrown) {
    await folder.removeEntry(free);
    throw thrown;
  }
  return free;
}
