"""The language that somebody who signs in reads, and that of the page on which they ask to.

Revision: 0040
After: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


_TABLES = ("person", "sign_in_request")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("locale", sa.String(length=40), nullable=True))
        op.create_check_constraint(op.f(f"ck_{table}_{table}_locale_known"), table, "locale IN ('en-GB', 'cy')")


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "locale")
