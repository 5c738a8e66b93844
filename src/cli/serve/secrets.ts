import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { SupawardenError } from "../../shared/errors.ts";
import { writeFileAtomically } from "../output.ts";

const kept = z.object({ key: z.string().min(32), trigger_token: z.string().min(32) });

/** What opens the endpoints. */
export interface ServeSecrets {
  /** The environment with the secrets that it lacked. */
  readonly env: (name: string) => string | undefined;
  /** A key that was made here; `undefined` where the environment brings its own, which are not printed. */
  readonly key?: string;
}

/** The secrets of the environment, named as on Supabase; those it lacks are made once and kept in the folder. */
export async function readSecrets(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ServeSecrets> {
  const own = environment.SUPABASE_SECRET_KEYS;
  const token = environment.SUPAWARDEN_TRIGGER_TOKEN;
  const made = given(own) && given(token) ? undefined : await keptSecrets(folder);
  const values: Record<string, string | undefined> = {
    SUPABASE_SECRET_KEYS: given(own) || made === undefined ? own : JSON.stringify({ serve: made.key }),
    SUPAWARDEN_TRIGGER_TOKEN: given(token) ? token : made?.trigger_token,
  };
  return {
    env: (name) => (name in values ? values[name] : environment[name]),
    ...(given(own) || made === undefined ? {} : { key: made.key }),
  };
}

function given(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

async function keptSecrets(folder: string): Promise<z.infer<typeof kept>> {
  const file = join(folder, "secrets.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    const made = { key: `sb_secret_${newSecret()}`, trigger_token: newSecret() };
    await writeFileAtomically(file, `${JSON.stringify(made, null, 2)}\n`, 0o600);
    return made;
  }
  try {
    return kept.parse(JSON.parse(text));
  } catch (error) {
    throw new SupawardenError("config", `${file} does not hold the secrets of serve`, {
      hint: "Remove the file; new secrets are made at the next start.",
      cause: error,
    });
  }
}

/** 256 bits, in letters that need no quoting. */
function newSecret(): string {
  return randomBytes(32).toString("base64url");
}
