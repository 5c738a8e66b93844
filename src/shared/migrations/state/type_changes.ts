import type { TypeReference } from "../../sql/walk.ts";

/** Types each of which holds every value of those before it. */
const LADDERS: readonly (readonly string[])[] = [
  ["int2", "int4", "int8", "numeric"],
  ["smallserial", "serial", "bigserial", "numeric"],
  ["float4", "float8"],
  ["date", "timestamp"],
];
const TEXTS: ReadonlySet<string> = new Set(["text", "varchar", "bpchar", "char", "citext", "name"]);

/** Whether every value of the old type is kept by the new one; false where the old one is not known. */
export function isWidening(from: TypeReference | undefined, to: TypeReference): boolean {
  if (to.arrayDims > 0 || (from?.arrayDims ?? 0) > 0) {
    return from?.name === to.name && from.arrayDims === to.arrayDims && holdsLength(from, to);
  }
  // Any value has a text, and the text can be cast back.
  if (to.name === "text" || (to.name === "varchar" && to.typmods.length === 0)) return from !== undefined;
  if (from === undefined) return false;
  if (from.name === to.name || (TEXTS.has(from.name) && TEXTS.has(to.name))) return holdsLength(from, to);
  return LADDERS.some((ladder) => {
    const [left, right] = [ladder.indexOf(from.name), ladder.indexOf(to.name)];
    return left >= 0 && left < right && to.typmods.length === 0;
  });
}

/** Whether the new modifiers hold what the old ones do. */
function holdsLength(from: TypeReference, to: TypeReference): boolean {
  if (to.typmods.length === 0) return true;
  if (from.typmods.length !== to.typmods.length) return false;
  // Of numeric(p,s): more digits behind the point may leave too few in front of it.
  if (to.typmods.length > 1) {
    const [precision = 0, scale = 0] = to.typmods;
    const [oldPrecision = 0, oldScale = 0] = from.typmods;
    return scale >= oldScale && precision - scale >= oldPrecision - oldScale;
  }
  // Another size of vector is no length but another kind of value.
  if (!TEXTS.has(to.name) && to.name !== "varbit") return from.typmods[0] === to.typmods[0];
  return (to.typmods[0] ?? 0) >= (from.typmods[0] ?? 0);
}
