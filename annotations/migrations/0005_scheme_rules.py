"""What follows a merge: the values that the other tag takes too, and the tags of articles; tags stay in their project."""

from django.db import migrations

# `annotations.domain.schemes.carried` in SQL.
CARRIED = """
CREATE FUNCTION annotations_carried(given jsonb, asked jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(v.key, v.value), '{}'::jsonb)
    FROM jsonb_each(given) AS v
    JOIN jsonb_array_elements(asked) AS a ON a ->> 'key' = v.key
    WHERE CASE a ->> 'type'
        WHEN 'number' THEN jsonb_typeof(v.value) = 'number'
        WHEN 'text' THEN jsonb_typeof(v.value) = 'string' AND char_length(v.value #>> '{}') BETWEEN 1 AND 1000
        ELSE jsonb_typeof(v.value) = 'string' AND (a -> 'values') ? (v.value #>> '{}')
    END
$$;
"""

CARRIED_BACK = "DROP FUNCTION annotations_carried(jsonb, jsonb);"

# FOR KEY SHARE waits for a merge that is under way (it holds the tag FOR UPDATE) and then reads what it left.
MERGED = """
CREATE OR REPLACE FUNCTION annotations_follow_merged_tag() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    next_tag bigint;
    asked jsonb;
BEGIN
    SELECT merged_into_id INTO next_tag FROM annotations_tag WHERE id = NEW.tag_id FOR KEY SHARE;
    IF next_tag IS NULL THEN
        -- What a merged tag brought along for this highlight stands there already; a tag's own values win.
        UPDATE annotations_highlighttag SET attributes = attributes || NEW.attributes
        WHERE highlight_id = NEW.highlight_id AND tag_id = NEW.tag_id;
        RETURN CASE WHEN FOUND THEN NULL ELSE NEW END;
    END IF;
    WHILE next_tag IS NOT NULL LOOP
        NEW.tag_id := next_tag;
        SELECT merged_into_id, attributes INTO next_tag, asked FROM annotations_tag WHERE id = NEW.tag_id FOR KEY SHARE;
    END LOOP;
    NEW.attributes := annotations_carried(NEW.attributes, asked);
    UPDATE annotations_highlighttag SET attributes = NEW.attributes || attributes
    WHERE highlight_id = NEW.highlight_id AND tag_id = NEW.tag_id;
    RETURN CASE WHEN FOUND THEN NULL ELSE NEW END;
END $$;
"""

MERGED_BACK = """
CREATE OR REPLACE FUNCTION annotations_follow_merged_tag() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    next_tag bigint;
BEGIN
    LOOP
        SELECT merged_into_id INTO next_tag FROM annotations_tag WHERE id = NEW.tag_id FOR KEY SHARE;
        EXIT WHEN next_tag IS NULL;
        NEW.tag_id := next_tag;
        NEW.attributes := '{}'::jsonb;
    END LOOP;
    IF EXISTS (SELECT 1 FROM annotations_highlighttag WHERE highlight_id = NEW.highlight_id AND tag_id = NEW.tag_id) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
"""

ARTICLE_TAGS = """
CREATE OR REPLACE FUNCTION annotations_check_article_tags() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given text;
    row_id bigint;
    next_tag bigint;
    name text;
    followed text[] := '{}';
BEGIN
    FOREACH given IN ARRAY NEW.tags LOOP
        SELECT id, merged_into_id, key INTO row_id, next_tag, name FROM annotations_tag
        WHERE project_id = NEW.project_id AND scope = 'article' AND key = given FOR KEY SHARE;
        IF row_id IS NULL THEN
            RAISE EXCEPTION 'an article tag is not in the scheme of the project'
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'article_tags_in_scheme';
        END IF;
        WHILE next_tag IS NOT NULL LOOP
            SELECT merged_into_id, key INTO next_tag, name FROM annotations_tag WHERE id = next_tag FOR KEY SHARE;
        END LOOP;
        IF NOT name = ANY (followed) THEN
            followed := followed || name;
        END IF;
    END LOOP;
    IF cardinality(NEW.tags) <> (SELECT count(DISTINCT tag) FROM unnest(NEW.tags) AS tag) THEN
        RAISE EXCEPTION 'an article has a tag twice'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'article_tags_in_scheme';
    END IF;
    NEW.tags := followed;
    RETURN NEW;
END $$;
"""

ARTICLE_TAGS_BACK = """
CREATE OR REPLACE FUNCTION annotations_check_article_tags() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    known integer;
BEGIN
    IF cardinality(NEW.tags) > 0 THEN
        SELECT count(*) INTO known FROM (
            SELECT 1 FROM annotations_tag
            WHERE project_id = NEW.project_id AND scope = 'article' AND key = ANY (NEW.tags) FOR KEY SHARE
        ) tags;
        IF known <> cardinality(NEW.tags) THEN
            RAISE EXCEPTION 'an article tag is not in the scheme of the project'
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'article_tags_in_scheme';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""

TOGETHER = """
ALTER TABLE annotations_tag ADD CONSTRAINT tag_parent_in_project
    FOREIGN KEY (project_id, parent_id) REFERENCES annotations_tag (project_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE annotations_tag ADD CONSTRAINT tag_merged_into_in_project
    FOREIGN KEY (project_id, merged_into_id) REFERENCES annotations_tag (project_id, id) DEFERRABLE INITIALLY DEFERRED;
"""

TOGETHER_BACK = """
ALTER TABLE annotations_tag DROP CONSTRAINT tag_merged_into_in_project;
ALTER TABLE annotations_tag DROP CONSTRAINT tag_parent_in_project;
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0004_rules")]
    operations = [
        migrations.RunSQL(CARRIED, CARRIED_BACK),
        migrations.RunSQL(MERGED, MERGED_BACK),
        migrations.RunSQL(ARTICLE_TAGS, ARTICLE_TAGS_BACK),
        migrations.RunSQL(TOGETHER, TOGETHER_BACK),
    ]
