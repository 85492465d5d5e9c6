"""Addresses that are not written to.

Revision: 0019
After: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATES = ("queued", "sending", "sent", "bounced", "cancelled")


def upgrade() -> None:
    op.create_table(
        "suppression",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column(
            "stream",
            sa.Enum(
                "notice", "invitation", name="suppressed_stream_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "unsubscribed",
                "bounced",
                "complained",
                name="suppression_reason_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=False),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_suppression_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_suppression_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
    )
    op.create_index(op.f("ix_suppression_coalition_id"), "suppression", ["coalition_id"])
    op.create_index(
        "uq_suppression_standing",
        "suppression",
        ["coalition_id", "email_key", "reason"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    _message_states(*STATES, "suppressed")


def downgrade() -> None:
    op.execute("UPDATE message SET state = 'cancelled' WHERE state = 'suppressed'")
    _message_states(*STATES)
    op.drop_table("suppression")


def _message_states(*states: str) -> None:
    op.drop_constraint(op.f("ck_message_message_state_known"), "message", type_="check")
    known = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint(op.f("ck_message_message_state_known"), "message", f"state IN ({known})")
