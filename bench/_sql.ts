import { stateSql } from "../src/shared/catalog/catalog_state_sql.ts";
console.log(stateSql([{name:"storage.buckets",print:"rows"},{name:"supabase_migrations.schema_migrations",print:"rows"}]).replace(/\s+/g," "));
