"""An organisation has a logo and a boilerplate, of which every version is kept.

Revision: 0031
After: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create(
        "organisation_logo",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("rights_by", sa.Text(), nullable=False),
        sa.Column("rights_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_organisation_logo_organisation_id")),
    )
    _create(
        "organisation_boilerplate",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
    )
    op.create_index(
        op.f("ix_organisation_boilerplate_organisation_id_id"), "organisation_boilerplate", ["organisation_id", "id"]
    )
    op.execute(
        "CREATE TRIGGER organisation_boilerplate_is_never_changed BEFORE UPDATE OR DELETE ON organisation_boilerplate "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("organisation_boilerplate")
    op.drop_table("organisation_logo")


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table whose rows belong to a coalition."""
    op.create_table(
        table,
        *parts,
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f(f"fk_{table}_coalition_id_coalition")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_coalition_id"), table, ["coalition_id"])
