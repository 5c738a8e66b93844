-- fires: public.audit_log, error
-- fires: public.orders_buyer_idx
-- config: {"required_objects": [{"kind": "relation", "identity": "public.audit_log"}, {"kind": "index", "identity": "public.orders_buyer_idx"}, {"kind": "relation", "identity": "public.orders"}]}
-- because: the configuration requires three objects, of which one exists.
create table public.orders (id bigint primary key, buyer uuid);
