import { createRoute, z } from "@hono/zod-openapi";
import { CATEGORIES, SEVERITIES, STATES } from "../findings/finding.ts";
import { getFinding, listFindings } from "../store/findings.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { Problem } from "./problem.ts";
import { readPage } from "./read_page.ts";
import { findingWithEventsSchema, storedFindingSchema } from "./report_schemas.ts";
import { isFingerprint, pageCursor, pageLimit, storableText } from "./request_text.ts";
import { type Services, withDatabase } from "./services.ts";

const list = createRoute({
  method: "get",
  path: "/audit/findings",
  summary: "Current findings, worst first; without state those that are not resolved",
  request: {
    query: z.strictObject({
      state: z.enum(STATES).optional(),
      severity: z.enum(SEVERITIES).optional(),
      rule: storableText(100).optional(),
      category: z.enum(CATEGORIES).optional(),
      object: storableText(1000)
        .optional()
        .openapi({ description: "Object identity as findings print it; * stands for any text" }),
      cursor: pageCursor,
      limit: pageLimit,
    }),
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
    const filters = present(c.req.valid("query"));
    const page = await readPage(filters.cursor, () =>
      withDatabase(services, (database) => listFindings(database, filters)),
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

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** The filters that were given: an absent one and one without a value are not the same to the store's types. */
function present<T extends object>(filters: T): Present<T> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as Present<T>;
}
