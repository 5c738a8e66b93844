/** Parameters of an address; those without a value are left out. */
export type Params = Readonly<Record<string, string | undefined>>;

/** The address of a place. */
export function href(path: string | readonly string[], params: Params = {}): string {
  const parts = typeof path === "string" ? [path] : path;
  const query = queryOf(params);
  return `#/${parts.map(encodeURIComponent).join("/")}${query === "" ? "" : `?${query}`}`;
}

/** The parameters that have a value, as a query. */
export function queryOf(params: Params): string {
  const given = Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return new URLSearchParams(given).toString();
}
