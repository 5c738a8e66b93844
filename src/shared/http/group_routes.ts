import { createRoute, z } from "@hono/zod-openapi";
import { SEVERITIES } from "../findings/finding.ts";
import { countFindings, listFindingGroups } from "../store/finding_groups.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { filterQuery, givenFilters } from "./finding_query.ts";
import { type Services, withDatabase } from "./services.ts";

const groupSchema = z
  .object({
    id: z.string().openapi({ description: "Opaque; the filter `group` of findings takes it" }),
    severity: z.enum(SEVERITIES).openapi({ description: "The worst of its findings" }),
    cause: z
      .string()
      .optional()
      .openapi({ description: "Their one root cause; absent for a group of one rule" }),
    cause_sql: z.string().optional().openapi({ description: "Ends the cause itself" }),
    count: z.int(),
    fresh: z.int().openapi({ description: "How many are new or back" }),
    rules: z.array(z.object({ rule: z.string(), title: z.string(), count: z.int() })),
    objects: z.array(z.string()).openapi({ description: "Identities of the first objects" }),
  })
  .openapi("FindingGroup");

const route = createRoute({
  method: "get",
  path: "/audit/groups",
  summary: "Current findings grouped by root cause, else by rule and severity; and how many there are",
  request: { query: z.strictObject(filterQuery) },
  responses: answers(
    {
      200: jsonAnswer(
        "The groups, worst and largest first; the counts leave accepted findings out, but for their own",
        z.object({
          groups: z.array(groupSchema),
          counts: z.object({
            error: z.int(),
            warn: z.int(),
            info: z.int(),
            new: z.int(),
            reopened: z.int(),
            suppressed: z.int(),
          }),
        }),
      ),
    },
    [422],
  ),
});

/** `GET /audit/groups`. */
export function addGroupRoutes(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const filters = givenFilters(c.req.valid("query"));
    const answer = await withDatabase(services, async (database) => ({
      groups: await listFindingGroups(database, filters),
      counts: await countFindings(database, filters),
    }));
    return c.json(answer, 200);
  });
}
