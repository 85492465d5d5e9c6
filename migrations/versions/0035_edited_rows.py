"""The secretariat corrects a row, which its signer can undo; a recorded signature names the second person.

Revision: 0035
After: 0034
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    for column in ("sort_before", "sort_after"):
        op.add_column("signature_change", sa.Column(column, sa.Text(), server_default="", nullable=False))
    for column in ("joint_before", "joint_after"):
        op.add_column("signature_change", sa.Column(column, _JSON, server_default="[]", nullable=False))
    op.add_column("signature_change", sa.Column("undoes_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_signature_change_undoes_id_signature_change"), "signature_change", "signature_change", ["undoes_id"], ["id"]
    )
    op.create_unique_constraint(op.f("uq_signature_change_undoes_id"), "signature_change", ["undoes_id"])
    for column in ("second_name", "second_words"):
        op.add_column("evidence", sa.Column(column, sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    for column in ("second_words", "second_name"):
        op.drop_column("evidence", column)
    op.drop_constraint(op.f("uq_signature_change_undoes_id"), "signature_change", type_="unique")
    op.drop_constraint(op.f("fk_signature_change_undoes_id_signature_change"), "signature_change", type_="foreignkey")
    for column in ("undoes_id", "joint_after", "joint_before", "sort_after", "sort_before"):
        op.drop_column("signature_change", column)
