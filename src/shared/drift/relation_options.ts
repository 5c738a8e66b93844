/** Options of relations that are read as a boolean; `buffering` and `vacuum_index_cleanup` are words of their own. */
const BOOLEANS = [
  "autovacuum_enabled",
  "deduplicate_items",
  "fastupdate",
  "security_barrier",
  "security_invoker",
  "user_catalog_table",
  "vacuum_truncate",
] as const;

/** Postgres keeps a boolean as it was written: any beginning of `true` or `yes`, `on`, `1`, in any case. */
const TRUE = "^(t|tr|tru|true|y|ye|yes|on|1)$";
const FALSE = "^(f|fa|fal|fals|false|n|no|of|off|0)$";

/** An option, `name=value`, as any other spelling of the same meaning. */
export function canonicalOption(option: string): string {
  const end = option.indexOf("=");
  const [name, value] = [option.slice(0, end), option.slice(end + 1)];
  if (!(BOOLEANS as readonly string[]).includes(name)) return option;
  if (new RegExp(TRUE, "i").test(value)) return `${name}=true`;
  return new RegExp(FALSE, "i").test(value) ? `${name}=false` : option;
}

/** SQL of a list of options as `canonicalOption` makes them, in order; null for none. */
export function relationOptionsSql(list: string): string {
  const names = BOOLEANS.map((name) => `'${name}'`).join(", ");
  return `case when ${list} is not null then (
      select array_agg(item.entry order by item.entry collate "C")
      from (
        select case
          when split_part(written.entry, '=', 1) not in (${names}) then written.entry
          when substr(written.entry, strpos(written.entry, '=') + 1) ~* '${TRUE}' then split_part(written.entry, '=', 1) || '=true'
          when substr(written.entry, strpos(written.entry, '=') + 1) ~* '${FALSE}' then split_part(written.entry, '=', 1) || '=false'
          else written.entry
        end as entry
        from unnest(${list}) written (entry)
      ) item
    ) end`;
}
