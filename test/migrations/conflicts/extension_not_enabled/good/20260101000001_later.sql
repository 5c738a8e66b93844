-- The body is looked up when it runs.
create extension if not exists unaccent with schema extensions;
