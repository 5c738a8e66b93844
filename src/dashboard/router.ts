import { signal } from "@preact/signals";

/** A place in the dashboard. It stands behind `#`, so that any host of static files can serve every one of them. */
export interface Place {
  /** `findings`, or `findings/<fingerprint>`. */
  readonly path: readonly string[];
  readonly params: URLSearchParams;
  readonly hash: string;
}

/** Where the reader is. */
export const place = signal<Place>(readPlace(location.hash));

/** Follows the address from now on. */
export function followAddress(): void {
  // Each view knows where it was left; the browser's own guess comes before its rows are there.
  history.scrollRestoration = "manual";
  addEventListener("hashchange", () => {
    place.value = readPlace(location.hash);
  });
}

function readPlace(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { path: path.split("/").filter(Boolean).map(decoded), params: new URLSearchParams(query), hash };
}

/** An address that somebody cut in the middle of an escape leads to a place that is not there, not to an error. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Goes to a place; with `replace` the one before is not kept in the browser's history. */
export function go(address: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) {
    history.replaceState(null, "", address);
    place.value = readPlace(address);
  } else {
    location.hash = address;
  }
}
