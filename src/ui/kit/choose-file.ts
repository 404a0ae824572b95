/** The browser's file dialogue as a promise. */

/** Where the dialogue's end is not told, it is taken to be closed this long after the page has the focus again, milliseconds. */
const AFTER_FOCUS = 1500;

function chosen(input: HTMLInputElement): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const settle = (): void => {
      window.removeEventListener('focus', back);
      resolve([...(input.files ?? [])]);
    };
    // Browsers before Chrome 113 and Safari 16.4 send no `cancel`: the page has the focus again, and nothing was chosen.
    const back = (): void => void setTimeout(settle, AFTER_FOCUS);
    input.addEventListener('change', settle, { once: true });
    if ('oncancel' in input) input.addEventListener('cancel', settle, { once: true });
    else window.addEventListener('focus', back, { once: true });
    input.click();
  });
}

/** Opens the file dialogue. @returns the files chosen; none when the person closes it */
export function chooseFiles(accept: string, multiple = false): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.multiple = multiple;
  return chosen(input);
}

/** Opens the folder dialogue. @returns every file inside, subfolders included; none when the person closes it */
export function chooseFolder(): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = true;
  return chosen(input);
}
