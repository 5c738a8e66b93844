-- Longer texts.
alter table notes add column body text;
