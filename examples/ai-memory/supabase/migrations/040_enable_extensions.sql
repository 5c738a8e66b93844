-- all the extensions we use
create extension if not exists pg_trgm;
create extension if not exists citext with schema public;
create extension if not exists pg_cron;
create extension if not exists pgmq;
