import type { ComponentChildren } from "preact";

/** How deep a heading stands in its page. */
export type HeadingLevel = 2 | 3 | 4;

/** A part of something larger, under its own heading. */
export function Part({
  title,
  level = 2,
  children,
}: {
  readonly title: string;
  readonly level?: HeadingLevel;
  readonly children: ComponentChildren;
}) {
  const Title = `h${level}` as const;
  return (
    <section class="part">
      <Title>{title}</Title>
      {children}
    </section>
  );
}
