/** Style and script of a page, and what its content policy calls them. */
export interface PageAssets {
  readonly style: string;
  readonly script: string;
  /** `sha256-…`, as a policy names an inline element. */
  readonly styleHash: string;
  /** `sha256-…` of the script. */
  readonly scriptHash: string;
}

/** Nothing is loaded, and nothing runs but the one style and the one script that are part of the page. */
export function pagePolicy({ styleHash, scriptHash }: PageAssets): string {
  return [
    "default-src 'none'",
    `style-src '${styleHash}'`,
    `script-src '${scriptHash}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
