/** Words for every failure: what happened and what to do. */
import type { SegErrorCode } from '../contract/errors.ts';
import type { Failure } from '../state/state.ts';

export interface Message {
  readonly title: string;
  readonly text: string;
}

const DOING: Record<Failure['doing'], string> = {
  'open-picture': 'This picture was not opened',
  'open-film': 'This film was not opened',
  'load-model': 'The model could not be started',
  encode: 'The picture could not be read by the model',
  segment: 'No mask for this click',
  export: 'The export did not work',
  copy: 'Nothing was copied',
  edit: 'The edit did not work',
  import: 'These annotations were not opened',
  save: 'Your work was not saved',
  delete: 'Something that is kept on this device was not deleted',
  'open-project': 'This project was not opened',
  everything: 'Finding everything did not work',
  similar: 'Finding more like this did not work',
};

/** What to do, for every code of the closed union. */
function advice(code: SegErrorCode, detail: string): string {
  switch (code) {
    case 'no-webgpu':
      return 'This browser offers no usable WebGPU. The app goes on with WebAssembly on the processor.';
    case 'device-lost':
      return 'The graphics device went away, as it does after sleep or a driver update. The model starts again by itself.';
    case 'out-of-memory':
      return 'There was not enough memory. Close other tabs, or choose a smaller model or input size.';
    case 'download':
      return 'A file could not be downloaded. Check the address and your connection, then try again.';
    case 'offline':
      return 'You are offline and the file is not stored here yet. Try again with a connection.';
    case 'stalled':
      return 'The download stopped moving. Try again: it goes on where it stopped.';
    case 'not-a-model':
      return 'The server answered with something that is no model, perhaps an error page. Check the address.';
    case 'integrity':
      return 'The file is not the one that was published: its checksum differs. It was thrown away; try again.';
    case 'bad-model':
      return 'The model file cannot be run here. It may be damaged or use operations that this runtime lacks.';
    case 'wrong-output':
      return 'The model gave wrong numbers in its self-test on this device, so it is not used. Try the other backend.';
    case 'bad-image':
      return 'The file is damaged or not the kind of picture its name says. Open it in an image editor and save it again as PNG or JPEG.';
    case 'image-too-large':
      return 'The picture has more pixels than a browser can hold. Scale it down and open it again.';
    case 'unsupported-image':
      return 'This browser cannot read that format. Save it as PNG, JPEG or WebP and open it again.';
    case 'bad-file':
      return 'The file could not be read. Is it still there, and is it a file rather than a folder?';
    case 'quota':
      return 'The browser has no room left for this site. Free some space; what you are doing is not lost.';
    case 'storage-blocked':
      return 'The browser does not let this site store anything, as in a private window. Everything else works.';
    case 'part-missing':
      return 'A part of the app could not be loaded: there is no connection, or a newer version is on the server. Try again; if it stays so, save the project and reload the page.';
    case 'worker-lost':
      return 'The background program stopped. It is started again; your objects and clicks are kept.';
    case 'webgl-lost':
      return 'The graphics context was lost. Reload the page if the picture does not come back by itself.';
    case 'aborted':
      return 'It was given up.';
    case 'internal':
      return `Something unexpected happened${detail ? `: ${detail}` : ''}. Your objects are kept; try again.`;
    default:
      return unreachable(code);
  }
}

function unreachable(code: never): never {
  throw new Error(`no words for ${String(code)}`);
}

/** Codes whose detail is a full sentence for the person, better than the general advice. */
const DETAILED: ReadonlySet<SegErrorCode> = new Set([
  'bad-image',
  'image-too-large',
  'unsupported-image',
  'bad-file',
  'not-a-model',
  'download',
]);

const OWN_WORDS: ReadonlySet<Failure['doing']> = new Set([
  'open-picture',
  'open-film',
  'export',
  'copy',
  'import',
  'save',
  'open-project',
]);

/** What a refused save means: the one before it is still there. */
const NOT_SAVED: Partial<Record<SegErrorCode, string>> = {
  quota:
    'The browser has no room left. The save before stays as it was and your work goes on in this tab; the next change is tried again. Delete old sessions, or save the project as a file.',
  'storage-blocked':
    'The browser does not let this site store anything, as in a private window. Everything else works; save the project as a file instead.',
};

/** The words for a failure. */
export function messageOf(failure: Pick<Failure, 'doing' | 'code' | 'detail'>): Message {
  const notSaved = failure.doing === 'save' ? NOT_SAVED[failure.code] : undefined;
  if (notSaved) return { title: DOING.save, text: notSaved };
  const sentence = DETAILED.has(failure.code) && OWN_WORDS.has(failure.doing) && failure.detail.includes(' ');
  const own =
    sentence ||
    (failure.doing === 'load-model' && failure.code === 'not-a-model' && failure.detail.startsWith('The model'));
  if (failure.doing === 'load-model' && failure.code === 'bad-model' && /[.]$/.test(failure.detail)) {
    return { title: DOING[failure.doing], text: `The model file cannot be run. ${failure.detail}` };
  }
  return { title: DOING[failure.doing], text: own ? failure.detail : advice(failure.code, failure.detail) };
}
