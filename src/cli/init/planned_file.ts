/** What `init` does to one file of the project. */
export interface PlannedFile {
  /** Relative to the project's folder, with slashes. */
  readonly path: string;
  readonly action: "create" | "update" | "keep" | "remove";
  /** The whole text afterwards; of a file that is kept or removed there is none. */
  readonly text?: string;
  /** Why, where the action alone does not tell. */
  readonly note?: string;
}

/** The step that gives a file this text: nothing where it has it already. */
export function giving(
  path: string,
  texts: { readonly before: string | undefined; readonly after: string; readonly note?: string },
): PlannedFile {
  const { before, after, note } = texts;
  if (before === after) return { path, action: "keep", note: note ?? "as it should be" };
  return {
    path,
    action: before === undefined ? "create" : "update",
    text: after,
    ...(note === undefined ? {} : { note }),
  };
}
