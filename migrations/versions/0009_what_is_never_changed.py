"""What is never changed: locked versions, editions, and every history row.

The program does not try to; these triggers hold it, and whoever has a database prompt, to the promise.

Revision: 0009
After: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NEVER_CHANGED = ("letter_event", "signature_event", "edition_event", "edition_entry", "edition_file")

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

REFUSE_LOCKED = """
CREATE TRIGGER locked_version_is_never_changed BEFORE UPDATE OR DELETE ON version
FOR EACH ROW WHEN (OLD.locked_at IS NOT NULL) EXECUTE FUNCTION refuse_change()
"""

# Which edition is current moves; the files are attached once. Nothing else about an edition ever differs.
REFUSE_EDITION = """
CREATE TRIGGER edition_is_never_changed BEFORE UPDATE ON edition
FOR EACH ROW WHEN (
    (OLD.letter_id, OLD.version_id, OLD.number, OLD.as_at, OLD.organisation_count, OLD.row_count, OLD.content)
    IS DISTINCT FROM
    (NEW.letter_id, NEW.version_id, NEW.number, NEW.as_at, NEW.organisation_count, NEW.row_count, NEW.content)
    OR (OLD.files_built_at IS NOT NULL AND OLD.files_built_at IS DISTINCT FROM NEW.files_built_at)
) EXECUTE FUNCTION refuse_change()
"""

REFUSE_EDITION_DELETE = """
CREATE TRIGGER edition_is_never_deleted BEFORE DELETE ON edition
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.execute(REFUSE)
    for table in NEVER_CHANGED:
        op.execute(
            f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(REFUSE_LOCKED)
    op.execute(REFUSE_EDITION)
    op.execute(REFUSE_EDITION_DELETE)


def downgrade() -> None:
    op.execute("DROP TRIGGER edition_is_never_deleted ON edition")
    op.execute("DROP TRIGGER edition_is_never_changed ON edition")
    op.execute("DROP TRIGGER locked_version_is_never_changed ON version")
    for table in NEVER_CHANGED:
        op.execute(f"DROP TRIGGER {table}_is_never_changed ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
