-- Self improvement log and memory consolidation

CREATE TABLE self_improvement_logs (
  id SERIAL PRIMARY KEY,
  agent_id UUID REFERENCES ai_agents(id),
  change TEXT NOT NULL,
  before_score DOUBLE PRECISION,
  after_score DOUBLE PRECISION,
  created_at TIMESTAMPTZ DEFAULT now()
);

ALTER TABLE self_improvement_logs ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Allow all" ON self_improvement_logs FOR ALL USING (true) WITH CHECK (true);

CREATE OR REPLACE FUNCTION consolidate_memories(p_agent UUID, p_threshold DOUBLE PRECISION DEFAULT 0.92)
RETURNS INTEGER
LANGUAGE plpgsql
SECURITY DEFINER
AS $$
DECLARE
  centroid vector(384);
  merged INTEGER := 0;
BEGIN
  SELECT avg(embedding) INTO centroid FROM memories WHERE agent_id = p_agent;

  DELETE FROM memories m
  WHERE m.agent_id = p_agent
    AND m.importance < 0.2
    AND 1 - (m.embedding <=> centroid) > p_threshold;

  GET DIAGNOSTICS merged = ROW_COUNT;
  RETURN merged;
END;
$$;

CREATE OR REPLACE PROCEDURE purge_old_memories(p_days INTEGER)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
  DELETE FROM public.memories WHERE created_at < now() - make_interval(days => p_days) AND importance < 0.1;
END;
$$;

REVOKE ALL ON PROCEDURE purge_old_memories(INTEGER) FROM PUBLIC, anon, authenticated;
