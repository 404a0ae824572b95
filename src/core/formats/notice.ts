/** What can be wrong with a file that is read or a document that is written. */
import type { AnnotationDocument } from './document.ts';

/** `other-picture`: the file belongs to another picture. `not-this-format`: it is not what its reader expects. The rest name a field. */
export type FormatFault =
  | 'not-json'
  | 'not-this-format'
  | 'other-picture'
  | 'bad-value'
  | 'bad-rle'
  | 'bad-polygon'
  | 'self-crossing'
  | 'outside-picture'
  | 'unsupported'
  | 'no-objects'
  | 'empty-object'
  | 'box-only'
  | 'encoding'
  | 'lossy'
  | 'too-many';

/** Something about one field that was worked around; `message` is a sentence for the person. */
export interface FormatNotice {
  readonly fault: FormatFault;
  /** Field as in `annotations[3].segmentation`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** A file or document that cannot be used at all. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly fault: FormatFault;
  readonly path: string;

  constructor(fault: FormatFault, path: string, message: string) {
    super(message);
    this.fault = fault;
    this.path = path;
  }
}

/** What a person should hear before a document is exported; empty when all is well. */
export function checkDocument(document: AnnotationDocument): readonly FormatNotice[] {
  if (document.objects.length === 0) {
    return [
      { fault: 'no-objects', path: 'objects', message: 'There is no object yet: keep at least one, then export.' },
    ];
  }
  return document.objects.flatMap((object, i) =>
    object.mask.box.x1 > object.mask.box.x0
      ? []
      : [
          {
            fault: 'empty-object' as const,
            path: `objects[${i}].mask`,
            message: `“${object.name}” covers no pixel; formats made of outlines leave it out.`,
          },
        ],
  );
}
