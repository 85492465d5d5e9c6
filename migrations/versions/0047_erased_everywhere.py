"""What was kept since erasing began loses names too: why links were replaced, who erased, and why a deadline moved.

Revision: 0047
After: 0046
"""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

#: In each table that a trigger keeps, the columns in which a person's name, address or words may stand.
_BEFORE = {
    "signature_event": ("actor_name", "reason"),
    "individual_signature_event": ("actor_name", "reason"),
    "late_request_event": ("actor_name", "reason"),
    "cascade_event": ("actor_name", "reason"),
    "standing_authority_event": ("actor_name", "reason"),
    "membership_enquiry_event": ("actor_name", "reason"),
    "membership_event": ("actor_name", "reason"),
    "letter_event": ("actor_name", "reason"),
    "edition_event": ("actor_name", "reason"),
    "organisation_change": ("actor_name", "was", "now", "reason"),
    "organisation_boilerplate": ("actor_name", "text"),
    "signature_change": ("title_before", "title_after"),
    "evidence": ("second_name", "words", "second_words"),
    "response_note": ("spoke_with", "words", "written_by_name"),
    "passed_on": ("name", "email", "email_key", "words", "taken_back_by"),
    "late_request": ("words",),
    "standing_authority": ("person_name", "person_title", "email", "email_key", "granted_words", "basis_note", "asked_by"),
    "standing_authority_use": ("why", "used_by"),
    "edition_entry": ("person_name", "person_title"),
    "edition_individual": ("name", "title", "affiliation"),
    "edition_file": ("content",),
}
ERASABLE = {
    **_BEFORE,
    "letter_event": ("actor_name", "reason", "details"),
    "response_note": ("spoke_with", "number", "words", "written_by_name"),
    "invitation_link_event": ("actor_name", "reason"),
    "erasure": ("actor_name",),
}
#: As migration 0042 has it, but for the tables.
_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := CASE TG_TABLE_NAME
CASES
        END;
    was jsonb;
    becomes jsonb;
BEGIN
    IF TG_OP = 'UPDATE' AND erasable IS NOT NULL THEN
        IF EXISTS (
            SELECT FROM erasure
            WHERE transaction_id = pg_current_xact_id()::text::bigint AND erasure.coalition_id = NEW.coalition_id
        ) THEN
            was := to_jsonb(OLD);
            becomes := to_jsonb(NEW);
            IF was - erasable = becomes - erasable AND NOT EXISTS (
                SELECT FROM unnest(erasable) AS one
                WHERE was ->> one IS DISTINCT FROM becomes ->> one
                    AND becomes ->> one NOT IN ('', '\\x') AND becomes ->> one NOT LIKE '%removed)%'
            ) THEN
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    op.execute(_refusing(ERASABLE))
    # What was erased before left these behind.
    op.execute(
        "UPDATE individual_signature SET sort_by = '' WHERE name = 'a representative (details removed)' AND sort_by <> ''"
    )
    op.execute("DELETE FROM proposed_logo USING correction WHERE correction.id = correction_id AND state <> 'waiting'")


def downgrade() -> None:
    op.execute(_refusing(_BEFORE))


def _refusing(erasable: dict[str, tuple[str, ...]]) -> str:
    cases = "\n".join(
        f"        WHEN '{table}' THEN ARRAY[{', '.join(repr(column) for column in columns)}]"
        for table, columns in erasable.items()
    )
    return _REFUSE.replace("CASES", cases)
