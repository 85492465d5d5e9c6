"""Organisations that may be one, and what was decided of them; near names are found by trigrams.

`pg_trgm` comes with PostgreSQL, and whoever owns a database may add it: it is a trusted extension.

Revision: 0018
After: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.add_column("organisation", sa.Column("compared_version", sa.Integer(), nullable=True))
    op.create_index(
        "ix_organisation_not_compared",
        "organisation",
        ["id"],
        postgresql_where=sa.text("compared_version IS DISTINCT FROM row_version"),
    )
    for table in ("organisation", "organisation_name"):
        op.create_index(
            f"ix_{table}_name_key_trigrams",
            table,
            ["name_key"],
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        )
    op.create_table(
        "organisation_pair",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column(
            "likeness",
            _enum("likeness_known", "by_hand", "number", "mail_domain", "acronym", "name"),
            nullable=False,
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", _enum("decision_known", "same", "branch", "different"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_organisation_pair_smaller_first")),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_organisation_pair_decided_at_a_time")),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_organisation_pair_coalition_id_coalition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_pair")),
        sa.UniqueConstraint(
            "coalition_id", "one_id", "other_id", name=op.f("uq_organisation_pair_coalition_id_one_id_other_id")
        ),
    )
    op.create_index(op.f("ix_organisation_pair_coalition_id"), "organisation_pair", ["coalition_id"])
    op.create_index(op.f("ix_organisation_pair_other_id"), "organisation_pair", ["other_id"])
    op.create_index(
        "ix_organisation_pair_open",
        "organisation_pair",
        ["coalition_id", "id"],
        postgresql_where=sa.text("decision IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("organisation_pair")
    for table in ("organisation", "organisation_name"):
        op.drop_index(f"ix_{table}_name_key_trigrams", table_name=table)
    op.drop_index("ix_organisation_not_compared", table_name="organisation")
    op.drop_column("organisation", "compared_version")
    op.execute("DROP EXTENSION pg_trgm")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
