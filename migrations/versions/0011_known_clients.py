"""Which client asked to sign in, as a keyed hash: a stranger's asking is held against the stranger.

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in_request", sa.Column("client_hash", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("sign_in_request", "client_hash")
