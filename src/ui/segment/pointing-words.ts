/** Words for pointing that fit the device. */

/** The same words for a finger: tap for click, hold for right-click. */
export function inWords(words: string, touch: boolean): string {
  if (!touch) return words;
  return words
    .replace(/\bRight-click\b/g, 'Hold')
    .replace(/\bright-click\b/g, 'hold')
    .replace(/\bClick(s|ed)?\b/g, (_, end: string | undefined) => (end === 'ed' ? 'Tapped' : `Tap${end ?? ''}`))
    .replace(/\bclick(s|ed)?\b/g, (_, end: string | undefined) => (end === 'ed' ? 'tapped' : `tap${end ?? ''}`));
}
