import type { Location } from "../shared/findings/finding.ts";

/** A place in a file, as editors take it. */
export function LocationText({ location: { file, line, column } }: { readonly location: Location }) {
  return (
    <code class="location">
      <bdi>
        {file}:{line}
        {column === undefined ? "" : `:${column}`}
      </bdi>
    </code>
  );
}
