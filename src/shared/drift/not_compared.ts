/** What drift does not compare, in words; a manifest and a report list it. */
export const NOT_COMPARED: readonly string[] = [
  "rows of tables, other than buckets and cron jobs, and the values of sequences",
  "order of columns",
  "tablespaces, clustering, large objects, sizes and statistics",
  "objects of extensions and versions of extensions",
  "objects of the platform's schemas (auth, storage, realtime, …) but for triggers and policies that users put on their tables, and schema supawarden",
  "attributes, settings and memberships of the platform's roles that the platform sets",
  "grants to the platform's roles on the database",
  "names and inheritance of not-null constraints",
  "passwords, connection strings and options of user mappings; options of foreign servers and commands of cron jobs by their hash",
  "security labels, access methods, server parameters and grants on them",
  "who granted a privilege",
];
