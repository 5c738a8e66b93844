-- fires: public.profiles.locale
-- config: {"required_objects": [{"kind": "column", "identity": "public.profiles.locale"}, {"kind": "column", "identity": "public.profiles.id"}]}
-- because: the column was dropped and one of another name took its place.
create table public.profiles (id uuid primary key, locale text);
alter table public.profiles drop column locale, add column language text;
