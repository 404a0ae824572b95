/** docs/formats.md, made from the list of formats. */
import { FORMATS } from './list.ts';
import { MASK_RULE } from './mask-picture.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ') || '–';

/** The whole page as Markdown. */
export function formatsPage(): string {
  const rows = FORMATS.map(({ label, id, hint, reader, writer, keeps, loses, limits, tried }) => {
    const reads = reader ? reader.endings.join(' ') : 'no';
    const writes = writer ? (writer.holdsMany ? 'yes, many pictures in one set' : 'yes, one picture a file') : 'no';
    return `| ${[`${label} (\`${id}\`): ${hint}`, reads, writes, keeps, loses, limits, tried].map(cell).join(' | ')} |`;
  });
  return `# Annotation formats

Made from the list in \`src/core/formats/list.ts\`; \`npx vitest run --project node formats-table -u\` writes it anew. A new
format is one file and one line of that list: \`docs/recipes/export-format.patch\` shows it.

| format | reads | writes | keeps | loses | limits | tried with |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

## What a mask picture means

${MASK_RULE}

- Where two readings are possible, the import dialogue shows both and asks.
- A JPEG changes numbers and colours a little: it is read as covered or not, and says so; maps of labels in it are refused.
- 255 is void beside numbers that count in ones (VOC, Cityscapes train ids). In values of equal steps (85, 170, 255) and
  beside one middle grey (a trimap) or 254 it may be an object: that is asked, and so are 255 and 65 535 in 16 bits.
- A wide gradient, and a mask that nowhere reaches half, is asked about before it becomes many objects.
- \`labelmap.txt\` (CVAT, Datumaro) and \`class_dict.csv\` (CamVid) chosen together with a colour mask name its colours.

## What every import keeps

- A mask that came from a file keeps its exact pixels at the picture's full size until it is edited, at any size.
- Ids, crowds, supercategories, attributes and unknown fields of COCO, and attributes of LabelMe, go back into the same
  format as they came.
- Outlines that a tolerance would make vanish or maim (lines, dots, rings) are written exactly.
- Text that is not UTF-8 is read as UTF-16, GB 18030, Shift JIS, Big5, EUC-KR or Windows-1252, and the encoding is told.
`;
}
