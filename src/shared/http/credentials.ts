import { verifyAuth, verifyCredentials } from "@supabase/server/core";
import { Problem } from "./problem.ts";
import type { Services } from "./services.ts";

/** Who asks. `name` tells callers apart in the log and in the rate limit; it is no secret. */
export interface Credential {
  readonly kind: "secret" | "user" | "trigger";
  readonly name: string;
  readonly right: "operate" | "read" | "start";
}

/** Header of the token that can start an audit and nothing else. */
export const TRIGGER_HEADER = "x-supawarden-token";

type JsonWebKeySet = NonNullable<
  Exclude<NonNullable<NonNullable<Parameters<typeof verifyCredentials>[1]["env"]>["jwks"]>, URL>
>;

/**
 * Finds out who asks: a Supabase secret key, a user's JWT with a role of ours, or the trigger token. Publishable and
 * anon keys prove nothing, as every visitor of the site has them. Nothing here reaches the database before a
 * credential has matched.
 * @throws Problem `credentials` when there is none that fits, `forbidden` for a signed-in user without a role of ours.
 */
export async function identify(request: Request, services: Services): Promise<Credential> {
  const found =
    (await secretKey(request, services)) ??
    (await triggerToken(request, services)) ??
    (await userToken(request, services));
  if (found !== undefined) return found;
  throw new Problem("credentials", "Send a secret key on apikey, or a user's token on Authorization.");
}

/**
 * Whether the credential may do this.
 * @throws Problem `forbidden`.
 */
export function authorise(
  credential: Credential,
  request: { readonly method: string; readonly path: string },
): void {
  if (credential.right === "operate") return;
  const reads = request.method === "GET" || request.method === "HEAD";
  if (credential.right === "read" && reads) return;
  if (credential.right === "start" && request.method === "POST" && request.path === "/audit") return;
  throw new Problem(
    "forbidden",
    credential.right === "read" ? "A reader can only read." : "The trigger token can only start an audit.",
  );
}

async function secretKey(request: Request, services: Services): Promise<Credential | undefined> {
  const presented = request.headers.get("apikey");
  if (presented === null || presented === "") return undefined;
  const name = await matchingKey(presented, readKeys(services.env("SUPABASE_SECRET_KEYS")));
  if (name !== undefined) {
    const accepted = (await services.config()).auth?.secret_key_names;
    if (accepted === undefined || accepted.includes(name)) {
      return { kind: "secret", name: `secret:${name}`, right: "operate" };
    }
    return undefined;
  }
  const legacy = services.env("SUPABASE_SERVICE_ROLE_KEY");
  if (legacy === undefined || (await matchingKey(presented, { legacy })) === undefined) return undefined;
  if ((await services.config()).auth?.allow_legacy_service_role !== true) return undefined;
  return { kind: "secret", name: "secret:service_role", right: "operate" };
}

async function triggerToken(request: Request, services: Services): Promise<Credential | undefined> {
  const presented = request.headers.get(TRIGGER_HEADER);
  const token = services.env("SUPAWARDEN_TRIGGER_TOKEN");
  if (presented === null || presented === "" || token === undefined) return undefined;
  if ((await matchingKey(presented, { trigger: token })) === undefined) return undefined;
  return { kind: "trigger", name: "trigger", right: "start" };
}

async function userToken(request: Request, services: Services): Promise<Credential | undefined> {
  const jwks = readKeySet(services.env("SUPABASE_JWKS"));
  // Without our own key set the library would look for one over the network.
  if (jwks === undefined) return undefined;
  const { data } = await verifyAuth(request, { auth: "user", env: { ...NO_KEYS, jwks } });
  const claims = data?.jwtClaims;
  // Supabase Auth dates every token; one without an end was not made by it.
  if (!claims || typeof claims.exp !== "number") return undefined;
  const role = (claims.app_metadata as Readonly<Record<string, unknown>> | undefined)?.supawarden_role;
  const name = `user:${claims.sub}`;
  if (role === "operator") return { kind: "user", name, right: "operate" };
  if (role === "reader") return { kind: "user", name, right: "read" };
  throw new Problem("forbidden", "The user has no supawarden_role.");
}

/** The library reads missing parts from the process, so every part is given; the address is never called. */
const NO_KEYS = {
  url: "http://localhost",
  publishableKeys: {},
  secretKeys: {},
  jwks: { keys: [] } satisfies JsonWebKeySet,
};

/** Name of the key that equals the presented one, compared in constant time. */
async function matchingKey(
  presented: string,
  keys: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { data } = await verifyCredentials(
    { apikey: presented, token: null },
    { auth: "secret:*", env: { ...NO_KEYS, secretKeys: { ...keys } } },
  );
  return data?.keyName ?? undefined;
}

function readKeys(text: string | undefined): Readonly<Record<string, string>> {
  const value = readJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
  );
  return Object.fromEntries(entries);
}

function readKeySet(text: string | undefined): JsonWebKeySet | undefined {
  const value = readJson(text);
  if (Array.isArray(value)) return { keys: value };
  if (typeof value !== "object" || value === null || !("keys" in value)) return undefined;
  return Array.isArray(value.keys) ? { keys: value.keys } : undefined;
}

function readJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
