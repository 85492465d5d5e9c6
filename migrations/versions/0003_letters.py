"""letters

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("open_letter", "statement", name="kind_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "attribution",
            sa.Enum(
                "undersigned", "coalition", name="attribution_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("working_title", sa.Text(), nullable=False),
        sa.Column(
            "text",
            sa.Enum("drafting", "locked", name="text_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "signing",
            sa.Enum(
                "not_open",
                "open",
                "closed",
                "frozen",
                name="signing_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "release",
            sa.Enum(
                "unreleased",
                "scheduled",
                "published",
                name="release_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rolling", sa.Boolean(), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("last_signature_number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("signing <> 'open' OR text = 'locked'", name=op.f("ck_letter_open_only_when_locked")),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_letter_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_letter_created_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("coalition_id", "reference", name=op.f("uq_letter_coalition_id_reference")),
        sa.UniqueConstraint("coalition_id", "slug", name=op.f("uq_letter_coalition_id_slug")),
    )
    op.create_index(op.f("ix_letter_coalition_id"), "letter", ["coalition_id"], unique=False)
    op.create_index(
        op.f("ix_letter_deadline_at"),
        "letter",
        ["deadline_at"],
        unique=False,
        postgresql_where=sa.text("signing = 'open' AND deadline_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_letter_publish_at"),
        "letter",
        ["publish_at"],
        unique=False,
        postgresql_where=sa.text("release = 'scheduled'"),
    )
    op.create_table(
        "letter_event",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
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
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_letter_event_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_event_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_event")),
    )
    op.create_index(op.f("ix_letter_event_coalition_id"), "letter_event", ["coalition_id"], unique=False)
    op.create_index(op.f("ix_letter_event_letter_id_id"), "letter_event", ["letter_id", "id"], unique=False)
    op.create_table(
        "version",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("addressee_name", sa.Text(), nullable=False),
        sa.Column("addressee_office", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attestation", sa.Text(), nullable=False),
        sa.Column("notes_to_editors", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_by", sa.Uuid(), nullable=True),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(locked_at IS NULL) = (content_hash IS NULL)", name=op.f("ck_version_hashed_when_locked")),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_version_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_version_letter_id_letter")),
        sa.ForeignKeyConstraint(["locked_by"], ["person.id"], name=op.f("fk_version_locked_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_version_letter_id_number")),
    )
    op.create_index(op.f("ix_version_coalition_id"), "version", ["coalition_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_version_coalition_id"), table_name="version")
    op.drop_table("version")
    op.drop_index(op.f("ix_letter_event_letter_id_id"), table_name="letter_event")
    op.drop_index(op.f("ix_letter_event_coalition_id"), table_name="letter_event")
    op.drop_table("letter_event")
    op.drop_index(op.f("ix_letter_publish_at"), table_name="letter", postgresql_where=sa.text("release = 'scheduled'"))
    op.drop_index(
        op.f("ix_letter_deadline_at"),
        table_name="letter",
        postgresql_where=sa.text("signing = 'open' AND deadline_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_letter_coalition_id"), table_name="letter")
    op.drop_table("letter")
