-- Create memories table
CREATE TABLE IF NOT EXISTS public.memories (
    id BIGSERIAL PRIMARY KEY,
    session_id TEXT NOT NULL,
    content TEXT NOT NULL,
    embedding vector(384),
    tags TEXT[] DEFAULT '{}',
    created_at TIMESTAMPTZ DEFAULT now()
);

CREATE INDEX IF NOT EXISTS idx_memories_created_at ON public.memories (created_at);
CREATE INDEX IF NOT EXISTS idx_memories_session ON public.memories (session_id);

ALTER TABLE public.memories ENABLE ROW LEVEL SECURITY;
