"""What is on record of an organisation: other names, registers, relation, signers, categories, and what was changed.

Revision: 0017
After: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LANGUAGES = ("english", "cymraeg", "both")
CHECKS = {
    "language_known": "language IN ('english', 'cymraeg', 'both')",
    "member_or_partner": "NOT (is_member AND is_partner)",
    "lead_is_member": "is_member OR NOT is_lead_partner",
    "placed_is_member": "is_member OR (member_place IS NULL AND NOT is_host)",
    "member_has_not_left": "NOT is_member OR member_until IS NULL",
    "no_branch_of_itself": "branch_of_id <> id",
}


def upgrade() -> None:
    for column in _columns():
        op.add_column("organisation", column)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_organisation_{name}"), "organisation", condition)
    op.create_foreign_key(
        op.f("fk_organisation_branch_of_id_organisation"), "organisation", "organisation", ["branch_of_id"], ["id"]
    )
    op.create_index(op.f("ix_organisation_branch_of_id"), "organisation", ["branch_of_id"])
    op.create_index(
        "uq_organisation_one_host", "organisation", ["coalition_id"], unique=True, postgresql_where=sa.text("is_host")
    )
    _create(
        "organisation_name",
        _organisation(),
        sa.Column("kind", _enum("name_kind_known", "legal", "former", "alias"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        _of_organisation("organisation_name"),
        sa.UniqueConstraint("coalition_id", "name_key", name=op.f("uq_organisation_name_coalition_id_name_key")),
    )
    op.create_index(op.f("ix_organisation_name_organisation_id"), "organisation_name", ["organisation_id"])
    op.create_index(
        "uq_organisation_name_one_legal",
        "organisation_name",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'legal'"),
    )
    _create(
        "organisation_identifier",
        _organisation(),
        sa.Column("scheme", _enum("scheme_known", "GB-CHC", "GB-SC", "GB-NIC", "GB-COH"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        _of_organisation("organisation_identifier"),
        sa.UniqueConstraint(
            "coalition_id", "scheme", "number", name=op.f("uq_organisation_identifier_coalition_id_scheme_number")
        ),
    )
    op.create_index(op.f("ix_organisation_identifier_organisation_id"), "organisation_identifier", ["organisation_id"])
    _create(
        "organisation_signer",
        _organisation(),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role_title", sa.Text(), nullable=False),
        sa.Column("signs_from", sa.Date(), nullable=True),
        sa.Column("signs_until", sa.Date(), nullable=True),
        _of_organisation("organisation_signer"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_organisation_signer_contact_id_contact")),
    )
    op.create_index(op.f("ix_organisation_signer_organisation_id"), "organisation_signer", ["organisation_id"])
    op.create_index(op.f("ix_organisation_signer_contact_id"), "organisation_signer", ["contact_id"])
    _create(
        "organisation_category",
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_key", sa.Text(), nullable=False),
        sa.UniqueConstraint("coalition_id", "label_key", name=op.f("uq_organisation_category_coalition_id_label_key")),
    )
    _create(
        "organisation_in_category",
        _organisation(),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        _of_organisation("organisation_in_category"),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["organisation_category.id"],
            name=op.f("fk_organisation_in_category_category_id_organisation_category"),
        ),
        sa.UniqueConstraint(
            "organisation_id", "category_id", name=op.f("uq_organisation_in_category_organisation_id_category_id")
        ),
    )
    op.create_index(op.f("ix_organisation_in_category_category_id"), "organisation_in_category", ["category_id"])
    _create(
        "organisation_change",
        _organisation(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
    )
    op.create_index(op.f("ix_organisation_change_organisation_id_id"), "organisation_change", ["organisation_id", "id"])
    op.execute(
        "CREATE TRIGGER organisation_change_is_never_changed BEFORE UPDATE OR DELETE ON organisation_change "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in (
        "organisation_change",
        "organisation_in_category",
        "organisation_category",
        "organisation_signer",
        "organisation_identifier",
        "organisation_name",
    ):
        op.drop_table(table)
    op.drop_index("uq_organisation_one_host", table_name="organisation")
    op.drop_index(op.f("ix_organisation_branch_of_id"), table_name="organisation")
    op.drop_constraint(op.f("fk_organisation_branch_of_id_organisation"), "organisation", type_="foreignkey")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_organisation_{name}"), "organisation", type_="check")
    for column in reversed(_columns()):
        op.drop_column("organisation", column.name)


def _columns() -> list[sa.Column]:
    return [
        sa.Column("locality", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "language",
            sa.Enum(*LANGUAGES, name="language_known", native_enum=False, create_constraint=False, length=40),
            nullable=True,
        ),
        sa.Column("branch_of_id", sa.Uuid(), nullable=True),
        sa.Column("is_partner", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_infrastructure", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_lead_partner", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("member_from", sa.Date(), nullable=True),
        sa.Column("member_until", sa.Date(), nullable=True),
        sa.Column("is_host", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("member_place", sa.Integer(), nullable=True),
    ]


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


def _organisation() -> sa.Column:
    return sa.Column("organisation_id", sa.Uuid(), nullable=False)


def _of_organisation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id_organisation")
    )


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
