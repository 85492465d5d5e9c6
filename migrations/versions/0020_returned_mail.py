"""Mail that comes back after it was taken: when it was delayed, and whether it was followed up.

Revision: 0020
After: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("delayed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True))
    # Nobody is written to today because of what came back long ago.
    op.execute("UPDATE message SET followed_up_at = created_at WHERE state = 'bounced'")
    op.create_index(
        "ix_message_to_follow_up",
        "message",
        ["id"],
        postgresql_where=sa.text("state = 'bounced' AND followed_up_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_message_to_follow_up", table_name="message")
    op.drop_column("message", "followed_up_at")
    op.drop_column("message", "delayed_at")
