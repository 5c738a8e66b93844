import { html, raw } from "hono/html";

/** A piece of HTML that is already escaped. */
export type Html = ReturnType<typeof html>;

/** Nothing may be loaded or run: one file, inline styles, no scripts. Forms go to where the page came from. */
const PAGE_SECURITY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'";

const STYLE = `
:root { color-scheme: light dark; --line: #d0d7de; --soft: #f6f8fa; --dim: #57606a; --error: #b3261e; --warn: #8a5a00; --info: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --line: #30363d; --soft: #161b22; --dim: #9da7b1; --error: #ff7b72; --warn: #e3b341; --info: #79c0ff; }
}
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: .35rem .6rem .35rem 0; }
.objects td:first-child { width: 32%; }
ul { columns: 2; padding-left: 1.2rem; margin: .5rem 0; }
code, pre { font: .875em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; white-space: pre-wrap; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; padding: .6rem .9rem; }
summary { cursor: pointer; }
input, button { font: inherit; padding: .4rem .6rem; }
.error { color: var(--error); } .warn { color: var(--warn); } .info { color: var(--info); } .dim { color: var(--dim); }
@media print { body { margin: 0; max-width: none; } details { break-inside: avoid; } }
`;

/** A whole page around a body; works from a file as well as from a server. */
export function htmlPage(title: string, body: Html | readonly Html[]): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${PAGE_SECURITY}">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return String(page);
}
