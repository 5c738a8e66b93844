import { statSync } from "node:fs";

/** A command's folders and the values of its flags that take any number of them. */
interface Given<Flags> {
  readonly folders: readonly string[];
  readonly flags: Flags;
}

/**
 * Gives the command back the folders that stand behind `--rule` or `--category`: such a flag takes every word up to the
 * next flag. Its first value is always its own; a later one that is a folder is no name of a rule.
 */
export function foldersAmongValues<
  Flags extends { readonly rule?: readonly string[]; readonly category?: readonly string[] },
>(folders: readonly string[], flags: Flags): Given<Flags> {
  const found: string[] = [];
  const own = (values: readonly string[] | undefined) =>
    values?.filter((value, place) => {
      if (place === 0 || !isFolder(value)) return true;
      found.push(value);
      return false;
    });
  const rule = own(flags.rule);
  const category = own(flags.category);
  return {
    folders: [...folders, ...found],
    flags: {
      ...flags,
      ...(rule === undefined ? {} : { rule }),
      ...(category === undefined ? {} : { category }),
    },
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
