import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { type ApiRole, isPlatformSchema } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { createCauseFinder } from "./default_grants.ts";
import { type GraphqlService, graphqlService } from "./graphql_service.ts";
import { revokeFromApi } from "./relation_revoke.ts";

/** One verdict for each relation that pg_graphql serves to the role, or would serve but for what the message names. */
export function* servedByGraphql(input: RuleInput, role: ApiRole): Iterable<Verdict> {
  const service = graphqlService(input);
  if (service === undefined || !service.answers(role)) return;
  const causeOf = createCauseFinder(input);
  for (const relation of input.snapshot.relations) {
    // pg_graphql leaves partitioned tables out and takes their partitions for tables.
    if (relation.kind === "partitioned table" || isPlatformSchema(relation.schema)) continue;
    const onPath = service.path.has(relation.schema);
    if (!onPath && service.pathSource === "authenticator") continue;
    if (!input.access.schemaUsage(role, relation.schema)) continue;
    if (!input.access.rowPrivilege(role, relation, "select")) continue;
    const held = { roles: [role], privileges: ["select"] as const };
    yield {
      ...verdict(input, relation, { role, service, onPath }),
      root_cause: `extension pg_graphql serves what ${role} may select in schema ${relation.schema}`,
      ...causeOf(relation, held),
    };
  }
}

function verdict(
  input: RuleInput,
  relation: Relation,
  { role, service, onPath }: { role: ApiRole; service: GraphqlService; onPath: boolean },
): Verdict {
  const omission = service.omission(relation);
  const listed = service.isListed(relation.schema);
  return {
    object: schemaObjectRef("relation", relation),
    severity: onPath && listed && omission === undefined ? "warn" : "info",
    message: messageFor(relation, { role, onPath, omission, listed }),
    evidence: {
      kind: relation.kind,
      privileges: [...input.access.rowPrivileges(role, relation)],
      rls_enabled: relation.rls_enabled,
      pg_graphql: service.version,
      introspection: listed,
      on_search_path: onPath,
      search_path_from: service.pathSource,
      ...(omission === undefined ? {} : { lacks: omission }),
      ...(relation.extension === null ? {} : { extension: relation.extension }),
    },
    remediation: revokeFromApi(input, relation, {
      roles: [role],
      privileges: ["select"],
      note: `The REST API loses it with GraphQL: where the application reads it as ${role}, keep the grant and accept the finding. Where nothing uses GraphQL, drop extension pg_graphql, which ends all findings of this rule.`,
    }),
  };
}

function messageFor(
  relation: Relation,
  found: {
    readonly role: ApiRole;
    readonly onPath: boolean;
    readonly omission: ReturnType<GraphqlService["omission"]>;
    readonly listed: boolean;
  },
): string {
  const subject = `${relation.kind} ${qualified(relation)}`;
  if (found.omission !== undefined) {
    return `GraphQL would serve ${subject} to ${found.role}, did it not lack a ${
      found.omission === "name" ? "name that GraphQL takes" : "primary key"
    }.`;
  }
  if (!found.onPath) {
    return `GraphQL serves ${subject} to ${found.role} if the API's extra search path, which SQL does not show, names schema ${quoteIdent(relation.schema)}.`;
  }
  return found.listed
    ? `The GraphQL schema shows ${found.role} the name, columns and relationships of ${subject}.`
    : `GraphQL serves ${subject} to ${found.role} who asks for it by name; introspection, which would list it, is off.`;
}
