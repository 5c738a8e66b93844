-- Bodies that both judges must agree on: of functions whose name begins with g nothing is broken, of those that begin with b
-- what the comment before them says. Bodies are not checked when they are made (check_function_bodies = off).
create schema app; create schema private;
create type app.mood as enum ('sad', 'ok');
create type app.pair as (a integer, b integer);
create domain app.email as text check (value like '%@%');
create table app.users (id uuid primary key default gen_random_uuid(), email text not null, name text, mood app.mood, tags text[] default '{}', meta jsonb default '{}', manager uuid, created_at timestamptz default now(), p app.pair);
create table app.posts (id bigint generated always as identity primary key, author uuid references app.users, title text, body text, status text default 'draft', score numeric, published_at timestamptz, deleted boolean default false);
create table app.comments (id bigserial primary key, post_id bigint, author uuid, body text, created_at timestamptz default now());
create table app.events (id bigint, kind text, payload jsonb, at timestamptz) partition by range (at);
create table app.events_2025 partition of app.events for values from ('2025-01-01') to ('2026-01-01');
create view app.public_posts as select id, title, author from app.posts where not deleted;
create materialized view app.stats as select author, count(*) as posts from app.posts group by author;
create table private.settings (key text primary key, value text);
create sequence app.counter;
create function app.full_name(u app.users) returns text language sql as $$ select u.name || ' ' || u.email $$;
create function app.add(a int, b int default 1) returns int language sql as $$ select a + b $$;
create function app.concat_all(variadic parts text[]) returns text language sql as $$ select array_to_string(parts, '') $$;
create function app.named(first text, second int default 0, third boolean default false) returns text language sql as $$ select first $$;
create procedure app.proc(inout a int, b text default 'x') language plpgsql as $$ begin a := 1; end $$;
create aggregate app.my_sum(int) (sfunc = int4pl, stype = int);

