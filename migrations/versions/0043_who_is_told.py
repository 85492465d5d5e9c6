"""How far the telling of a moved deadline has come, and whose leaving has been seen to.

Revision: 0043
After: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deadline_telling",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_number", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_deadline_telling_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_deadline_telling_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_telling")),
        sa.UniqueConstraint("letter_id", "moved_at", name=op.f("uq_deadline_telling_letter_id_moved_at")),
    )
    op.create_index(op.f("ix_deadline_telling_coalition_id"), "deadline_telling", ["coalition_id"])
    op.create_index(
        "ix_deadline_telling_unfinished", "deadline_telling", ["id"], postgresql_where=sa.text("finished_at IS NULL")
    )
    op.add_column("invitation_link", sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True))
    # Nobody is asked today for whoever left long ago: the secretariat has seen to that.
    op.execute(
        "UPDATE invitation_link SET followed_up_at = now() FROM contact "
        "WHERE contact.id = invitation_link.contact_id AND contact.ended_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("invitation_link", "followed_up_at")
    op.drop_table("deadline_telling")
