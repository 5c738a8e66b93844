-- 003_enhanced_memory_tables
-- "memories" replaces ai_memories. text-embedding-3-small from now on: 1536.

CREATE TABLE memories (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    agent_id UUID REFERENCES ai_agents(id) ON DELETE CASCADE,
    user_id UUID REFERENCES auth.users(id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    memory_type TEXT NOT NULL DEFAULT 'semantic',
    importance DOUBLE PRECISION NOT NULL DEFAULT 0.5,
    metadata JSONB NOT NULL DEFAULT '{}'::jsonb,
    embedding vector(1536),
    access_count INTEGER NOT NULL DEFAULT 0,
    last_accessed_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_memories_agent ON memories (agent_id);
CREATE INDEX idx_memories_user ON memories (user_id);
CREATE INDEX idx_memories_embedding ON memories USING hnsw (embedding vector_cosine_ops);
CREATE INDEX idx_memories_metadata ON memories USING gin (metadata);

CREATE TABLE memory_metadata (
    memory_id UUID NOT NULL REFERENCES memories(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (memory_id, key)
);

CREATE TABLE memory_links (
    source_id UUID NOT NULL REFERENCES memories(id) ON DELETE CASCADE,
    target_id UUID NOT NULL REFERENCES memories(id) ON DELETE CASCADE,
    relation TEXT NOT NULL DEFAULT 'related',
    weight REAL DEFAULT 1,
    PRIMARY KEY (source_id, target_id, relation)
);

ALTER TABLE memories ENABLE ROW LEVEL SECURITY;
ALTER TABLE memory_metadata ENABLE ROW LEVEL SECURITY;
ALTER TABLE memory_links ENABLE ROW LEVEL SECURITY;

CREATE POLICY "memories_owner_select" ON memories
    FOR SELECT TO authenticated USING ((SELECT auth.uid()) = user_id);

CREATE POLICY "memories_owner_insert" ON memories
    FOR INSERT TO authenticated WITH CHECK ((SELECT auth.uid()) = user_id);

-- both tables are read through their memory
CREATE POLICY "metadata_through_memory" ON memory_metadata
    FOR SELECT TO authenticated
    USING (EXISTS (SELECT 1 FROM memories m WHERE m.id = memory_id AND m.user_id = (SELECT auth.uid())));

-- SECURITY DEFINER because the agents call this with the anon key
CREATE OR REPLACE FUNCTION search_memories(query_embedding vector(1536), match_count INTEGER DEFAULT 10)
RETURNS TABLE (id UUID, content TEXT, metadata JSONB, similarity DOUBLE PRECISION)
LANGUAGE sql STABLE SECURITY DEFINER
AS $$
    SELECT m.id, m.content, m.metadata, 1 - (m.embedding <=> query_embedding)
    FROM memories m
    WHERE m.embedding IS NOT NULL
    ORDER BY m.embedding <=> query_embedding
    LIMIT match_count;
$$;

CREATE OR REPLACE FUNCTION hybrid_search(query_text TEXT, query_embedding vector(1536), match_count INTEGER DEFAULT 10)
RETURNS TABLE (id UUID, content TEXT, score DOUBLE PRECISION)
LANGUAGE plpgsql STABLE SECURITY DEFINER
AS $$
DECLARE
    v_query vector(1536) := query_embedding;
BEGIN
    RETURN QUERY
    SELECT m.id,
           m.content,
           (0.7 * (1 - (m.embedding <=> v_query))
            + 0.3 * ts_rank(to_tsvector('english', m.content), plainto_tsquery('english', query_text)))::double precision
    FROM memories m
    ORDER BY 3 DESC
    LIMIT match_count;
END;
$$;

GRANT EXECUTE ON FUNCTION hybrid_search(TEXT, vector, INTEGER) TO anon, authenticated;
