import type { ComponentChildren } from "preact";
import type { Severity } from "../shared/findings/finding.ts";
import { count, difference } from "./format.ts";

/** Figures side by side. */
export function Tiles({ children }: { readonly children: ComponentChildren }) {
  return <dl class="tiles">{children}</dl>;
}

/** One figure that leads to what it counts. */
export function Tile({
  name,
  value,
  href,
  tone,
  children,
}: {
  readonly name: string;
  /** Left out where it is not known yet. */
  readonly value: number | undefined;
  /** Where what it counts is found; left out where there is nothing. */
  readonly href?: string | undefined;
  readonly tone?: Severity;
  readonly children?: ComponentChildren;
}) {
  const figure = value === undefined ? "–" : count(value);
  // A colour for nothing would be an alarm about nothing.
  const shade = tone === undefined || value === 0 ? "" : ` ${tone}`;
  return (
    <div class={`tile${shade}`}>
      <dt>{name}</dt>
      <dd>
        {href === undefined ? (
          <span class="figure number">{figure}</span>
        ) : (
          <a href={href} class="figure number">
            {figure}
          </a>
        )}
        {children}
      </dd>
    </div>
  );
}

/** How a figure has changed since a time; nothing where that is not known. */
export function Change({ now, before }: { readonly now: number; readonly before: number | undefined }) {
  if (before === undefined) return <span class="change" />;
  const change = now - before;
  return (
    <span class={`change number ${change === 0 ? "" : change > 0 ? "worse" : "better"}`}>
      {difference(change)}
      <span class="sr-only"> since then</span>
    </span>
  );
}
