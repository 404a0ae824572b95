/** A small reader of XML: elements, attributes, text, CDATA and character references; no entities of a DTD, none are expanded. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, trimmed. */
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\])?[^>]*>|<(\/?)([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g;

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The root element, or a sentence with the place at which the text stops being XML. */
export function parseXml(text: string): XmlElement | string {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index !== at) break;
    at += match[0].length;
    const [, data, end, name, attributes, empty, plain] = match;
    const inside = open.at(-1) ?? root;
    if (data !== undefined) inside.text += data;
    else if (plain !== undefined) inside.text += decoded(plain);
    else if (name === undefined) continue;
    else if (end === '/') {
      if (inside.name !== name || open.length < 2) return `</${name}> closes nothing that is open`;
      open.pop();
      (open.at(-1) ?? root).children.push({ ...inside, text: inside.text.trim() });
    } else {
      const element: Open = { name, attributes: {}, children: [], text: '' };
      for (const [, key = '', a, b] of (attributes ?? '').matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
        element.attributes[key] = decoded(a ?? b ?? '');
      }
      if (empty === '/') inside.children.push({ ...element, text: '' });
      else open.push(element);
    }
  }
  const line = text.slice(0, at).split('\n').length;
  if (at < text.length) return `it stops being XML in line ${line}`;
  if (open.length > 1) return `<${open.at(-1)?.name}> is never closed`;
  const [element] = root.children;
  return element ?? 'it has no element';
}

/** The first child of a name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the first child of a name, or an empty one. */
export function textIn(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text ?? '';
}
