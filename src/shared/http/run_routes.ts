import { createRoute, z } from "@hono/zod-openapi";
import { getRun, listRuns } from "../store/runs.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { Problem } from "./problem.ts";
import { storedRunSchema } from "./report_schemas.ts";
import { isUuid, pageCursor, pageLimit } from "./request_text.ts";
import { type Services, withDatabase } from "./services.ts";

const list = createRoute({
  method: "get",
  path: "/audit/runs",
  summary: "Stored runs, newest first",
  request: { query: z.strictObject({ cursor: pageCursor, limit: pageLimit }) },
  responses: answers(
    {
      200: jsonAnswer(
        "A page of runs",
        z.object({ runs: z.array(storedRunSchema), next_cursor: z.string().optional() }),
      ),
    },
    [422],
  ),
});

const one = createRoute({
  method: "get",
  path: "/audit/runs/{id}",
  summary: "One stored run",
  request: { params: z.object({ id: z.string() }) },
  responses: answers({ 200: jsonAnswer("The run", storedRunSchema) }, [404]),
});

/** `GET /audit/runs` and `GET /audit/runs/:id`. */
export function addRunRoutes(app: App, services: Services): void {
  app.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid("query");
    const page = await withDatabase(services, (database) =>
      listRuns(database, { limit, ...(cursor === undefined ? {} : { cursor }) }),
    );
    return c.json(page, 200);
  });
  app.openapi(one, async (c) => {
    const { id } = c.req.valid("param");
    const run = isUuid(id) ? await withDatabase(services, (database) => getRun(database, id)) : undefined;
    if (run === undefined) throw new Problem("not_found", "There is no such run.");
    return c.json(run, 200);
  });
}
