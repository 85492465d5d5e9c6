"""An organisation's people propose corrections of its record.

Revision: 0032
After: 0031
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

DETAILS = ("name", "acronym", "website", "mail_domains", "language", "boilerplate")
WHATS = (*DETAILS, "add_contact", "end_contact", "add_signer", "end_signer")
STATES = ("waiting", "accepted", "refused", "withdrawn")


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "what",
            sa.Enum(*WHATS, name="correction_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("fields", JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="correction_state_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_correction_coalition_id_coalition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_coalition_id"), "correction", ["coalition_id"])
    op.create_index(op.f("ix_correction_organisation_id_id"), "correction", ["organisation_id", "id"])
    op.create_index(
        "ix_correction_waiting", "correction", ["coalition_id", "id"], postgresql_where=sa.text("state = 'waiting'")
    )
    details = ", ".join(f"'{one}'" for one in DETAILS)
    op.create_index(
        "uq_correction_one_waits",
        "correction",
        ["organisation_id", "what"],
        unique=True,
        postgresql_where=sa.text(f"state = 'waiting' AND what IN ({details})"),
    )


def downgrade() -> None:
    op.drop_table("correction")
