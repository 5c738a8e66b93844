import type { RouteConfig, z } from "@hono/zod-openapi";
import { problemSchema } from "./problem.ts";

/** The answers of a route in the OpenAPI document. Handlers return plain responses: our types are read-only. */
export type Answers = RouteConfig["responses"];

const PROBLEMS: Readonly<Record<number, string>> = {
  400: "The body is not JSON",
  401: "No credentials, or wrong ones",
  403: "Right credentials without the right",
  404: "No such route or entry",
  409: "Another audit is running",
  413: "The body is larger than 4 MiB",
  422: "The request has the wrong shape; `errors` says where",
  429: "Too many audits in a minute; Retry-After says when to come back",
  500: "The request failed",
  503: "The database cannot be reached; Retry-After says when to try again",
};

/** Problems any route with credentials can end in. */
const COMMON = [401, 403, 500, 503] as const;

/** A JSON answer. */
export function jsonAnswer(description: string, schema: z.ZodType) {
  return { description, content: { "application/json": { schema } } };
}

/** The good answers of a route, its own problems, and those of every route. */
export function answers(good: Answers, problems: readonly (keyof typeof PROBLEMS)[] = []): Answers {
  const all: Answers = { ...good };
  for (const status of [...COMMON, ...problems]) {
    all[status] ??= {
      description: PROBLEMS[status] ?? "",
      content: { "application/problem+json": { schema: problemSchema } },
    };
  }
  return all;
}
