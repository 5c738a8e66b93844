-- fires: authenticated, error
-- because: every signed-in request may become service_role.
grant service_role to authenticated;
