"""editions

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "candidate",
                "current",
                "superseded",
                "discarded",
                name="edition_state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("as_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_count", sa.Integer(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("files_built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_warnings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_edition_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_edition_letter_id_letter")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_edition_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.create_index(op.f("ix_edition_coalition_id"), "edition", ["coalition_id"], unique=False)
    op.create_index(
        "uq_edition_number",
        "edition",
        ["letter_id", "number"],
        unique=True,
        postgresql_where=sa.text("state <> 'discarded'"),
    )
    op.create_index(
        "uq_edition_one_candidate", "edition", ["letter_id"], unique=True, postgresql_where=sa.text("state = 'candidate'")
    )
    op.create_index(
        "uq_edition_one_current", "edition", ["letter_id"], unique=True, postgresql_where=sa.text("state = 'current'")
    )
    op.create_table(
        "edition_event",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version_hash", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_edition_event_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_event_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_event")),
    )
    op.create_index(op.f("ix_edition_event_coalition_id"), "edition_event", ["coalition_id"], unique=False)
    op.create_index(op.f("ix_edition_event_edition_id_id"), "edition_event", ["edition_id", "id"], unique=False)
    op.create_table(
        "edition_file",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_edition_file_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_file_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_file")),
        sa.UniqueConstraint("edition_id", "file_name", name=op.f("uq_edition_file_edition_id_file_name")),
    )
    op.create_index(op.f("ix_edition_file_coalition_id"), "edition_file", ["coalition_id"], unique=False)
    op.create_table(
        "edition_entry",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("organisations", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("person_title", sa.Text(), nullable=False),
        sa.Column("signed_in_edition", sa.Integer(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_edition_entry_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_entry_edition_id_edition")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_edition_entry_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_entry")),
        sa.UniqueConstraint("edition_id", "position", name=op.f("uq_edition_entry_edition_id_position")),
    )
    op.create_index(op.f("ix_edition_entry_coalition_id"), "edition_entry", ["coalition_id"], unique=False)
    op.create_index(op.f("ix_edition_entry_signature_id"), "edition_entry", ["signature_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_edition_entry_signature_id"), table_name="edition_entry")
    op.drop_index(op.f("ix_edition_entry_coalition_id"), table_name="edition_entry")
    op.drop_table("edition_entry")
    op.drop_index(op.f("ix_edition_file_coalition_id"), table_name="edition_file")
    op.drop_table("edition_file")
    op.drop_index(op.f("ix_edition_event_edition_id_id"), table_name="edition_event")
    op.drop_index(op.f("ix_edition_event_coalition_id"), table_name="edition_event")
    op.drop_table("edition_event")
    op.drop_index("uq_edition_one_current", table_name="edition", postgresql_where=sa.text("state = 'current'"))
    op.drop_index("uq_edition_one_candidate", table_name="edition", postgresql_where=sa.text("state = 'candidate'"))
    op.drop_index("uq_edition_number", table_name="edition", postgresql_where=sa.text("state <> 'discarded'"))
    op.drop_index(op.f("ix_edition_coalition_id"), table_name="edition")
    op.drop_table("edition")