-- Sound.
create function app.g_1() returns setof app.posts language plpgsql as $$ begin return query select * from app.posts p where p.status = 'x' order by p.score desc nulls last limit 10; end $$;
create function app.g_2() returns table (id bigint, title text, n bigint) language plpgsql as $$ begin return query select p.id, p.title, count(c.id) as n from app.posts p left join app.comments c on c.post_id = p.id group by p.id, p.title having count(c.id) > 1 order by n desc, 2; end $$;
create function app.g_3(p_id bigint) returns app.posts language plpgsql as $$ declare v app.posts; w app.posts%rowtype; t app.posts.title%type; begin select * into strict v from app.posts where id = p_id; w := v; t := w.title; v.title := upper(t); v.status = 'done'; return v; exception when no_data_found then raise notice '%', sqlerrm; return null; end $$;
create function app.g_4() returns trigger language plpgsql as $$ begin if tg_op = 'UPDATE' and new.title is distinct from old.title then new.published_at := now(); end if; new.body := coalesce(new.body, ''); return new; end $$;
create trigger t4 before insert or update on app.posts for each row execute function app.g_4();
create function app.g_5() returns trigger language plpgsql as $$ begin insert into app.events (id, kind, payload, at) select n.id, 'post', to_jsonb(n), now() from inserted n; return null; end $$;
create trigger t5 after insert on app.posts referencing new table as inserted for each statement execute function app.g_5();
create function app.g_6(a jsonb) returns void language plpgsql as $$ declare r record; k text; v jsonb; i int; begin for r in select u.id, u.email as mail from app.users u loop perform app.add(1, 2), app.add(3); raise notice '% %', r.id, r.mail; end loop; for k, v in select * from jsonb_each(a) loop null; end loop; for i in reverse 10..1 by 2 loop continue when i = 3; end loop; foreach k in array array['a','b'] loop null; end loop; while i < 3 loop i := i + 1; exit; end loop; end $$;
create function app.g_7() returns bigint language plpgsql as $$ declare n bigint; begin with recursive tree as (select id, manager, 1 as depth from app.users where manager is null union all select u.id, u.manager, t.depth + 1 from app.users u join tree t on t.id = u.manager), deep as (select * from tree where depth > 3) select count(*) into n from deep d join app.users using (id) where d.depth > 2 and email <> ''; return n; end $$;
create function app.g_8(p uuid) returns uuid language plpgsql as $$ declare x uuid; begin insert into app.users as u (id, email, name) values (p, 'a@b', 'n') on conflict (id) do update set name = excluded.name, tags = u.tags || array['x'] where u.email <> excluded.email returning u.id into x; return x; end $$;
create function app.g_9() returns void language plpgsql as $$ begin update app.posts p set (title, body) = (select c.body, c.body from app.comments c where c.post_id = p.id limit 1), score = p.score + s.n from (select post_id, count(*) as n from app.comments group by post_id) s where s.post_id = p.id and not p.deleted; delete from app.comments c using app.posts p where p.id = c.post_id and p.deleted; end $$;
create function app.g_10() returns void language plpgsql as $$ begin merge into app.posts t using (select id, body from app.comments) s on s.id = t.id when matched and t.deleted then delete when matched then update set body = s.body when not matched then insert (title, body) values ('x', s.body); end $$;
create function app.g_11(u app.users) returns text language plpgsql as $$ begin return u.name || (u).email || (u.p).a || u.mood; end $$;
create function app.g_12() returns text language plpgsql as $$ declare u app.users; begin select * into u from app.users x where x.full_name like '%a%' and full_name(x) <> '' and (x.p).a = 1 order by x.created_at; return app.full_name(u); end $$;
create function app.g_13() returns text language plpgsql as $$ begin return app.concat_all('a', 'b', 'c') || app.named('x', third => true) || app.named(first => 'y'); end $$;
create function app.g_14() returns void language plpgsql as $$ declare a int := 1; begin call app.proc(a); call app.proc(a, 'z'); end $$;
create function app.g_15() returns int language plpgsql as $$ begin return (select app.my_sum(x) from generate_series(1, 3) as g(x)) + (select sum(v.a) from (values (1), (2)) as v(a)); end $$;
create function app.g_16() returns void language plpgsql as $$ begin perform nextval('app.counter'), last_value from app.counter; perform pg_notify('x', 'y'), set_config('a.b', 'c', true); end $$;
create function app.g_17() returns jsonb language plpgsql as $$ begin return (select jsonb_agg(jsonb_build_object('id', p.id, 'c', (select count(*) from app.comments where post_id = p.id))) from app.public_posts p, lateral (select max(created_at) as m from app.comments where post_id = p.id) l where l.m > now() - interval '1 day'); end $$;
create function app.g_18() returns void language plpgsql as $$ declare c cursor (p bigint) for select id, title from app.posts where id = p; x bigint; y text; begin open c(1); fetch c into x, y; close c; for r in c(2) loop perform r.title; end loop; end $$;
create function app.g_19() returns text language plpgsql as $$ declare m app.mood; e app.email; p app.pair; x text; begin select mood, name into m, x from app.users limit 1; p := (1, 2)::app.pair; e := 'a@b'; p.a := 3; return m::text || e || 'sad'::app.mood || p.b; end $$;
create function app.g_20(inout id bigint) language plpgsql as $$ <<outer_block>> declare id bigint := 1; begin declare id bigint := 2; begin update app.posts set score = outer_block.id where posts.id = g_20.id; end; exception when undefined_column then null; end $$;
create function app.g_21() returns void language plpgsql as $$ begin perform ctid, tableoid, xmin, p.ctid from app.posts p; perform p from app.posts p; perform count(p) from app.posts p; perform (p).title from app.posts p; perform p.* from app.posts p; end $$;
create function app.g_22() returns void language plpgsql as $$ begin perform x.title, y.n from app.posts x cross join lateral jsonb_to_recordset(to_jsonb(x)) as y(n int, m text); perform a, b from unnest(array[1], array['x']) with ordinality as t(a, b, o); perform d from json_each('{}') as j(k, d); end $$;
create function app.g_23() returns void language plpgsql as $$ begin perform row_number() over w, rank() over (partition by author order by score) from app.posts window w as (order by published_at); perform percentile_cont(0.5) within group (order by score) filter (where deleted) from app.posts; perform grouping(author) from app.posts group by rollup (author, status); end $$;
create function app.g_24() returns void language plpgsql as $$ begin perform p.title from app.posts p where exists (select 1 from app.comments where post_id = p.id and author = p.author) and p.id in (select post_id from app.comments c2 where c2.author = p.author) ; exception when others then null; end $$;
create function app.g_25() returns text language plpgsql as $$ begin return case when exists (select from app.posts for update skip locked) then 'a' else (select string_agg(title, ',' order by id) from app.posts) end; end $$;
create function app.g_26() returns void language plpgsql as $$ begin perform 1 from app.posts p join app.users u on u.id = p.author for update of p, u; perform coalesce(title, body), nullif(status, ''), greatest(score, 1), extract(year from published_at), position('a' in title), substring(title from 1 for 2), trim(both ' ' from title), overlay(title placing 'x' from 1), cast(score as int), published_at at time zone 'utc', current_user, localtimestamp from app.posts; end $$;
create function app.g_27() returns void language plpgsql as $$ begin perform date '2020-01-01', interval '1 day', int4 '1', date('2020-01-01'), int8(1), text(1), timestamptz '2020-01-01'; perform '{}'::jsonb ->> 'a', array[1]::int[], 'x'::varchar(3), 1::double precision, '1'::bit(3), 'a'::"char", '1 day'::interval hour; end $$;
create function app.g_28() returns trigger language plpgsql as $$ begin if tg_table_name = 'posts' then new.title := 'x'; elsif tg_table_name = 'comments' then new.post_id := 1; end if; return new; end $$;
create trigger t28 before insert on app.posts for each row execute function app.g_28();
create trigger t28 before insert on app.comments for each row execute function app.g_28();
create function app.g_29() returns int language plpgsql as $$ declare r record; begin execute 'select 1 as a' into r; return r.a; end $$;
create function app.g_30(variadic args int[]) returns int language plpgsql as $$ begin return $1[1] + args[2] + cardinality(args); end $$;
create function app.g_31() returns void language plpgsql as $$ begin create temp table if not exists scratch (id int, title text); insert into scratch (id, title) values (1, 'x'); update scratch set title = 'y' where scratch.id = 1; drop table scratch; create temporary table made as select id from app.posts; perform id from made m where m.id = 1; end $$;
create function app.g_32() returns bigint language plpgsql as $$ begin return (select count(*) from scratch); end $$;
create function app.g_33() returns bigint language plpgsql as $$ begin return (select count(*) from settings where key = 'x'); end $$;
create function app.g_34() returns app.posts language plpgsql set search_path = app as $$ declare p posts; q posts.title%type; begin select * into p from posts where title = any (select name from users); perform add(1), full_name(u) from users u; insert into comments (post_id, body) select id, title from posts returning comments.id, body into p.id, q; return p; end $$;
create function app.g_35() returns event_trigger language plpgsql as $$ declare r record; begin for r in select * from pg_event_trigger_ddl_commands() loop raise notice '%', r.object_identity; end loop; end $$;
create function app.g_36(a anyelement) returns anyelement language plpgsql as $$ begin return (select a from app.posts limit 1); end $$;
create function app.g_37() returns setof record language plpgsql as $$ begin return query select * from json_to_record('{}') as x(a int, b text); return next (1, 'x'); return; end $$;
create procedure app.g_38() language plpgsql as $$ begin insert into app.posts (title) select title from app.public_posts; commit; end $$;
create function app.g_39() returns int language plpgsql as $$ declare id bigint; begin select p.id into id from app.posts p where p.id = 1; return id; end $$;
create function app.g_40() returns int language plpgsql as $$ #variable_conflict use_column
 declare title text; begin select title into title from app.posts where title = 'x'; return 1; end $$;
