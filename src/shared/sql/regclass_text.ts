import type { QualifiedName } from "./walk.ts";

const PART = '(?:"((?:[^"]|"")+)"|([A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*))';
const NAME = new RegExp(`^\\s*${PART}(?:\\s*\\.\\s*${PART})?\\s*$`);

/** The name that a text means as a regclass, such as `public."Orders_id_seq"`; nothing where it is an OID or no name. */
export function readRegclass(text: string): QualifiedName | undefined {
  const match = NAME.exec(text);
  if (match === null) return undefined;
  const part = (quoted: string | undefined, plain: string | undefined): string | undefined =>
    quoted?.replaceAll('""', '"') ?? plain?.toLowerCase();
  const first = part(match[1], match[2]);
  const second = part(match[3], match[4]);
  if (first === undefined) return undefined;
  return second === undefined ? { name: first } : { schema: first, name: second };
}
