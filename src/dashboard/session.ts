import { signal } from "@preact/signals";
import type { SupabaseUser } from "./supabase_user.ts";

/** Who is signed in, and so how requests prove it. */
export type Session =
  | { readonly kind: "none"; readonly reason?: string }
  /** A secret key, in the memory of this page and nowhere else: a reload forgets it. */
  | { readonly kind: "key"; readonly key: string }
  /** The server holds the key; the browser has a cookie that scripts cannot read. */
  | { readonly kind: "server" }
  | { readonly kind: "user"; readonly user: SupabaseUser };

/** The session of this page. */
export const session = signal<Session>({ kind: "none" });

/** Whether the session may start audits and accept findings; the service decides, this spares the reader the refusal. */
export function mayOperate(current: Session = session.value): boolean {
  return current.kind === "user" ? current.user.role === "operator" : current.kind !== "none";
}

/** The headers that prove who asks. */
export async function credentialHeaders(current: Session = session.peek()): Promise<Record<string, string>> {
  if (current.kind === "key") return { apikey: current.key };
  if (current.kind === "server") return { "x-supawarden-session": "1" };
  if (current.kind === "user") return { authorization: `Bearer ${await current.user.token()}` };
  return {};
}

/** Ends the session in this page, with what the next person at it should know. */
export function endSession(reason?: string): void {
  const { kind } = session.peek();
  if (kind !== "none") session.value = reason === undefined ? { kind: "none" } : { kind: "none", reason };
}