create function app.g_41() returns void language plpgsql as $$ begin perform "id", "title" from app."posts" as "P" where "P"."id" = 1; perform author author, count(*) total from app.posts group by author order by total, author; perform count(*) from app.posts group by date_trunc('day', published_at); perform distinct_title from (select distinct on (title) title as distinct_title from app.posts order by title, id) s; end $$;
create function app.g_42() returns void language plpgsql as $$ begin insert into app.users (email, p.a, tags[1]) values ('x', 1, 'y'); update app.users set p.b = 2, tags[2] = 'z', meta['a'] = '1' where (p).a = 1; insert into app.stats_log default values; exception when undefined_table then null; end $$;
create function app.g_43(title text, out total bigint) language plpgsql as $$ begin select count(*) into total from app.posts p where p.title = g_43.title; end $$;
create function app.g_44() returns void language plpgsql as $$ begin lock table app.posts in share mode; truncate app.comments; perform 1 from only app.events e where e.kind = 'x'; perform * from app.events_2025 tablesample system (10); perform author from app.stats s where s.posts > 1; end $$;
create function app.g_45() returns void language plpgsql as $$ declare p app.posts; begin for p in select * from app.posts loop if p.deleted then delete from app.posts where current of c; end if; end loop; exception when others then null; end $$;
-- SQL bodies
create function app.g_sql_1(p_author uuid) returns bigint language sql as $$ select count(*) from app.posts where author = p_author and g_sql_1.p_author is not null and $1 = author $$;
create function app.g_sql_2() returns setof text language sql as $$ select title from app.posts natural join (select 1 as one) q order by title; select u.name from app.users u where app.full_name(u) is not null $$;

create function app.g_46(int, text) returns int language plpgsql as $$ declare a alias for $1; begin return a + $1 + length($2); end $$;
create function app.g_47() returns int language plpgsql as $$ begin if current_setting('server_version_num')::int > 0 then return 1; end if; return 0; end $$;
create function app.g_48() returns void language plpgsql as $$ begin execute 'delete from app.made_later'; end $$;

