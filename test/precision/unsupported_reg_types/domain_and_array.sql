-- fires: jobs.tasks.handler
-- fires: jobs.tasks.fallbacks
-- because: a domain over regprocedure and an array of regproc hold such OIDs too.
create schema jobs;
create domain jobs.handler as regprocedure;
create table jobs.tasks (id bigint primary key, handler jobs.handler, fallbacks regproc[]);
