-- Model Context Protocol: servers and their tools

CREATE TABLE IF NOT EXISTS mcp_servers (
    id          UUID DEFAULT gen_random_uuid() PRIMARY KEY,
    name        TEXT UNIQUE NOT NULL,
    url         TEXT NOT NULL,
    settings    JSONB DEFAULT '{}',
    created_at  TIMESTAMPTZ DEFAULT now()
);

CREATE TABLE IF NOT EXISTS mcp_tools (
    id          UUID DEFAULT gen_random_uuid() PRIMARY KEY,
    server_id   UUID NOT NULL REFERENCES mcp_servers(id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    schema      JSONB NOT NULL,
    UNIQUE (server_id, name)
);

ALTER TABLE mcp_servers ENABLE ROW LEVEL SECURITY;
ALTER TABLE mcp_tools   ENABLE ROW LEVEL SECURITY;  -- policies follow

CREATE POLICY mcp_servers_read ON mcp_servers FOR SELECT USING (true);
CREATE POLICY mcp_servers_write ON mcp_servers FOR INSERT TO authenticated WITH CHECK (true);

CREATE OR REPLACE FUNCTION register_mcp_server(p_name TEXT, p_url TEXT, p_settings JSONB)
RETURNS UUID AS $$
    INSERT INTO mcp_servers (name, url, settings)
    VALUES (p_name, p_url, p_settings)
    ON CONFLICT (name) DO UPDATE SET url = excluded.url, settings = excluded.settings
    RETURNING id;
$$ LANGUAGE sql SECURITY DEFINER;
