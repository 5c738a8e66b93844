-- ============================================================================
-- PRODUCTION SCHEMA (FIXED)
-- Version: 2.1
-- Description: everything the app needs in one file. Replaces the half applied
--              002_production_schema.sql. Safe to run on an empty project.
-- Notes:
--   * profiles are made by a trigger on auth.users
--   * RLS is ON where users write. Lookup tables do not need it.
--   * SECURITY DEFINER is used where the dashboard needs totals
-- ============================================================================


-- ============================================================================
-- 1. TYPES
-- ============================================================================

CREATE TYPE project_status AS ENUM ('draft', 'active', 'paused', 'archived');
CREATE TYPE message_role AS ENUM ('system', 'user', 'assistant', 'tool');
CREATE TYPE invitation_state AS ENUM ('sent', 'accepted', 'declined', 'expired');

CREATE DOMAIN email_address AS TEXT CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+$');


-- ============================================================================
-- 2. HELPERS
-- ============================================================================

CREATE OR REPLACE FUNCTION touch_updated_at()
RETURNS TRIGGER
LANGUAGE plpgsql
SET search_path = ''
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;

COMMENT ON FUNCTION touch_updated_at() IS 'Keeps updated_at honest. Not a SECURITY DEFINER function.';

-- no search_path here, it is only used for slugs
CREATE OR REPLACE FUNCTION slugify(input TEXT)
RETURNS TEXT
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT trim(both '-' from regexp_replace(lower(input), '[^a-z0-9]+', '-', 'g'));
$$;


-- ============================================================================
-- 3. CORE TABLES
-- ============================================================================

CREATE TABLE profiles (
    id UUID PRIMARY KEY REFERENCES auth.users(id) ON DELETE CASCADE,
    email TEXT,
    display_name TEXT,
    avatar_url TEXT,
    role TEXT NOT NULL DEFAULT 'member',
    preferences JSONB NOT NULL DEFAULT '{"theme": "dark", "language": "en"}'::jsonb,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE teams (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    owner_id UUID NOT NULL REFERENCES profiles(id),
    plan TEXT NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'pro', 'team')),
    seats INTEGER NOT NULL DEFAULT 3 CHECK (seats BETWEEN 1 AND 500),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE team_members (
    team_id UUID NOT NULL REFERENCES teams(id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    role TEXT NOT NULL DEFAULT 'member',
    joined_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, user_id)
);

CREATE INDEX idx_team_members_user ON team_members (user_id);

