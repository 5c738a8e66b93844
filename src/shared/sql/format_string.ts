/** A placeholder of a template of Postgres' format(). */
export interface Placeholder {
  /** `s` takes the value as it is, `I` quotes it as a name, `L` as a literal. */
  readonly type: "s" | "I" | "L";
  /** 0-based number of the argument after the template. */
  readonly argument: number;
}

/** Reads `%[position$][flags][width]type`; `%%` takes no argument, a width of `*` takes one. */
export function readPlaceholders(template: string): readonly Placeholder[] {
  const found: Placeholder[] = [];
  let next = 0;
  for (const match of template.matchAll(/%(?:%|(?:(\d+)\$)?-?(?:\d+|\*(?:(\d+)\$)?)?([sIL]))/g)) {
    const [whole, position, widthPosition, type] = match;
    if (type === undefined) continue;
    if (whole.includes("*")) next = widthPosition === undefined ? next + 1 : Number(widthPosition);
    const argument = position === undefined ? next : Number(position) - 1;
    next = argument + 1;
    found.push({ type: type as Placeholder["type"], argument });
  }
  return found;
}
