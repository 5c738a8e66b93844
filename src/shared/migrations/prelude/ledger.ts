/** The ledger of applied migrations, with the statements the Supabase CLI makes it with. */
export function ledgerSql(): string {
  return `
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
`;
}
