const LISTED = 5;

/** The first of many, in one line, and how many more. */
export function listed(items: readonly string[]): string {
  const more = items.length - LISTED;
  return `${items.slice(0, LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
