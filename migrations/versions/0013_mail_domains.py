"""The mail domains that are an organisation's own.

Revision: 0013
After: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("mail_domains", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("organisation", "mail_domains")
