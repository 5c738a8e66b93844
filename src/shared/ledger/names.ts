import { versionNumber } from "./versions.ts";

/** Why the Supabase CLI cannot keep a migration under this version and name. */
export interface NameFault {
  readonly part: "version" | "name";
  readonly reason: string;
}

const LONGEST_FILE_NAME = 255;

/**
 * What keeps `<version>_<name>.sql` from being a file that the CLI reads: it takes `^([0-9]+)_(.*)\.sql$` and, in
 * `migration list`, versions that fit a signed 64-bit integer.
 */
export function nameFaults(migration: {
  readonly version: string;
  readonly name: string | null;
}): NameFault[] {
  const { version, name } = migration;
  const faults: NameFault[] = [];
  if (version === "") faults.push({ part: "version", reason: "the version is empty" });
  else if (!/^[0-9]+$/.test(version)) {
    faults.push({ part: "version", reason: "the version has characters other than digits" });
  } else if (versionNumber(version) === undefined) {
    faults.push({ part: "version", reason: "the version is too large for a 64-bit integer" });
  }
  if (name === null || name === "") faults.push({ part: "name", reason: "no name is recorded" });
  else {
    if (/[/\\]/.test(name)) faults.push({ part: "name", reason: "the name has a path separator" });
    if (hasControlCharacter(name)) {
      faults.push({ part: "name", reason: "the name has a line break or another control character" });
    }
    if (/[:*?"<>|]/.test(name)) {
      faults.push({ part: "name", reason: "the name has a character that Windows forbids in a file name" });
    }
    if (new TextEncoder().encode(`${version}_${name}.sql`).length > LONGEST_FILE_NAME) {
      faults.push({ part: "name", reason: `the file name would be longer than ${LONGEST_FILE_NAME} bytes` });
    }
  }
  return faults;
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\u007f");
}

/** A name near the given one that any file system takes, cut so that the whole file name fits. */
export function usableName(version: string, name: string): string {
  const plain = [...name]
    .map((character) => (character < " " || '/\\:*?"<>|\u007f'.includes(character) ? "_" : character))
    .join("");
  const room = LONGEST_FILE_NAME - `${version}_.sql`.length;
  let cut = plain;
  while (new TextEncoder().encode(cut).length > room) cut = [...cut].slice(0, -1).join("");
  return cut;
}