CREATE TABLE invitations (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id UUID NOT NULL REFERENCES teams(id) ON DELETE CASCADE,
    email email_address NOT NULL,
    state invitation_state NOT NULL DEFAULT 'sent',
    invited_by UUID REFERENCES profiles(id) ON DELETE SET NULL,
    expires_at TIMESTAMPTZ NOT NULL DEFAULT now() + interval '7 days',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_invitations_team ON invitations (team_id);
CREATE INDEX idx_invitations_email ON invitations (lower(email));

CREATE TABLE projects (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id UUID REFERENCES teams(id) ON DELETE CASCADE,
    owner_id UUID NOT NULL REFERENCES profiles(id),
    name TEXT NOT NULL,
    description TEXT,
    status project_status NOT NULL DEFAULT 'draft',
    settings JSONB NOT NULL DEFAULT '{}'::jsonb,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_projects_team ON projects (team_id);
CREATE INDEX idx_projects_owner ON projects (owner_id);
CREATE INDEX idx_projects_status ON projects (status) WHERE status <> 'archived';


-- ============================================================================
-- 4. DOCUMENTS AND SEARCH
-- ============================================================================

CREATE TABLE documents (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id UUID NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    created_by UUID REFERENCES profiles(id) ON DELETE SET NULL,
    title TEXT NOT NULL,
    body TEXT,
    mime_type TEXT NOT NULL DEFAULT 'text/markdown',
    byte_size BIGINT,
    checksum TEXT,
    search tsvector GENERATED ALWAYS AS (to_tsvector('english', coalesce(title, '') || ' ' || coalesce(body, ''))) STORED,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_documents_project ON documents (project_id, created_at DESC);
CREATE INDEX idx_documents_search ON documents USING gin (search);
-- fuzzy title search
CREATE INDEX idx_documents_title_trgm ON documents USING gin (title gin_trgm_ops);

CREATE TABLE document_sections (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id UUID NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    content TEXT NOT NULL,
    token_count INTEGER,
    embedding vector(1536),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_document_sections_document ON document_sections (document_id, position);

CREATE TABLE tags (
    id INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    color TEXT NOT NULL DEFAULT '#888888'
);

CREATE TABLE document_tags (
    document_id UUID NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags(id) ON DELETE CASCADE,
    PRIMARY KEY (document_id, tag_id)
);


-- ============================================================================
-- 5. WIDGETS
-- ============================================================================

CREATE TABLE widget_categories (
    id INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    icon TEXT,
    sort_order INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE widgets (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id UUID NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    project_id UUID REFERENCES projects(id) ON DELETE CASCADE,
    category_id INTEGER REFERENCES widget_categories(id),
    title TEXT NOT NULL,
    spec JSONB NOT NULL DEFAULT '{}'::jsonb,
    is_public BOOLEAN NOT NULL DEFAULT false,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_widgets_owner ON widgets (owner_id);
CREATE INDEX idx_widgets_project ON widgets (project_id);
CREATE INDEX idx_widgets_public ON widgets (created_at DESC) WHERE is_public;


-- ============================================================================
-- 6. CONVERSATIONS
-- ============================================================================

CREATE TABLE conversations (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    project_id UUID REFERENCES projects(id) ON DELETE SET NULL,
    agent_id UUID REFERENCES ai_agents(id) ON DELETE SET NULL,
    title TEXT,
    archived BOOLEAN NOT NULL DEFAULT false,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_conversations_user ON conversations (user_id, updated_at DESC);
CREATE INDEX idx_conversations_project ON conversations (project_id);
CREATE INDEX idx_conversations_agent ON conversations (agent_id);

CREATE TABLE messages (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    conversation_id UUID NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    user_id UUID REFERENCES profiles(id) ON DELETE SET NULL,
    role message_role NOT NULL,
    content TEXT NOT NULL,
    tool_calls JSONB,
    tokens_in INTEGER,
    tokens_out INTEGER,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_messages_conversation ON messages (conversation_id, created_at);
CREATE INDEX idx_messages_user ON messages (user_id);


-- ============================================================================
-- 7. OPERATIONS
-- ============================================================================

CREATE TABLE api_usage (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id UUID REFERENCES profiles(id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    cost_cents NUMERIC(12, 4) NOT NULL DEFAULT 0,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_api_usage_user ON api_usage (user_id, created_at);

CREATE TABLE activity_log (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id UUID,
    action TEXT NOT NULL,
    details JSONB,
    source_table REGCLASS,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_activity_log_created ON activity_log (created_at);

CREATE TABLE notifications (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    payload JSONB NOT NULL DEFAULT '{}'::jsonb,
    read_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX idx_notifications_user ON notifications (user_id);

CREATE TABLE webhooks (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id UUID NOT NULL REFERENCES teams(id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    events TEXT[] NOT NULL DEFAULT '{}',
    active BOOLEAN NOT NULL DEFAULT true,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX idx_webhooks_team ON webhooks (team_id);

CREATE TABLE system_settings (
    key TEXT PRIMARY KEY,
    value JSONB NOT NULL DEFAULT '{}'::jsonb,
    description TEXT,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE agent_metrics (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agent_id UUID NOT NULL,
    name TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE prompt_templates (
    id INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    category TEXT NOT NULL DEFAULT 'general',
    template TEXT NOT NULL,
    variables TEXT[] NOT NULL DEFAULT '{}',
    is_active BOOLEAN NOT NULL DEFAULT true,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);


-- ============================================================================
-- 8. COMMENTS
-- ============================================================================

COMMENT ON TABLE profiles IS 'One row for each user, made at sign-up.';
COMMENT ON TABLE teams IS 'Teams own projects and pay for them.';
COMMENT ON TABLE team_members IS 'Who is in which team.';
COMMENT ON TABLE invitations IS 'Invitations by mail.';
COMMENT ON TABLE projects IS 'A project groups documents, widgets and conversations.';
COMMENT ON TABLE documents IS 'Uploaded or written documents.';
COMMENT ON TABLE document_sections IS 'Chunks of a document with their embedding (text-embedding-3-small, 1536).';
COMMENT ON TABLE tags IS 'Lookup table, no RLS needed.';
COMMENT ON TABLE document_tags IS 'Tags of documents.';
COMMENT ON TABLE widget_categories IS 'Lookup table, no RLS needed.';
COMMENT ON TABLE widgets IS 'Dashboards are made of widgets.';
COMMENT ON TABLE conversations IS 'Chats of a user with an agent.';
COMMENT ON TABLE messages IS 'Messages of a conversation. Never updated.';
COMMENT ON TABLE api_usage IS 'What each call costs.';
COMMENT ON TABLE activity_log IS 'Append only log.';
COMMENT ON TABLE notifications IS 'Bell icon.';
COMMENT ON TABLE webhooks IS 'Outgoing webhooks of a team.';
COMMENT ON TABLE system_settings IS 'Key/value settings of the app.';
COMMENT ON TABLE agent_metrics IS 'Numbers of the agents (old).';
COMMENT ON TABLE prompt_templates IS 'Prompts that ship with the app.';
COMMENT ON COLUMN profiles.role IS 'member, support or admin';
COMMENT ON COLUMN documents.search IS 'generated, do not write';
COMMENT ON COLUMN document_sections.embedding IS '1536 dimensions';
COMMENT ON COLUMN api_usage.cost_cents IS 'in cents of a dollar';


-- ============================================================================
-- 9. UPDATED_AT TRIGGERS
-- ============================================================================

DROP TRIGGER IF EXISTS set_updated_at ON profiles;
CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON profiles
    FOR EACH ROW
    EXECUTE FUNCTION touch_updated_at();

DROP TRIGGER IF EXISTS set_updated_at ON teams;
CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON teams
    FOR EACH ROW
    EXECUTE FUNCTION touch_updated_at();

DROP TRIGGER IF EXISTS set_updated_at ON projects;
CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON projects
    FOR EACH ROW
    EXECUTE FUNCTION touch_updated_at();

DROP TRIGGER IF EXISTS set_updated_at ON documents;
CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON documents
    FOR EACH ROW
    EXECUTE FUNCTION touch_updated_at();

DROP TRIGGER IF EXISTS set_updated_at ON widgets;
CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON widgets
    FOR EACH ROW
    EXECUTE FUNCTION touch_updated_at();

DROP TRIGGER IF EXISTS set_updated_at ON conversations;
CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON conversations
    FOR EACH ROW
    EXECUTE FUNCTION touch_updated_at();

DROP TRIGGER IF EXISTS set_updated_at ON webhooks;
CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON webhooks
    FOR EACH ROW
    EXECUTE FUNCTION touch_updated_at();

DROP TRIGGER IF EXISTS set_updated_at ON system_settings;
CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON system_settings
    FOR EACH ROW
    EXECUTE FUNCTION touch_updated_at();

DROP TRIGGER IF EXISTS set_updated_at ON prompt_templates;
CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON prompt_templates
    FOR EACH ROW
    EXECUTE FUNCTION touch_updated_at();


-- ============================================================================
-- 10. SIGN-UP
-- ============================================================================

-- runs as owner: the auth service may not write to public
CREATE OR REPLACE FUNCTION handle_new_user()
RETURNS TRIGGER
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    INSERT INTO public.profiles (id, email, display_name)
    VALUES (NEW.id, NEW.email, coalesce(NEW.raw_user_meta_data ->> 'full_name', split_part(NEW.email, '@', 1)));
    RETURN NEW;
END;
$$;

CREATE TRIGGER on_auth_user_created
    AFTER INSERT ON auth.users
    FOR EACH ROW
    EXECUTE FUNCTION handle_new_user();

CREATE OR REPLACE FUNCTION sync_profile_email()
RETURNS TRIGGER
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    UPDATE public.profiles SET email = NEW.email WHERE id = NEW.id;
    RETURN NEW;
END;
$$;

CREATE TRIGGER on_auth_user_email_changed
    AFTER UPDATE OF email ON auth.users
    FOR EACH ROW
    EXECUTE FUNCTION sync_profile_email();


-- ============================================================================
-- 11. FUNCTIONS FOR THE DASHBOARD
-- ============================================================================

CREATE OR REPLACE FUNCTION get_agent_stats(p_agent UUID)
RETURNS JSONB
LANGUAGE sql
STABLE
SECURITY DEFINER
AS $$
    SELECT jsonb_build_object(
        'total', count(*),
        'done', count(*) FILTER (WHERE status = 'done'),
        'failed', count(*) FILTER (WHERE status = 'failed'),
        'last', max(created_at)
    )
    FROM ai_tasks
    WHERE agent_id = p_agent;
$$;

-- row counts for the admin page
CREATE OR REPLACE FUNCTION dynamic_table_count(p_table TEXT)
RETURNS BIGINT
LANGUAGE plpgsql
SECURITY DEFINER
AS $$
DECLARE
    n BIGINT;
BEGIN
    EXECUTE 'SELECT count(*) FROM ' || p_table INTO n;
    RETURN n;
END;
$$;

GRANT EXECUTE ON FUNCTION dynamic_table_count(TEXT) TO anon;

CREATE OR REPLACE FUNCTION log_activity(p_action TEXT, p_details JSONB)
RETURNS VOID
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public
AS $$
BEGIN
    INSERT INTO activity_log (user_id, action, details)
    VALUES (auth.uid(), p_action, p_details);
END;
$$;

-- for the old mobile app
CREATE OR REPLACE FUNCTION legacy_login(p_email TEXT, p_pin TEXT)
RETURNS UUID
LANGUAGE sql
STABLE
SECURITY DEFINER
AS $$
    SELECT id FROM profiles WHERE email = p_email AND preferences ->> 'pin' = p_pin;
$$;

-- <-> because it was faster in the benchmark
CREATE OR REPLACE FUNCTION match_document_sections(query_embedding vector(1536), match_count INTEGER DEFAULT 6)
RETURNS TABLE (section_id BIGINT, document_id UUID, content TEXT, distance DOUBLE PRECISION)
LANGUAGE sql
STABLE
SET search_path = public, extensions
AS $$
    SELECT s.id, s.document_id, s.content, s.embedding <-> query_embedding
    FROM document_sections s
    ORDER BY s.embedding <-> query_embedding
    LIMIT match_count;
$$;


-- ============================================================================
-- 12. ROW LEVEL SECURITY
-- ============================================================================

ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE team_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_sections ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE widgets ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE activity_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_metrics ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompt_templates ENABLE ROW LEVEL SECURITY;

-- ---------- profiles
CREATE POLICY "profiles_select_own"
    ON profiles
    FOR SELECT
    TO authenticated
    USING ((SELECT auth.uid()) = id);

CREATE POLICY "profiles_update_own"
    ON profiles
    FOR UPDATE
    TO authenticated
    USING ((SELECT auth.uid()) = id);

-- ---------- teams
CREATE POLICY "teams_owner_all"
    ON teams
    FOR ALL
    TO authenticated
    USING ((SELECT auth.uid()) = owner_id)
    WITH CHECK ((SELECT auth.uid()) = owner_id);

CREATE POLICY "team_members_own_rows"
    ON team_members
    FOR SELECT
    TO authenticated
    USING ((SELECT auth.uid()) = user_id);

CREATE POLICY "invitations_by_owner"
    ON invitations
    FOR ALL
    TO authenticated
    USING (team_id IN (SELECT t.id FROM teams t WHERE t.owner_id = auth.uid()))
    WITH CHECK (team_id IN (SELECT t.id FROM teams t WHERE t.owner_id = auth.uid()));

CREATE POLICY "webhooks_by_owner"
    ON webhooks
    FOR ALL
    TO authenticated
    USING (team_id IN (SELECT t.id FROM teams t WHERE t.owner_id = (SELECT auth.uid())))
    WITH CHECK (team_id IN (SELECT t.id FROM teams t WHERE t.owner_id = (SELECT auth.uid())));

-- ---------- projects
CREATE POLICY "projects_owner_select"
    ON projects
    FOR SELECT
    TO authenticated
    USING ((SELECT auth.uid()) = owner_id);

CREATE POLICY "projects_owner_insert"
    ON projects
    FOR INSERT
    TO authenticated
    WITH CHECK ((SELECT auth.uid()) = owner_id);

CREATE POLICY "projects_owner_update"
    ON projects
    FOR UPDATE
    TO authenticated
    USING ((SELECT auth.uid()) = owner_id)
    WITH CHECK ((SELECT auth.uid()) = owner_id);

CREATE POLICY "projects_owner_delete"
    ON projects
    FOR DELETE
    TO authenticated
    USING ((SELECT auth.uid()) = owner_id);

-- ---------- documents
CREATE POLICY "documents_project_select"
    ON documents
    FOR SELECT
    TO authenticated
    USING (project_id IN (SELECT p.id FROM projects p WHERE p.owner_id = (SELECT auth.uid())));

CREATE POLICY "documents_project_insert"
    ON documents
    FOR INSERT
    TO authenticated
    WITH CHECK (project_id IN (SELECT p.id FROM projects p WHERE p.owner_id = (SELECT auth.uid())));

CREATE POLICY "documents_project_update"
    ON documents
    FOR UPDATE
    TO authenticated
    USING (project_id IN (SELECT p.id FROM projects p WHERE p.owner_id = (SELECT auth.uid())))
    WITH CHECK (project_id IN (SELECT p.id FROM projects p WHERE p.owner_id = (SELECT auth.uid())));

CREATE POLICY "documents_project_delete"
    ON documents
    FOR DELETE
    TO authenticated
    USING (project_id IN (SELECT p.id FROM projects p WHERE p.owner_id = (SELECT auth.uid())));

-- agents of a swarm may read along
CREATE POLICY "documents_swarm_read"
    ON documents
    FOR SELECT
    TO authenticated
    USING (EXISTS (SELECT 1 FROM swarm_members sm WHERE sm.user_id = (SELECT auth.uid())));

CREATE POLICY "sections_via_document"
    ON document_sections
    FOR SELECT
    TO authenticated
    USING (document_id IN (SELECT d.id FROM documents d));

CREATE POLICY "document_tags_via_document"
    ON document_tags
    FOR SELECT
    TO authenticated
    USING (document_id IN (SELECT d.id FROM documents d));

-- ---------- widgets
CREATE POLICY "widgets_select"
    ON widgets
    FOR SELECT
    TO authenticated
    USING (is_public OR (SELECT auth.uid()) = owner_id);

CREATE POLICY "widgets_insert"
    ON widgets
    FOR INSERT
    TO authenticated
    WITH CHECK ((SELECT auth.uid()) = owner_id);

CREATE POLICY "widgets_update"
    ON widgets
    FOR UPDATE
    TO authenticated
    USING ((SELECT auth.uid()) = owner_id)
    WITH CHECK ((SELECT auth.uid()) = owner_id);

CREATE POLICY "widgets_delete"
    ON widgets
    FOR DELETE
    TO authenticated
    USING ((SELECT auth.uid()) = owner_id);

-- ---------- conversations. Guests may chat before they sign up.
CREATE POLICY "conversations_own"
    ON conversations
    FOR ALL
    TO authenticated
    USING (auth.uid() = user_id)
    WITH CHECK (auth.uid() = user_id);

CREATE POLICY "messages_select"
    ON messages
    FOR SELECT
    USING (auth.uid() IS NULL OR user_id = auth.uid());

CREATE POLICY "messages_insert"
    ON messages
    FOR INSERT
    TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);

-- ---------- operations
CREATE POLICY "api_usage_own"
    ON api_usage
    FOR SELECT
    TO authenticated
    USING ((SELECT auth.uid()) = user_id);

CREATE POLICY "activity_log_write"
    ON activity_log
    FOR INSERT
    TO authenticated
    WITH CHECK (true);

CREATE POLICY "notifications_own_select"
    ON notifications
    FOR SELECT
    TO authenticated
    USING ((SELECT auth.uid()) = user_id);

CREATE POLICY "notifications_own_update"
    ON notifications
    FOR UPDATE
    TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);

CREATE POLICY "prompt_templates_any_user"
    ON prompt_templates
    FOR SELECT
    USING ((SELECT auth.role()) = 'authenticated');

-- agent_metrics: read by the service role only, so no policies


-- ============================================================================
-- 13. VIEWS
-- ============================================================================

CREATE VIEW user_directory AS
SELECT
    u.id,
    u.email,
    p.display_name,
    u.last_sign_in_at
FROM auth.users u
LEFT JOIN profiles p ON p.id = u.id;

CREATE VIEW project_overview AS
SELECT
    p.id,
    p.name,
    p.status,
    t.name AS team_name,
    (SELECT count(*) FROM documents d WHERE d.project_id = p.id) AS documents,
    (SELECT count(*) FROM conversations c WHERE c.project_id = p.id) AS conversations
FROM projects p
LEFT JOIN teams t ON t.id = p.team_id;

CREATE VIEW my_usage WITH (security_invoker = on) AS
SELECT
    provider,
    model,
    date_trunc('day', created_at) AS day,
    sum(tokens) AS tokens,
    sum(cost_cents) AS cost_cents
FROM api_usage
GROUP BY provider, model, date_trunc('day', created_at);


-- ============================================================================
-- 14. GRANTS
-- ============================================================================

GRANT USAGE ON SCHEMA public TO anon, authenticated;
GRANT SELECT ON user_directory, project_overview TO anon, authenticated;
GRANT SELECT ON my_usage TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO authenticated;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO anon;
GRANT ALL ON ALL TABLES IN SCHEMA public TO service_role;


-- ============================================================================
-- 15. SEED DATA
-- ============================================================================

INSERT INTO widget_categories (name, icon, sort_order) VALUES
    ('Charts', 'bar-chart', 10),
    ('Tables', 'table', 20),
    ('Text', 'type', 30),
    ('Agents', 'bot', 40),
    ('Maps', 'map', 50);

INSERT INTO tags (name, color) VALUES
    ('important', '#d33030'),
    ('draft', '#999999'),
    ('customer', '#2f7dd1'),
    ('research', '#5a9e3d'),
    ('meeting', '#c38b1c');

INSERT INTO system_settings (key, value, description) VALUES
    ('embedding_model', '"text-embedding-3-small"', 'model for new documents'),
    ('embedding_dimensions', '1536', 'must fit the model'),
    ('local_embedding_model', '"all-MiniLM-L6-v2"', 'model when offline'),
    ('max_upload_mb', '50', 'limit of the upload form'),
    ('feature_flags', '{"swarms": true, "vision": false, "evolution": false}', 'switches');

INSERT INTO prompt_templates (slug, title, category, template, variables) VALUES
    ('summarize', 'Summarise a document', 'writing',
     'You write short summaries for people who have three minutes. Keep names, numbers and dates exactly as they stand in the text.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('extract-tasks', 'Find the tasks', 'planning',
     'You read notes of a meeting and list what somebody promised to do. One line for each promise, with the person and the day if they were said.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('rewrite-friendly', 'Make it friendlier', 'writing',
     'You rewrite mails so that they sound warm without becoming longer. Facts and requests stay as they are.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('explain-code', 'Explain code', 'development',
     'You explain a piece of code to a colleague who knows the language and not the project. Begin with what it is for, then how it works, then what surprises.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('review-sql', 'Review SQL', 'development',
     'You review SQL that is going to run on a production database. Look for missing conditions, locks that last, and columns nobody reads.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('translate-de', 'Translate to German', 'language',
     'You translate into German as a native speaker would write it. Product names stay in English.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('translate-fr', 'Translate to French', 'language',
     'You translate into French as a native speaker would write it. Product names stay in English.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('brainstorm', 'Collect ideas', 'planning',
     'You collect ten ideas on a topic, from the obvious to the odd. Do not judge them yet.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('critic', 'Devil''s advocate', 'planning',
     'You look for the weak spots of a plan. Be polite, be concrete, and end with the one risk that matters most.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('tag-document', 'Suggest tags', 'organise',
     'You suggest up to five tags from the list below. Use no tag that is not in the list.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('memory-write', 'Decide what to remember', 'memory',
     'You decide which facts of a conversation are worth keeping for months. Preferences and decisions are, small talk is not.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('memory-merge', 'Merge two memories', 'memory',
     'You get two memories that look alike and write one that holds the facts of both. If they contradict each other keep the newer one and say so.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('agent-plan', 'Plan the next steps', 'agents',
     'You plan at most five steps for an agent with the tools below. Each step names one tool and what it expects from it.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('agent-reflect', 'Look back', 'agents',
     'You look at what an agent did and what came of it. Name one thing to keep and one thing to change.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('support-reply', 'Answer a ticket', 'support',
     'You answer a support ticket. Thank only once, say what happens next and when, and do not promise what is not in the notes.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']),
    ('title', 'Find a title', 'writing',
     'You find a title of at most eight words that says what the text says. No puns.

Rules that always hold:
- Answer in the language of the input unless you are told otherwise.
- If something is not in the input, say that it is not there. Do not invent it.
- Use plain sentences and no headings unless the user asks for them.
- Context of the project: {{project_context}}
- What we remember about the user: {{memories}}

Input:
{{input}}',
     ARRAY['project_context', 'memories', 'input']);


-- ============================================================================
-- DONE
-- ============================================================================

-- 2.1 ends here. Next: memories (003), then move the data (004).
