CREATE SCHEMA IF NOT EXISTS sandbox;
GRANT USAGE, CREATE ON SCHEMA sandbox TO authenticated;  -- tools may build scratch tables

CREATE TABLE mcp_contexts (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    server_id UUID NOT NULL REFERENCES mcp_servers(id) ON DELETE CASCADE,
    session TEXT NOT NULL,
    content JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_mcp_contexts_server ON mcp_contexts (server_id, session);
ALTER TABLE mcp_contexts ENABLE ROW LEVEL SECURITY;

CREATE TABLE architecture_scores (
    variant_id UUID PRIMARY KEY REFERENCES architecture_variants(id) ON DELETE CASCADE,
    score DOUBLE PRECISION NOT NULL
);
ALTER TABLE architecture_scores ENABLE ROW LEVEL SECURITY;
CREATE POLICY architecture_scores_read ON architecture_scores FOR SELECT TO authenticated USING (true);

CREATE OR REPLACE FUNCTION get_mcp_context(p_server UUID, p_session TEXT)
RETURNS JSONB
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = sandbox, public
AS $$
DECLARE
    result JSONB;
BEGIN
    SELECT jsonb_agg(content ORDER BY created_at) INTO result
    FROM mcp_contexts WHERE server_id = p_server AND session = p_session;
    RETURN coalesce(result, '[]'::jsonb);
END;
$$;
