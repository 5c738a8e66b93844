-- fires: support_agent, warn
-- because: the Data API's login role can become it when a token says so, and no policy holds it back.
create role support_agent nologin bypassrls;
grant support_agent to authenticator;
