"""What the database itself holds of people and their work: immutable guidelines, assignments within one project."""

from django.db import migrations

GUIDELINES = """
CREATE FUNCTION newsapp_refuse_guidelines_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'published guidelines are never changed: publish new ones' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER guidelines_are_immutable BEFORE UPDATE ON newsapp_guidelines
    FOR EACH ROW EXECUTE FUNCTION newsapp_refuse_guidelines_change();
"""

GUIDELINES_BACK = """
DROP TRIGGER guidelines_are_immutable ON newsapp_guidelines;
DROP FUNCTION newsapp_refuse_guidelines_change();
"""

TOGETHER = """
ALTER TABLE newsapp_assignment ADD CONSTRAINT assignment_article_in_project
    FOREIGN KEY (project_id, article_id) REFERENCES newsapp_article (project_id, id) ON DELETE CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("newsapp", "0003_people_and_work")]
    operations = [
        migrations.RunSQL(GUIDELINES, GUIDELINES_BACK),
        migrations.RunSQL(
            TOGETHER, "ALTER TABLE newsapp_assignment DROP CONSTRAINT assignment_article_in_project;"
        ),
    ]
