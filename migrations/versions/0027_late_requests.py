"""Answers that came after the deadline are kept, and can be put before the secretariat.

Revision: 0027
After: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEY = sa.text("uuidv7()")
STATES = ("kept", "asked", "taken", "refused", "closed")

# When it was received and what it was too late for never differ, and what was decided stays decided.
REFUSE = """
CREATE TRIGGER late_request_is_never_rewritten BEFORE UPDATE ON late_request
FOR EACH ROW WHEN (
    (OLD.id, OLD.coalition_id, OLD.letter_id, OLD.signature_id, OLD.received_at, OLD.closed_at)
    IS DISTINCT FROM
    (NEW.id, NEW.coalition_id, NEW.letter_id, NEW.signature_id, NEW.received_at, NEW.closed_at)
    OR OLD.state IN ('taken', 'refused', 'closed')
) EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.create_table(
        "late_request",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="late_state_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=KEY, nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_late_request_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_late_request_letter_id_letter")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_late_request_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_request")),
    )
    op.create_index(op.f("ix_late_request_coalition_id"), "late_request", ["coalition_id"])
    op.create_index(
        op.f("ix_late_request_letter_id_state_received_at_id"), "late_request", ["letter_id", "state", "received_at", "id"]
    )
    op.create_index(op.f("ix_late_request_signature_id_id"), "late_request", ["signature_id", "id"])
    op.create_index(
        "uq_late_request_one_waits",
        "late_request",
        ["signature_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'kept')"),
    )
    op.execute(REFUSE)
    op.execute(
        "CREATE TRIGGER late_request_is_never_deleted BEFORE DELETE ON late_request "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.create_table(
        "late_request_event",
        sa.Column("late_request_id", sa.Uuid(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version_hash", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_late_request_event_coalition_id_coalition")
        ),
        sa.ForeignKeyConstraint(
            ["late_request_id"], ["late_request.id"], name=op.f("fk_late_request_event_late_request_id_late_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_request_event")),
    )
    op.create_index(op.f("ix_late_request_event_coalition_id"), "late_request_event", ["coalition_id"])
    op.create_index(op.f("ix_late_request_event_late_request_id_id"), "late_request_event", ["late_request_id", "id"])
    op.execute(
        "CREATE TRIGGER late_request_event_is_never_changed BEFORE UPDATE OR DELETE ON late_request_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("late_request_event")
    op.drop_table("late_request")
