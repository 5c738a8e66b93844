-- fires: billing.invoice_no
-- because: the sequence ends at 9,999, and 9,500 of its numbers are used.
create schema billing;
create sequence billing.invoice_no maxvalue 9999 no cycle;
select setval('billing.invoice_no', 9500);
