import type { ObjectRef } from "../catalog/identity.ts";
import type { CreationIndex } from "./creation_index.ts";
import { spaceKey } from "./object_space.ts";
import type { ReadStatement, Reference } from "./reading.ts";
import type { MissingReference } from "./timeline.ts";

/** What a reference misses that an extension brings: the extension, and the file that enables it later. */
export function missingExtension(
  {
    reference,
    statement,
    name,
  }: { readonly reference: Reference; readonly statement: ReadStatement; readonly name: string },
  creations: CreationIndex,
): MissingReference | undefined {
  const ref: ObjectRef = { kind: "extension", name, identity: quoted(name) };
  const by = creations.after([spaceKey("extension", "", name)], 0);
  // A body that runs once everything is there finds it.
  if (reference.deferred && by !== undefined) return undefined;
  return {
    reference,
    statement,
    reason: by === undefined ? "never" : "later",
    ref,
    extension: name,
    ...(by === undefined ? {} : { by }),
  };
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
