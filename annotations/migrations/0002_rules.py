"""What the database itself holds: every quote is the text at its place, and nothing crosses projects."""

from django.db import migrations

TOGETHER = """
ALTER TABLE annotations_highlight ADD CONSTRAINT highlight_quote_as_long_as_its_place
    CHECK (char_length(quote) = "end" - start);
ALTER TABLE annotations_highlight ADD CONSTRAINT highlight_of_an_analyst_names_her
    CHECK (layer <> 'analyst' OR analyst_id IS NOT NULL);
ALTER TABLE annotations_highlight ADD CONSTRAINT highlight_article_in_project
    FOREIGN KEY (project_id, article_id) REFERENCES newsapp_article (project_id, id);
ALTER TABLE annotations_highlight ADD CONSTRAINT highlight_revision_of_article
    FOREIGN KEY (article_id, revision_id) REFERENCES newsapp_revision (article_id, id);
ALTER TABLE annotations_highlighttag ADD CONSTRAINT highlight_tag_highlight_in_project
    FOREIGN KEY (project_id, highlight_id) REFERENCES annotations_highlight (project_id, id) ON DELETE CASCADE;
ALTER TABLE annotations_highlighttag ADD CONSTRAINT highlight_tag_tag_in_project
    FOREIGN KEY (project_id, tag_id) REFERENCES annotations_tag (project_id, id);
"""

TOGETHER_BACK = """
ALTER TABLE annotations_highlighttag DROP CONSTRAINT highlight_tag_tag_in_project;
ALTER TABLE annotations_highlighttag DROP CONSTRAINT highlight_tag_highlight_in_project;
ALTER TABLE annotations_highlight DROP CONSTRAINT highlight_revision_of_article;
ALTER TABLE annotations_highlight DROP CONSTRAINT highlight_article_in_project;
ALTER TABLE annotations_highlight DROP CONSTRAINT highlight_of_an_analyst_names_her;
ALTER TABLE annotations_highlight DROP CONSTRAINT highlight_quote_as_long_as_its_place;
"""

# One pass over each revision however many highlights come at once: they are taken in order of their starts, and
# what lies more than 4,096 code points behind is cut off, so that no substr() walks from the beginning again.
QUOTES = """
CREATE FUNCTION annotations_check_quotes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item record;
    reading bigint;
    rest text;
    base integer;
    segment jsonb;
    reached integer;
BEGIN
    FOR item IN EXECUTE CASE TG_OP
        WHEN 'INSERT' THEN
            'SELECT uuid, revision_id, start, "end", quote, segments FROM new_rows ORDER BY revision_id, start'
        ELSE
            'SELECT n.uuid, n.revision_id, n.start, n."end", n.quote, n.segments
             FROM new_rows n JOIN old_rows o USING (id)
             WHERE (n.revision_id, n.start, n."end", n.quote, n.segments)
                   IS DISTINCT FROM (o.revision_id, o.start, o."end", o.quote, o.segments)
             ORDER BY n.revision_id, n.start'
        END
    LOOP
        IF reading IS DISTINCT FROM item.revision_id THEN
            reading := item.revision_id;
            SELECT text INTO rest FROM newsapp_revision WHERE id = reading;
            base := 0;
        END IF;
        IF item.start - base > 4096 THEN
            rest := substr(rest, item.start - base + 1);
            base := item.start;
        END IF;
        IF substr(rest, item.start - base + 1, item."end" - item.start) IS DISTINCT FROM item.quote THEN
            RAISE EXCEPTION 'highlight %: the quote is not the text from % to %', item.uuid, item.start, item."end"
                USING ERRCODE = 'check_violation', CONSTRAINT = 'highlight_quote_is_text';
        END IF;
        IF item.segments IS NOT NULL AND item.segments <> 'null'::jsonb THEN
            reached := item.start;
            IF jsonb_array_length(item.segments) < 2
               OR (item.segments -> 0 ->> 0)::integer IS DISTINCT FROM item.start
               OR (item.segments -> -1 ->> 1)::integer IS DISTINCT FROM item."end" THEN
                RAISE EXCEPTION 'highlight %: segments do not fill its edges', item.uuid
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'highlight_segments_fill_edges';
            END IF;
            FOR segment IN SELECT value FROM jsonb_array_elements(item.segments) WITH ORDINALITY ORDER BY ordinality
            LOOP
                -- A null makes the comparison neither true nor false.
                IF ((segment ->> 0)::integer >= reached AND (segment ->> 1)::integer > (segment ->> 0)::integer
                    AND segment -> 2 IS NULL) IS NOT TRUE THEN
                    RAISE EXCEPTION 'highlight %: segments are empty or out of order', item.uuid
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'highlight_segments_in_order';
                END IF;
                reached := (segment ->> 1)::integer + 1;
            END LOOP;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER highlight_quote_is_text_on_insert AFTER INSERT ON annotations_highlight
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION annotations_check_quotes();
CREATE TRIGGER highlight_quote_is_text_on_update AFTER UPDATE ON annotations_highlight
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION annotations_check_quotes();
"""

QUOTES_BACK = """
DROP TRIGGER highlight_quote_is_text_on_update ON annotations_highlight;
DROP TRIGGER highlight_quote_is_text_on_insert ON annotations_highlight;
DROP FUNCTION annotations_check_quotes();
"""

ARTICLE_TAGS = """
CREATE FUNCTION annotations_check_article_tags() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER article_tags_in_scheme BEFORE INSERT OR UPDATE OF tags ON newsapp_article
    FOR EACH ROW EXECUTE FUNCTION annotations_check_article_tags();
"""

ARTICLE_TAGS_BACK = """
DROP TRIGGER article_tags_in_scheme ON newsapp_article;
DROP FUNCTION annotations_check_article_tags();
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0001_initial"), ("newsapp", "0002_rules")]
    operations = [
        migrations.RunSQL(TOGETHER, TOGETHER_BACK),
        migrations.RunSQL(QUOTES, QUOTES_BACK),
        migrations.RunSQL(ARTICLE_TAGS, ARTICLE_TAGS_BACK),
    ]
