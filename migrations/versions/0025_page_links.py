"""Links to an organisation's own page, asked for by address.

Revision: 0025
After: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_link",
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("email_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_page_link_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_link")),
    )
    op.create_index(op.f("ix_page_link_contact_id"), "page_link", ["contact_id"])
    op.create_index(op.f("ix_page_link_email_hash_created_at"), "page_link", ["email_hash", "created_at"])


def downgrade() -> None:
    op.drop_table("page_link")
