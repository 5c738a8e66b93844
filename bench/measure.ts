/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Medians of every figure of some measurements of one thing. */
export function medians<Measured extends { readonly [Name in keyof Measured]: number }>(
  measured: readonly Measured[],
): Measured {
  const names = Object.keys(measured[0] ?? {}) as (keyof Measured)[];
  return Object.fromEntries(
    names.map((name) => [name, median(measured.map((each) => each[name]))]),
  ) as Measured;
}

/** Prints rows under their headings, each column as wide as its widest cell. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of [headings, ...rows]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
  console.log("");
}

/** Seconds with two digits after the point, three below a tenth. */
export function seconds(value: number): string {
  return `${value.toFixed(value < 0.1 ? 3 : 2)} s`;
}

/** Megabytes, rounded. */
export function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`;
}

/** How often one figure holds the other: `0.15×`. */
export function ratio(part: number, whole: number): string {
  return `${(part / whole).toFixed(2)}×`;
}
