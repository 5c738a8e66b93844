import { createRoute, z } from "@hono/zod-openapi";
import { loadSnapshot } from "../catalog/read_snapshot.ts";
import { DEPENDENCY_PARTS, dependencyGraph } from "../dependencies/dependency_graph.ts";
import { ruleInput } from "../facts/rule_input.ts";
import { loadSqlParser } from "../sql/parser.ts";
import { VECTOR_PARTS } from "../vector/parts.ts";
import { vectorMapOf } from "../vector/vector_map.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { storableText } from "./request_text.ts";
import { type Services, withDatabase } from "./services.ts";

const size = z.object({ source: z.string(), name: z.string(), dimension: z.int() });

const vectors = createRoute({
  method: "get",
  path: "/audit/vectors",
  summary:
    "Vector columns, indexes, routines and models by their number of dimensions; read from the database now",
  responses: answers({
    200: jsonAnswer(
      "The map; a dimension of -1 is not stated",
      z
        .object({
          installed: z.boolean().openapi({ description: "Whether extension vector is there" }),
          models: z.array(z.object({ name: z.string(), dimension: z.int() })),
          columns: z.array(
            z.object({
              identity: z.string(),
              type: z.string(),
              dimension: z.int(),
              models: z.array(z.string()),
              sampled: z.array(z.int()),
            }),
          ),
          indexes: z.array(
            z.object({ identity: z.string(), column: z.string(), dimension: z.int(), method: z.string() }),
          ),
          routines: z.array(
            z.object({
              identity: z.string(),
              columns: z.array(z.string()),
              searches: z.array(z.object({ column: z.string(), operator: z.string() })),
              sizes: z.array(size),
              conflicts: z.array(z.object({ left: size, right: size })),
              models: z.array(z.string()),
            }),
          ),
          gaps: z.array(z.string()).openapi({ description: "What could not be read" }),
        })
        .openapi("VectorMap"),
    ),
  }),
});

/** Most objects that one answer draws. */
const MOST_NODES = 400;

const dependencies = createRoute({
  method: "get",
  path: "/audit/dependencies",
  summary:
    "Which relation needs which, by foreign key, view, partition, trigger and policy; read from the database now",
  request: {
    query: z.strictObject({
      object: storableText(1000).optional().openapi({
        description: "Identity of an object: what lies nearest to it; else what has most dependencies",
      }),
      limit: z
        .string()
        .regex(/^[1-9]\d{0,2}$/, `expected a number from 1 to ${MOST_NODES}`)
        .transform(Number)
        .refine((limit) => limit <= MOST_NODES, `expected a number from 1 to ${MOST_NODES}`)
        .default(120)
        .openapi({ type: "integer", minimum: 1, maximum: MOST_NODES, default: 120 }),
    }),
  },
  responses: answers(
    {
      200: jsonAnswer(
        "Objects and what needs what",
        z
          .object({
            nodes: z.array(z.object({ id: z.string(), identity: z.string(), kind: z.string() })),
            edges: z.array(z.object({ from: z.string(), to: z.string(), kind: z.string() })),
            total: z.int().openapi({ description: "How many objects have a dependency" }),
            truncated: z.boolean(),
          })
          .openapi("DependencyGraph"),
      ),
    },
    [422],
  ),
});

/** `GET /audit/vectors` and `GET /audit/dependencies`. */
export function addMapRoutes(app: App, services: Services): void {
  app.openapi(vectors, async (c) => {
    const config = await services.config();
    const parser = await loadSqlParser().catch(() => null);
    const parts = ["relations", "columns", "types", "extensions", ...VECTOR_PARTS] as const;
    const snapshot = await read(services, parts);
    return c.json(vectorMapOf(ruleInput(snapshot, { config, parser })), 200);
  });
  app.openapi(dependencies, async (c) => {
    const { object, limit } = c.req.valid("query");
    const snapshot = await read(services, DEPENDENCY_PARTS);
    const part = { limit, ...(object === undefined ? {} : { around: object }) };
    return c.json(dependencyGraph(snapshot, part), 200);
  });
}

function read(services: Services, parts: NonNullable<Parameters<typeof loadSnapshot>[1]["parts"]>) {
  return withDatabase(services, (database) =>
    loadSnapshot(database, { takenAt: services.clock(), parts, bodyChecks: false, orphanBudget: 0 }),
  );
}
