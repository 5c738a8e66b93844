import { messageOf } from "../../shared/database/database.ts";
import { TOOL_VERSION } from "../../shared/version.ts";
import { FUNCTION_NAMES } from "../init/function_files.ts";
import type { Examination } from "./examination.ts";

/** How long a function may take to answer, in milliseconds: a cold start included. */
const PATIENCE = 30_000;

/**
 * Looks at the deployed functions over HTTP: whether they answer, in which version, and to whom.
 * @param options `url` of the project, without a path; `key` a secret key of the project.
 */
export async function examineFunctions(options: {
  readonly url: string;
  readonly key: string | undefined;
}): Promise<readonly Examination[]> {
  const found: Examination[] = [];
  for (const name of FUNCTION_NAMES) found.push(await reachable(options.url, name));
  found.push(await refusesStrangers(options.url), await acceptsKey(options));
  return found;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function ask(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer | string> {
  try {
    const answer = await fetch(new URL(`/functions/v1/${path}`, url), {
      headers,
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await answer.text();
    return { status: answer.status, body: parse(text) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return messageOf(cause) || messageOf(error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function reachable(url: string, name: string): Promise<Examination> {
  const part = `function_${name}`;
  const answer = await ask(url, `${name}/health`);
  if (typeof answer === "string") {
    return { name: part, status: "fail", message: `${name} cannot be reached: ${answer}` };
  }
  if (answer.status === 401) {
    return {
      name: part,
      status: "fail",
      message: `the platform asks for a JWT before ${name} is reached`,
      advice: `verify_jwt = false under [functions.${name}] in supabase/config.toml, then supabase functions deploy ${name}`,
    };
  }
  if (answer.status !== 200) {
    return {
      name: part,
      status: "fail",
      message: `${name} answered ${answer.status}`,
      advice: `supabase functions deploy ${name}`,
    };
  }
  const { version } = (answer.body ?? {}) as { readonly version?: unknown };
  if (version !== TOOL_VERSION) {
    return {
      name: part,
      status: "warn",
      message: `${name} is of version ${String(version)}, this is ${TOOL_VERSION}`,
      advice: `supawarden init, then supabase functions deploy ${name}`,
    };
  }
  return { name: part, status: "pass", message: `${name} answers, version ${TOOL_VERSION}` };
}

async function refusesStrangers(url: string): Promise<Examination> {
  const name = "gate";
  const answer = await ask(url, "audit/runs");
  if (typeof answer === "string") return { name, status: "not_evaluated", message: answer };
  if (answer.status === 401) {
    return { name, status: "pass", message: "requests without credentials are refused" };
  }
  return answer.status === 200
    ? { name, status: "fail", message: "the runs can be read without any credentials" }
    : { name, status: "not_evaluated", message: `audit/runs answered ${answer.status}` };
}

async function acceptsKey(options: {
  readonly url: string;
  readonly key: string | undefined;
}): Promise<Examination> {
  const name = "credentials";
  if (options.key === undefined) {
    return {
      name,
      status: "not_evaluated",
      message: "no secret key was given",
      advice: "Set SUPABASE_SECRET_KEY to have it tried.",
    };
  }
  const answer = await ask(options.url, "audit/runs?limit=1", { apikey: options.key });
  if (typeof answer === "string") return { name, status: "not_evaluated", message: answer };
  switch (answer.status) {
    case 200:
      return {
        name,
        status: "pass",
        message: "the secret key is accepted, the function reaches its database",
      };
    case 401:
    case 403:
      return {
        name,
        status: "fail",
        message: "the secret key is refused",
        advice: "Take one of the project's secret keys; auth.secret_key_names limits which names count.",
      };
    case 503:
      return { name, status: "fail", message: "the function cannot reach its database" };
    default:
      return { name, status: "fail", message: `audit/runs answered ${answer.status}` };
  }
}
