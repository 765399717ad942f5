"""What the database itself holds: immutable revisions, an append-only log, rows that belong together."""

from django.db import migrations

REVISIONS = """
-- Uncompressed out-of-line storage: a quote is compared without unpacking the whole text.
ALTER TABLE newsapp_revision ALTER COLUMN text SET STORAGE EXTERNAL;
ALTER TABLE newsapp_revision ADD CONSTRAINT revision_length_is_of_text CHECK (length = char_length(text));
ALTER TABLE newsapp_revision ADD CONSTRAINT revision_of_article UNIQUE (article_id, id);
ALTER TABLE newsapp_article ADD CONSTRAINT article_in_project UNIQUE (project_id, id);
ALTER TABLE newsapp_article ADD CONSTRAINT article_current_revision_is_its_own
    FOREIGN KEY (id, current_revision_id) REFERENCES newsapp_revision (article_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE newsapp_outlet ADD CONSTRAINT outlet_in_project UNIQUE (project_id, id);
ALTER TABLE newsapp_story ADD CONSTRAINT story_in_project UNIQUE (project_id, id);
ALTER TABLE newsapp_article ADD CONSTRAINT article_outlet_in_project
    FOREIGN KEY (project_id, outlet_id) REFERENCES newsapp_outlet (project_id, id);
ALTER TABLE newsapp_article ADD CONSTRAINT article_story_in_project
    FOREIGN KEY (project_id, story_id) REFERENCES newsapp_story (project_id, id);

CREATE FUNCTION newsapp_refuse_revision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a revision is never changed: add a new one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER revision_is_immutable BEFORE UPDATE ON newsapp_revision
    FOR EACH ROW EXECUTE FUNCTION newsapp_refuse_revision_change();
"""

REVISIONS_BACK = """
DROP TRIGGER revision_is_immutable ON newsapp_revision;
DROP FUNCTION newsapp_refuse_revision_change();
ALTER TABLE newsapp_article DROP CONSTRAINT article_story_in_project;
ALTER TABLE newsapp_article DROP CONSTRAINT article_outlet_in_project;
ALTER TABLE newsapp_story DROP CONSTRAINT story_in_project;
ALTER TABLE newsapp_outlet DROP CONSTRAINT outlet_in_project;
ALTER TABLE newsapp_article DROP CONSTRAINT article_current_revision_is_its_own;
ALTER TABLE newsapp_article DROP CONSTRAINT article_in_project;
ALTER TABLE newsapp_revision DROP CONSTRAINT revision_of_article;
ALTER TABLE newsapp_revision DROP CONSTRAINT revision_length_is_of_text;
"""

# An operator who has to purge a project says so in her transaction: SET LOCAL claimdesk.purging = 'on'.
EVENTS = """
CREATE FUNCTION newsapp_refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('claimdesk.purging', true) = 'on' AND TG_OP <> 'UPDATE' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the log of events is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON newsapp_event
    FOR EACH ROW EXECUTE FUNCTION newsapp_refuse_event_change();
CREATE TRIGGER event_is_not_truncated BEFORE TRUNCATE ON newsapp_event
    FOR EACH STATEMENT EXECUTE FUNCTION newsapp_refuse_event_change();
"""

EVENTS_BACK = """
DROP TRIGGER event_is_not_truncated ON newsapp_event;
DROP TRIGGER event_is_append_only ON newsapp_event;
DROP FUNCTION newsapp_refuse_event_change();
"""

# The table of django.core.cache.backends.db, as `createcachetable` makes it.
CACHE = """
CREATE TABLE newsapp_cache (cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX newsapp_cache_expires ON newsapp_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("newsapp", "0001_initial")]
    operations = [
        migrations.RunSQL(REVISIONS, REVISIONS_BACK),
        migrations.RunSQL(EVENTS, EVENTS_BACK),
        migrations.RunSQL(CACHE, "DROP TABLE newsapp_cache;"),
    ]
