"""organisations

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_organisation_coalition_id_coalition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("coalition_id", "name_key", name=op.f("uq_organisation_coalition_id_name_key")),
        comment="one row for each organisation a coalition knows",
    )
    op.create_index(op.f("ix_organisation_coalition_id"), "organisation", ["coalition_id"], unique=False)
    op.create_index(
        op.f("ix_organisation_coalition_id_sort_key_id"), "organisation", ["coalition_id", "sort_key", "id"], unique=False
    )
    op.create_table(
        "organisation_import",
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "read",
                "unreadable",
                "applied",
                "discarded",
                name="import_state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_organisation_import_coalition_id_coalition")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_organisation_import_created_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_import")),
    )
    op.create_index(op.f("ix_organisation_import_coalition_id"), "organisation_import", ["coalition_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role_title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("gets_invitations", sa.Boolean(), nullable=False),
        sa.Column("gets_notices", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_contact_coalition_id_coalition")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contact_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("organisation_id", "email_key", name=op.f("uq_contact_organisation_id_email_key")),
    )
    op.create_index(op.f("ix_contact_coalition_id"), "contact", ["coalition_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_contact_coalition_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_organisation_import_coalition_id"), table_name="organisation_import")
    op.drop_table("organisation_import")
    op.drop_index(op.f("ix_organisation_coalition_id_sort_key_id"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_coalition_id"), table_name="organisation")
    op.drop_table("organisation")
