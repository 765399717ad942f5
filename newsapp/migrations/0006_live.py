"""Live updates: in which transaction an event was written, and word of it to whoever listens."""

from django.db import migrations, models

CURRENT_TRANSACTION = models.Func(
    template="((pg_current_xact_id())::text)::bigint", output_field=models.BigIntegerField()
)

# Events from before count as seen by everybody: 0 is older than any transaction. The table is not rewritten.
TRANSACTIONS = """
ALTER TABLE newsapp_event ADD COLUMN transaction_id bigint NOT NULL DEFAULT 0;
ALTER TABLE newsapp_event ALTER COLUMN transaction_id SET DEFAULT ((pg_current_xact_id())::text)::bigint;
CREATE INDEX event_of_transaction ON newsapp_event (project_id, transaction_id);
"""

TRANSACTIONS_BACK = """
DROP INDEX event_of_transaction;
ALTER TABLE newsapp_event DROP COLUMN transaction_id;
"""

# One notice a statement and project, however many events: its payload is the project's id, 0 for none.
NOTICES = """
CREATE FUNCTION newsapp_tell_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('claimdesk_events', told.project::text)
    FROM (SELECT DISTINCT coalesce(project_id, 0) AS project FROM made) told;
    RETURN NULL;
END $$;
CREATE TRIGGER event_is_told AFTER INSERT ON newsapp_event
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION newsapp_tell_of_events();
"""

NOTICES_BACK = """
DROP TRIGGER event_is_told ON newsapp_event;
DROP FUNCTION newsapp_tell_of_events();
"""


class Migration(migrations.Migration):
    dependencies = [("newsapp", "0005_article_list")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TRANSACTIONS, TRANSACTIONS_BACK)],
            state_operations=[
                migrations.AddField(
                    model_name="event",
                    name="transaction_id",
                    field=models.BigIntegerField(db_default=CURRENT_TRANSACTION),
                ),
                migrations.AddIndex(
                    model_name="event",
                    index=models.Index(fields=["project", "transaction_id"], name="event_of_transaction"),
                ),
            ],
        ),
        migrations.RunSQL(NOTICES, NOTICES_BACK),
    ]
