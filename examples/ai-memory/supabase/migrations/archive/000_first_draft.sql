-- where it all began. Kept for reference, do not run.
create table memory (
  id serial primary key,
  body text,
  embedding real[]
);
