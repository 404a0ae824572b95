/** Tells by the first bytes and the headers when something other than weights came. */
import { SegError } from '../../contract/errors.ts';

const PAGE = /^\s*<(?:!doctype|html|head|body|\?xml|!--)/i;
const POINTER = /^version https:\/\/git-lfs/;
const ERROR_TEXT = /^\s*\{\s*"(?:error|message)"/i;

/**
 * @param head the first bytes of the body (512 are enough)
 * @throws SegError `not-a-model` for a web page, a Git LFS pointer, or an error text in JSON
 */
export function refuseForeign(head: Uint8Array, contentType: string | null, url: string): void {
  const text = new TextDecoder('utf-8').decode(head.subarray(0, 512)).replace(/^\uFEFF/, '');
  if (contentType?.includes('text/html') || PAGE.test(text)) {
    throw new SegError('not-a-model', `${url}: a web page came instead of the file`);
  }
  if (POINTER.test(text)) throw new SegError('not-a-model', `${url}: a Git LFS pointer came instead of the file`);
  if (ERROR_TEXT.test(text)) throw new SegError('not-a-model', `${url}: an error text came: ${text.slice(0, 200)}`);
}
