/** Prints a bar, what was measured, and whether that meets it. */
export function printBar(bar: {
  /** What is measured, and the most it may be: `audit of 1,000 tables: at most 0.20× of splinter`. */
  readonly text: string;
  readonly measured: number;
  readonly most: number;
  readonly show: (value: number) => string;
  /** Why the bar does not hold here. */
  readonly waived?: string | undefined;
}): void {
  const verdict = bar.waived ?? (bar.measured <= bar.most ? "met" : "MISSED");
  console.log(`bar: ${bar.text}: ${bar.show(bar.measured)} ${verdict}`);
}

/** Databases are not compared with a peer where the start of a process outweighs the work. */
export const SMALLEST_COMPARED = 1_000;

/** Why a comparison of a database of this size has no bar. */
export function waivedBelow(tables: number): string | undefined {
  return tables < SMALLEST_COMPARED
    ? `(no bar below ${SMALLEST_COMPARED.toLocaleString("en")} tables)`
    : undefined;
}

/** `1,000 tables` */
export function sizeText(tables: number): string {
  return `${tables.toLocaleString("en")} tables`;
}
