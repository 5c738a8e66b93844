/**
 * Default privileges of Supabase's initial schema: whatever `postgres` or `supabase_admin` makes in schema public is
 * open to the API roles. Postgres' own EXECUTE for PUBLIC on functions comes on top.
 */
export function defaultPrivilegesSql(): string {
  return ["postgres", "supabase_admin"]
    .flatMap((owner) =>
      ["tables", "sequences", "functions"].map(
        (kind) =>
          `alter default privileges for role ${owner} in schema public grant all on ${kind} to postgres, anon, authenticated, service_role;`,
      ),
    )
    .join("\n");
}
