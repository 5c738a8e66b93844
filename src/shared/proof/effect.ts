/** Something that a fix changes for those who use the schema. */
export interface Effect {
  readonly text: string;
  /** Names an object that relies on what changes: whoever applies the fix must be told. */
  readonly isDependent: boolean;
}

/** Effects that name no dependent. */
export function plainEffects(texts: readonly string[]): readonly Effect[] {
  return texts.map((text) => ({ text, isDependent: false }));
}
