import { createRoute, z } from "@hono/zod-openapi";
import { docsUrl } from "../audit/judge.ts";
import { CATEGORIES, SEVERITIES } from "../findings/finding.ts";
import { findRule, RULES } from "../rules/mod.ts";
import type { Rule } from "../rules/rule.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { Problem } from "./problem.ts";

const ruleSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    summary: z.string(),
    severity: z.enum(SEVERITIES),
    category: z.enum(CATEGORIES),
    rationale: z.string(),
    sources: z.array(z.string()),
    limits: z.string().optional(),
    docs: z.string(),
  })
  .openapi("Rule");

const list = createRoute({
  method: "get",
  path: "/audit/rules",
  summary: "Every rule",
  responses: answers({
    200: jsonAnswer("Rules by category and name", z.object({ rules: z.array(ruleSchema) })),
  }),
});

const one = createRoute({
  method: "get",
  path: "/audit/rules/{id}",
  summary: "One rule",
  request: { params: z.object({ id: z.string() }) },
  responses: answers({ 200: jsonAnswer("The rule", ruleSchema) }, [404]),
});

/** `GET /audit/rules` and `GET /audit/rules/:id`. */
export function addRuleRoutes(app: App): void {
  app.openapi(list, (c) => c.json({ rules: RULES.map(metadata) }, 200));
  app.openapi(one, (c) => {
    const rule = findRule(c.req.valid("param").id);
    if (rule === undefined) throw new Problem("not_found", "There is no such rule.");
    return c.json(metadata(rule), 200);
  });
}

function metadata(rule: Rule) {
  return {
    id: rule.id,
    title: rule.title,
    summary: rule.summary,
    severity: rule.severity,
    category: rule.category,
    rationale: rule.rationale,
    sources: rule.sources,
    ...(rule.limits === undefined ? {} : { limits: rule.limits }),
    docs: docsUrl(rule.id),
  };
}
