import { z } from "zod";
import {
  acl,
  type DeepReadonly,
  extension,
  extensionJoin,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
} from "./family.ts";

// Bounds of a bigint sequence exceed what a JSON number carries exactly, so these figures travel as text.
const integer = z.string().regex(/^-?\d+$/);
const row = z.object({
  oid,
  schema: name,
  name,
  owner: name,
  acl,
  type: z.string(),
  minimum: integer,
  maximum: integer,
  increment: integer,
  cycles: z.boolean(),
  /** `null` where it was never used, may not be read, or ends so far off that it was not read. */
  last_value: integer.nullable(),
  /** The column it belongs to (`owned by`, serial or identity). */
  relation: oid.nullable(),
  column: z.number().int().nullable(),
  extension,
});
/** A sequence (`pg_sequence`); its last value is read apart, by `readSequenceValues`. */
export type Sequence = DeepReadonly<z.infer<typeof row>>;

export const sequences: Family<Sequence> = {
  name: "sequences",
  row,
  sql: () => `
    select
      seq.seqrelid::int8 as oid,
      nsp.nspname as schema,
      rel.relname as name,
      pg_catalog.pg_get_userbyid(rel.relowner) as owner,
      rel.relacl::text as acl,
      pg_catalog.format_type(seq.seqtypid, null) as type,
      seq.seqmin::text as minimum,
      seq.seqmax::text as maximum,
      seq.seqincrement::text as increment,
      seq.seqcycle as cycles,
      null::text as last_value,
      own.refobjid::int8 as relation,
      own.refobjsubid as column,
      member.extname as extension
    from pg_catalog.pg_sequence seq
    join pg_catalog.pg_class rel on rel.oid = seq.seqrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    left join pg_catalog.pg_depend own
      on own.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and own.objid = seq.seqrelid
      and own.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and own.deptype in ('a', 'i')
      and own.refobjsubid > 0
    ${extensionJoin("pg_class", "rel.oid")}
    where ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname, rel.relname`,
};
