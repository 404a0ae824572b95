/** Files that name the colours of a mask picture: labelmap.txt (CVAT, Datumaro) and class_dict.csv (CamVid). */

/** Label by colour, 0xrrggbb. */
export type ColourNames = ReadonlyMap<number, string>;

/** `name:r,g,b:parts:actions` or `name,r,g,b`. */
const LINE = /^\s*([^:,#][^:,]*?)\s*[:,]\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?::|,|$)/;

/** The named colours of a text; null when hardly a line names one. */
export function readColourNames(text: string): ColourNames | null {
  const names = new Map<number, string>();
  let lines = 0;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue;
    lines++;
    const [, name, ...rgb] = LINE.exec(line) ?? [];
    const [r = 256, g = 256, b = 256] = rgb.slice(0, 3).map(Number);
    if (name !== undefined && r < 256 && g < 256 && b < 256) names.set((r << 16) | (g << 8) | b, name);
  }
  return names.size > 0 && names.size >= lines - 1 ? names : null;
}

/** Names that data sets give to what is no object. */
export function isBackgroundName(name: string): boolean {
  return /^(background|_background_|bg|unlabell?ed|void|ignore)$/i.test(name.trim());
}
