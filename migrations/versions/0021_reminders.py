"""Reminders: two at most for each letter.

Revision: 0021
After: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LEADS = ("5_working_days", "3_working_days", "2_working_days", "1_working_day", "8_hours", "4_hours", "2_hours")


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "lead", sa.Enum(*LEADS, name="lead_known", native_enum=False, create_constraint=True, length=40), nullable=True
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("organisations", sa.Integer(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 2", name=op.f("ck_reminder_two_at_most")),
        sa.CheckConstraint("lead IS NOT NULL OR sent_at IS NOT NULL", name=op.f("ck_reminder_planned_or_sent")),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_reminder_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_reminder_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_reminder_letter_id_number")),
    )
    op.create_index(op.f("ix_reminder_coalition_id"), "reminder", ["coalition_id"])


def downgrade() -> None:
    op.drop_table("reminder")
