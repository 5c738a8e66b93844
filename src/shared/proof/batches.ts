import type { Fix } from "./fix.ts";
import { type Neighbours, surroundings } from "./neighbours.ts";

/** Fixes that are tried together, each with what is near the objects it touches. */
export interface Batch {
  readonly fixes: readonly Fix[];
  readonly near: ReadonlyMap<Fix, ReadonlySet<string>>;
}

interface Open {
  readonly fixes: Fix[];
  readonly touched: Set<string>;
}

/**
 * Puts fixes together that cannot disturb each other's proof: none touches an object that another touches or that is
 * next to one, since what a rule says of an object depends on the object and on what is next to it.
 */
export function batchesOf(fixes: readonly Fix[], neighbours: Neighbours): readonly Batch[] {
  const near = new Map(fixes.map((fix) => [fix, surroundings(fix.containers, neighbours)]));
  const alone = fixes.filter((fix) => fix.isWide).map((fix) => [fix]);
  const open: Open[] = [];
  for (const fix of fixes) {
    if (fix.isWide) continue;
    const surrounding = near.get(fix) ?? fix.containers;
    // Being next to each other is mutual, so one direction is enough.
    const place = open.find(({ touched }) => isDisjoint(surrounding, touched));
    if (place === undefined) open.push({ fixes: [fix], touched: new Set(fix.containers) });
    else {
      place.fixes.push(fix);
      for (const container of fix.containers) place.touched.add(container);
    }
  }
  return [...open.map((batch) => batch.fixes), ...alone].map((members) => ({ fixes: members, near }));
}

function isDisjoint(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  const [small, large] = left.size < right.size ? [left, right] : [right, left];
  for (const key of small) if (large.has(key)) return false;
  return true;
}

/** Finds the fix that is answerable for an object: the one that touches it, else the only one near it. */
export function answerability({ fixes, near }: Batch): (container: string) => Fix | undefined {
  const [only] = fixes;
  if (fixes.length === 1) return () => only;
  const touching = new Map(
    fixes.flatMap((fix) => [...fix.containers].map((container) => [container, fix] as const)),
  );
  return (container) => {
    const direct = touching.get(container);
    if (direct !== undefined) return direct;
    const close = fixes.filter((fix) => near.get(fix)?.has(container) === true);
    return close.length === 1 ? close[0] : undefined;
  };
}

/** The batch in two halves. */
export function halves({ fixes, near }: Batch): readonly Batch[] {
  const middle = Math.ceil(fixes.length / 2);
  return [fixes.slice(0, middle), fixes.slice(middle)].map((half) => ({ fixes: half, near }));
}
