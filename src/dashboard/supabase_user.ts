import { createClient, type RealtimeChannel, type SupabaseClient } from "@supabase/supabase-js";
import type { SupabaseSettings } from "./settings.ts";

/** A signed-in user of the Supabase project. */
export interface SupabaseUser {
  readonly email: string;
  /** `app_metadata.supawarden_role`; anything else may do nothing. */
  readonly role: string | undefined;
  /** A token that holds, renewed where it must be. */
  token(): Promise<string>;
  /** Calls back at each broadcast on the topic; returns the function that ends it. */
  listen(topic: string, heard: () => void): () => void;
  signOut(): Promise<void>;
}

let client: SupabaseClient | undefined;

/** One client a page. What it remembers lives as long as the tab does. */
function clientOf({ url, anon_key }: SupabaseSettings): SupabaseClient {
  client ??= createClient(url, anon_key, {
    auth: { storage: sessionStorage, storageKey: "supawarden-user", detectSessionInUrl: false },
  });
  return client;
}

/**
 * Signs in with a password.
 * @throws Error with Supabase Auth's own words.
 */
export async function signIn(
  settings: SupabaseSettings,
  credentials: { readonly email: string; readonly password: string },
): Promise<SupabaseUser> {
  const { data, error } = await clientOf(settings).auth.signInWithPassword({ ...credentials });
  if (error !== null) throw new Error(error.message);
  return userOf(clientOf(settings), data.user);
}

/** The user who signed in before this page was loaded again; `undefined` where nobody did. */
export async function signedInUser(settings: SupabaseSettings): Promise<SupabaseUser | undefined> {
  const { data } = await clientOf(settings).auth.getSession();
  return data.session === null ? undefined : userOf(clientOf(settings), data.session.user);
}

function userOf(
  supabase: SupabaseClient,
  user: { readonly email?: string; readonly app_metadata: Readonly<Record<string, unknown>> },
): SupabaseUser {
  const role = user.app_metadata.supawarden_role;
  return {
    email: user.email ?? "a user without an address",
    role: typeof role === "string" ? role : undefined,
    token: async () => {
      const { data } = await supabase.auth.getSession();
      return data.session?.access_token ?? "";
    },
    listen: (topic, heard) => {
      const channel: RealtimeChannel = supabase
        .channel(topic, { config: { private: true } })
        .on("broadcast", { event: "*" }, () => heard())
        .subscribe();
      return () => void supabase.removeChannel(channel);
    },
    signOut: async () => {
      await supabase.auth.signOut({ scope: "local" });
    },
  };
}
