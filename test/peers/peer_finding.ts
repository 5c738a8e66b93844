/** A row of splinter's query, whoever ran it. */
export interface PeerFinding {
  readonly name: string;
  readonly detail: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The rule's own key: object names joined by underscores. */
  readonly cacheKey: string;
}

/** A text of the metadata; empty where it is missing. */
export function metadataText(finding: PeerFinding, key: string): string {
  const value = finding.metadata[key];
  return typeof value === "string" ? value : "";
}
