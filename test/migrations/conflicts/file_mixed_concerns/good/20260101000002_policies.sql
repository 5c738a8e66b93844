create policy p0 on public.t0 for select using (true);
create policy p1 on public.t1 for select using (true);
create policy p2 on public.t2 for select using (true);
create policy p3 on public.t3 for select using (true);
create policy p4 on public.t4 for select using (true);
create policy p5 on public.t5 for select using (true);
create policy p6 on public.t6 for select using (true);
create policy p7 on public.t7 for select using (true);
