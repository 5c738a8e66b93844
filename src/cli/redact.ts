/** Passwords seen on the command line or in the environment; they are taken out of everything that is printed. */
const secrets = new Set<string>();

/** Shorter ones would be found inside ordinary words. */
const SHORTEST_SECRET = 4;
const MASK = "***";

/** Remembers the password of a connection string, in the form given and decoded. Text that is no URL is searched too. */
export function rememberPassword(url: string): void {
  const raw = /^[a-z]+:\/\/[^:@/?#]*:(.*)@/is.exec(url)?.[1];
  for (const candidate of [raw, /[?&]password=([^&#]*)/i.exec(url)?.[1]]) {
    if (candidate === undefined || candidate.length < SHORTEST_SECRET) continue;
    secrets.add(candidate);
    try {
      secrets.add(decodeURIComponent(candidate));
    } catch {
      // A lone percent sign: the password was not encoded, so the form given is the only one.
    }
  }
}

/** A message without passwords: those remembered, and any that stands inside a connection string. */
export function redact(text: string): string {
  // The word that hints put in its place stays.
  let clean = text.replace(/\b([a-z][a-z0-9+.-]*:\/\/[^:@/?#\s]*):(?!PASSWORD@HOST)[^\s]*@/gi, `$1:${MASK}@`);
  for (const secret of secrets) {
    // A password that is also a plain word, such as the user's name, only counts where nothing joins it.
    clean = /^\w+$/.test(secret)
      ? clean.replace(new RegExp(`(?<![\\w./-])${secret}(?![\\w./-])`, "g"), MASK)
      : clean.replaceAll(secret, MASK);
  }
  return clean;
}

/** A result without a password in the form `:password@`; its other words are data of the database. */
export function redactResult(text: string): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(`:${secret}@`, `:${MASK}@`);
  return clean;
}
