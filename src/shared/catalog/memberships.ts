import { z } from "zod";
import { type DeepReadonly, type Family, name } from "./family.ts";

const row = z.object({
  role: name,
  member: name,
  /** The member has the role's privileges without `set role`. */
  inherit: z.boolean(),
  /** The member can become the role with `set role`. */
  set: z.boolean().default(true),
  admin: z.boolean(),
});
/** A role's membership in another (`pg_auth_members`). */
export type Membership = DeepReadonly<z.infer<typeof row>>;

// Since 16 inheritance and `set role` are properties of the grant; before, of the member, and always allowed.
export const memberships: Family<Membership> = {
  name: "memberships",
  row,
  sql: (server) => `
    select
      granted.rolname as role,
      member.rolname as member,
      bool_or(${server.version >= 160000 ? "mem.inherit_option" : "member.rolinherit"}) as inherit,
      bool_or(${server.version >= 160000 ? "mem.set_option" : "true"}) as set,
      bool_or(mem.admin_option) as admin
    from pg_catalog.pg_auth_members mem
    join pg_catalog.pg_roles granted on granted.oid = mem.roleid
    join pg_catalog.pg_roles member on member.oid = mem.member
    group by granted.rolname, member.rolname
    order by granted.rolname, member.rolname`,
};
