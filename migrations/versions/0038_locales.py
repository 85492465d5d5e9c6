"""The language that contacts, signers and enquirers read.

Revision: 0038
After: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_LOCALES = "locale IN ('en-GB', 'cy')"
_TABLES = {
    "contact": "contact",
    "signature": "signature",
    "individual_signature": "individual",
    "membership_enquiry": "enquiry",
}


def upgrade() -> None:
    for table, name in _TABLES.items():
        op.add_column(table, sa.Column("locale", sa.String(length=40), nullable=True))
        op.create_check_constraint(op.f(f"ck_{table}_{name}_locale_known"), table, _LOCALES)
    op.create_index(op.f("ix_contact_coalition_id_email_key"), "contact", ["coalition_id", "email_key"])


def downgrade() -> None:
    op.drop_index(op.f("ix_contact_coalition_id_email_key"), table_name="contact")
    for table in _TABLES:
        op.drop_column(table, "locale")
