import type { PartName } from "./parts.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

/** Gives each part that was not read an accessor that says so: nothing must pass for empty that nobody looked at. */
export function withUnreadParts<Read extends object>(read: Read, parts: readonly PartName[]): Read {
  for (const part of parts) {
    if (part in read) continue;
    Object.defineProperty(read, part, {
      enumerable: false,
      get: () => {
        throw new Error(`${part} was not read: a rule that looks at it must require it`);
      },
    });
  }
  return read;
}

/** Whether the part was read; where it was not, asking the snapshot for it is an error. */
export function wasRead(snapshot: CatalogSnapshot, part: PartName): boolean {
  return Object.prototype.propertyIsEnumerable.call(snapshot, part);
}
