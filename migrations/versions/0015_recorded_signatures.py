"""A signature that an organisation gave by email or on the phone is recorded with its evidence, which is never changed.

Revision: 0015
After: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _routes("'invitation', 'public', 'recorded'")
    op.create_table(
        "evidence",
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'call', 'paper')", name=op.f("ck_evidence_evidence_kind_known")),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_evidence_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_evidence_recorded_by_person")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_evidence_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("signature_id", name=op.f("uq_evidence_signature_id")),
    )
    op.create_index(op.f("ix_evidence_coalition_id"), "evidence", ["coalition_id"])
    op.execute(
        "CREATE TRIGGER evidence_is_never_changed BEFORE UPDATE OR DELETE ON evidence "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("evidence")
    _routes("'invitation', 'public'")


def _routes(known: str) -> None:
    op.drop_constraint(op.f("ck_signature_route_known"), "signature", type_="check")
    op.create_check_constraint(op.f("ck_signature_route_known"), "signature", f"route IN ({known})")