-- Broken.
-- broken: column app.posts.heading
create function app.b_1() returns void language plpgsql as $$ begin perform heading from app.posts; end $$;
-- broken: column app.posts.heading
create function app.b_2() returns void language plpgsql as $$ begin perform p.heading from app.posts p join app.users u on u.id = p.author; end $$;
-- broken: column app.comments.pst
create function app.b_3() returns void language plpgsql as $$ begin perform 1 from app.posts p where p.id in (select c.pst from app.comments c where c.post_id = p.id); end $$;
-- broken: column app.posts.heading
create function app.b_4() returns trigger language plpgsql as $$ begin new.heading := 'x'; return new; end $$;
create trigger b4 before insert on app.posts for each row execute function app.b_4();
-- broken: column app.posts.heading
create function app.b_5() returns trigger language plpgsql as $$ begin if old.heading <> new.title then return null; end if; return new; end $$;
create trigger b5 before update on app.posts for each row execute function app.b_5();
-- broken: column app.posts.heading
create function app.b_6() returns void language plpgsql as $$ declare p app.posts; begin select * into p from app.posts; perform p.heading; end $$;
-- broken: function app.add with 3 arguments
create function app.b_7() returns int language plpgsql as $$ begin return app.add(1, 2, 3); end $$;
-- broken: function app.named with 2 arguments, named fourth
create function app.b_8() returns text language plpgsql as $$ begin return app.named('x', fourth => 1); end $$;
-- broken: function no_such_function
create function app.b_9() returns text language plpgsql as $$ begin return no_such_function(1); end $$;
-- broken: column app.posts.heading
create function app.b_10() returns void language plpgsql as $$ begin insert into app.posts (title, heading) values ('a', 'b'); end $$;
-- broken: column app.posts.heading
create function app.b_11() returns void language plpgsql as $$ begin update app.posts set heading = 'x' where id = 1; end $$;
-- broken: column app.users.uid
create function app.b_12() returns uuid language plpgsql as $$ declare x uuid; begin insert into app.users (email) values ('x') returning uid into x; return x; end $$;
-- broken: column app.users.mail
create function app.b_13() returns void language plpgsql as $$ begin insert into app.users (email) values ('x') on conflict (mail) do nothing; end $$;
-- broken: column app.users.nam
create function app.b_14() returns void language plpgsql as $$ begin insert into app.users (email) values ('x') on conflict (id) do update set name = excluded.nam; end $$;
-- broken: type app.feeling
create function app.b_15() returns void language plpgsql as $$ begin perform 'x'::app.feeling; end $$;
-- broken: relation app.authors
create function app.b_16() returns void language plpgsql as $$ begin delete from app.posts p using app.authors a where a.id = p.author; end $$;
-- broken: relation posts
create function app.b_17() returns void language plpgsql set search_path = '' as $$ begin perform 1 from posts; end $$;
-- broken: function add
create function app.b_18() returns void language plpgsql set search_path = '' as $$ begin perform add(1); end $$;
-- broken: column missing of app.posts or app.comments
create function app.b_19() returns void language plpgsql as $$ begin perform missing from app.posts p, app.comments c; end $$;
-- broken: column app.posts.heading
create function app.b_20() returns void language plpgsql as $$ begin merge into app.posts t using app.comments s on s.id = t.id when matched then update set heading = s.body; end $$;
-- broken: column app.posts.heading
create function app.b_21() returns void language plpgsql as $$ begin perform 1 from app.posts order by heading; end $$;
-- broken: column app.posts.idd
create function app.b_22() returns void language plpgsql as $$ begin perform p.id from app.posts p where exists (select 1 from app.comments c where c.post_id = p.idd); end $$;
-- broken: column app.posts.heading
create function app.b_23() returns void language plpgsql as $$ declare x text; begin x := (select heading from app.posts limit 1); end $$;
-- broken: type mood
create function app.b_24() returns void language plpgsql set search_path = '' as $$ begin perform 'sad'::mood; end $$;
-- broken: column app.pair.c
create function app.b_25() returns void language plpgsql as $$ declare p app.pair; begin p.c := 1; end $$;
-- broken: column app.users.surname
create function app.b_26(u app.users) returns text language plpgsql as $$ begin return u.surname; end $$;
-- broken: function app.concat_all with 1 argument, named parts
create function app.b_27() returns text language plpgsql as $$ begin return app.concat_all(parts => array['x']); end $$;
-- broken: column app.posts.heading
create function app.b_sql_1() returns bigint language sql as 'select count(heading) from app.posts';
-- broken: column app.posts.heading
create function app.b_sql_2() returns bigint language sql as 'select p.heading::bigint from app.posts p';
-- broken: function app.add with 3 arguments
create function app.b_sql_3() returns int language sql as 'select app.add(1,2,3)';
