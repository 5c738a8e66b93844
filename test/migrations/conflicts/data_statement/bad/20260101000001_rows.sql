\echo loading
-- expect info: public.notes
insert into notes values (1, 'insert into tags; delete from notes');
-- expect info: public.notes
update public.notes set body = '' where id = 1;
-- expect info: public.notes
delete from only public.notes where id = 2;
-- expect info: public."we""ird; --ü"
insert into public."we""ird; --ü" select generate_series(1, 3);
-- expect info: public.notes
merge into public.notes n using public."we""ird; --ü" w on n.id = w.id when matched then do nothing;
-- expect info: public.notes
truncate public.notes;
-- expect info: storage.buckets
insert into storage.buckets (id, name) values ('avatars', 'avatars') on conflict do nothing;
-- expect info: public.notes
with gone as (delete from public.notes where id = 3 returning *) select count(*) from gone;
do $$
begin
  if not exists (select from public.notes) then
    -- expect info: public.notes
    insert into public.notes values (9, 'nine');
  end if;
  -- expect info: public.notes
  execute 'update public.notes set body = null where id = 9';
end $$;
