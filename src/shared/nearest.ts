/** How long a part of a name must be to say which name is meant. */
const SHORTEST_PART = 4;

/**
 * The candidate that is meant by a word: the one with the least edit distance, if it is near enough to be a slip of the
 * pen; else the shortest that begins with the word, or holds it.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate ?? holding(word.toLowerCase(), candidates);
}

function holding(part: string, candidates: readonly string[]): string | undefined {
  if (part.length < SHORTEST_PART) return undefined;
  const place = (candidate: string) => Math.min(1, candidate.toLowerCase().indexOf(part));
  return candidates
    .filter((candidate) => place(candidate) >= 0)
    .toSorted((left, right) => place(left) - place(right) || left.length - right.length)[0];
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
