"""A tag that was merged into another: whatever is saved with it gets the other, however late it comes."""

from django.db import migrations

# FOR KEY SHARE waits for a merge that is under way (it holds the tags FOR UPDATE) and then reads what it left.
MERGED = """
CREATE FUNCTION annotations_follow_merged_tag() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    next_tag bigint;
BEGIN
    LOOP
        SELECT merged_into_id INTO next_tag FROM annotations_tag WHERE id = NEW.tag_id FOR KEY SHARE;
        EXIT WHEN next_tag IS NULL;
        NEW.tag_id := next_tag;
        NEW.attributes := '{}'::jsonb;
    END LOOP;
    -- Two tags of one highlight may have become one.
    IF EXISTS (SELECT 1 FROM annotations_highlighttag WHERE highlight_id = NEW.highlight_id AND tag_id = NEW.tag_id) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER highlight_tag_follows_merge BEFORE INSERT ON annotations_highlighttag
    FOR EACH ROW EXECUTE FUNCTION annotations_follow_merged_tag();
"""

MERGED_BACK = """
DROP TRIGGER highlight_tag_follows_merge ON annotations_highlighttag;
DROP FUNCTION annotations_follow_merged_tag();
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0003_schemes_that_change")]
    operations = [migrations.RunSQL(MERGED, MERGED_BACK)]
