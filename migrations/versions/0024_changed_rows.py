"""An accepted row can be changed: what it said before and after is kept, and another name waits for the secretariat.

Revision: 0024
After: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KEY = sa.text("uuidv7()")


def upgrade() -> None:
    op.create_table(
        "signature_change",
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name_before", sa.Text(), nullable=False),
        sa.Column("name_after", sa.Text(), nullable=False),
        sa.Column("title_before", sa.Text(), nullable=False),
        sa.Column("title_after", sa.Text(), nullable=False),
        sa.Column("shown_before", sa.Boolean(), nullable=False),
        sa.Column("shown_after", sa.Boolean(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=KEY, nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_signature_change_coalition_id_coalition")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["signature_event.id"], name=op.f("fk_signature_change_event_id_signature_event")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_signature_change_letter_id_letter")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_signature_change_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_change")),
        sa.UniqueConstraint("event_id", name=op.f("uq_signature_change_event_id")),
    )
    op.create_index(op.f("ix_signature_change_coalition_id"), "signature_change", ["coalition_id"])
    op.create_index(op.f("ix_signature_change_letter_id_id"), "signature_change", ["letter_id", "id"])
    op.create_index(op.f("ix_signature_change_signature_id_id"), "signature_change", ["signature_id", "id"])
    op.execute(
        "CREATE TRIGGER signature_change_is_never_changed BEFORE UPDATE OR DELETE ON signature_change "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.create_table(
        "name_proposal",
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("own_name", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=KEY, nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_name_proposal_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_name_proposal_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_proposal")),
    )
    op.create_index(op.f("ix_name_proposal_coalition_id"), "name_proposal", ["coalition_id"])
    op.create_index(op.f("ix_name_proposal_signature_id"), "name_proposal", ["signature_id"])
    op.create_index(
        "uq_name_proposal_one_waits",
        "name_proposal",
        ["signature_id"],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("name_proposal")
    op.drop_table("signature_change")
