import { z } from "@hono/zod-openapi";
import { CATEGORIES, SEVERITIES, STATES } from "../findings/finding.ts";
import type { FindingFilters } from "../store/finding_filters.ts";
import { isFingerprint, storableText } from "./request_text.ts";

/** The filters of findings as a query carries them. */
export const filterQuery = {
  state: z.enum(STATES).optional(),
  severity: z.enum(SEVERITIES).optional(),
  rule: storableText(100).optional(),
  category: z.enum(CATEGORIES).optional(),
  object: storableText(1000)
    .optional()
    .openapi({ description: "Object identity as findings print it; * stands for any text" }),
  suppressed: z
    .enum(["true", "false"])
    .optional()
    .openapi({ description: "Only findings that are accepted, or only those that are not" }),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .openapi({ description: "Only findings that came or came back since then" }),
  group: z
    .string()
    .refine(isFingerprint, "expected the id of a group")
    .optional()
    .openapi({ description: "Only findings of this group, as GET /audit/groups names it" }),
};

type Query = { readonly [Key in keyof typeof filterQuery]?: z.infer<(typeof filterQuery)[Key]> | undefined };

/** The filters that were given: an absent one and one without a value are not the same to the store's types. */
export function givenFilters({ suppressed, ...rest }: Query): FindingFilters {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...given, ...(suppressed === undefined ? {} : { suppressed: suppressed === "true" }) };
}
