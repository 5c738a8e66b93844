import { createRoute, z } from "@hono/zod-openapi";
import { getFinding, listFindings } from "../store/findings.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { filterQuery, givenFilters } from "./finding_query.ts";
import { Problem } from "./problem.ts";
import { readPage } from "./read_page.ts";
import { findingWithEventsSchema, storedFindingSchema } from "./report_schemas.ts";
import { isFingerprint, pageCursor, pageLimit } from "./request_text.ts";
import { type Services, withDatabase } from "./services.ts";

const list = createRoute({
  method: "get",
  path: "/audit/findings",
  summary: "Current findings, worst first; without state those that are not resolved",
  request: {
    query: z.strictObject({ ...filterQuery, cursor: pageCursor, limit: pageLimit }),
  },
  responses: answers(
    {
      200: jsonAnswer(
        "A page of findings",
        z.object({ findings: z.array(storedFindingSchema), next_cursor: z.string().optional() }),
      ),
    },
    [422],
  ),
});

const one = createRoute({
  method: "get",
  path: "/audit/findings/{fingerprint}",
  summary: "One finding with its events",
  request: { params: z.object({ fingerprint: z.string() }) },
  responses: answers({ 200: jsonAnswer("The finding", findingWithEventsSchema) }, [404]),
});

/** `GET /audit/findings` and `GET /audit/findings/:fingerprint`. */
export function addFindingRoutes(app: App, services: Services): void {
  app.openapi(list, async (c) => {
    const { cursor, limit, ...filters } = c.req.valid("query");
    const page = await readPage(cursor, () =>
      withDatabase(services, (database) =>
        listFindings(database, {
          ...givenFilters(filters),
          limit,
          ...(cursor === undefined ? {} : { cursor }),
        }),
      ),
    );
    return c.json(page, 200);
  });
  app.openapi(one, async (c) => {
    const { fingerprint } = c.req.valid("param");
    const finding = isFingerprint(fingerprint)
      ? await withDatabase(services, (database) => getFinding(database, fingerprint))
      : undefined;
    if (finding === undefined) throw new Problem("not_found", "There is no such finding.");
    return c.json(finding, 200);
  });
}
