"""Somebody signs for a branch or project of the organisation that was invited, or for a group of organisations.

Revision: 0034
After: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_GROUPS = (("organisation", "signs_as_group"), ("signature", "as_group"), ("edition_entry", "as_group"))


def upgrade() -> None:
    op.add_column("signature", sa.Column("branch_of_id", sa.Uuid(), nullable=True))
    op.add_column("signature", sa.Column("branch_place", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(
        op.f("fk_signature_branch_of_id_organisation"), "signature", "organisation", ["branch_of_id"], ["id"]
    )
    op.create_index(op.f("ix_signature_branch_of_id"), "signature", ["branch_of_id"])
    for table, column in _GROUPS:
        op.add_column(table, sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for table, column in _GROUPS:
        op.drop_column(table, column)
    op.drop_index(op.f("ix_signature_branch_of_id"), "signature")
    op.drop_constraint(op.f("fk_signature_branch_of_id_organisation"), "signature", type_="foreignkey")
    op.drop_column("signature", "branch_place")
    op.drop_column("signature", "branch_of_id")
