-- fires: billing."Invoices"
-- because: somebody wrote a policy that does nothing; which clients reach the schema makes no difference to that.
create schema billing;
create table billing."Invoices" (id bigint primary key, payer uuid);
create policy "payer reads" on billing."Invoices" for select using (payer = (select auth.uid()));
