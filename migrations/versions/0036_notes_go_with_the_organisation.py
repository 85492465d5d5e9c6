"""A note about an organisation goes with it when two are made one; what the note says is never changed.

Revision: 0036
After: 0035
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_TRIGGER = "response_note_is_never_changed"


def upgrade() -> None:
    op.execute(f"DROP TRIGGER {_TRIGGER} ON response_note")
    op.execute(
        f"CREATE TRIGGER {_TRIGGER} BEFORE UPDATE ON response_note FOR EACH ROW "
        "WHEN (to_jsonb(OLD) - 'organisation_id' IS DISTINCT FROM to_jsonb(NEW) - 'organisation_id') "
        "EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER response_note_is_never_deleted BEFORE DELETE ON response_note "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER response_note_is_never_deleted ON response_note")
    op.execute(f"DROP TRIGGER {_TRIGGER} ON response_note")
    op.execute(
        f"CREATE TRIGGER {_TRIGGER} BEFORE UPDATE OR DELETE ON response_note FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
