"""A letter, its versions, and the history of its three lifecycles."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, HistoryRow, one_of
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.lifecycles.text import TextState


class LetterKind(StrEnum):
    OPEN_LETTER = "open_letter"
    STATEMENT = "statement"


class Attribution(StrEnum):
    """Who speaks: the undersigned organisations, or the coalition itself with its members listed as members."""

    UNDERSIGNED = "undersigned"
    COALITION = "coalition"


class Letter(CoalitionOwned, Base):
    """A text that a coalition's organisations sign, whatever its kind.

    `version_number` is the newest version, locked or not. A letter is `rolling` or has a `deadline_at`, an instant with the
    zone it was set in. `row_version` is carried by every form, so that two people acting at once find out.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("coalition_id", "slug"),
        UniqueConstraint("coalition_id", "reference"),
        CheckConstraint("signing <> 'open' OR text = 'locked'", name="open_only_when_locked"),
        Index(None, "deadline_at", postgresql_where=sql("signing = 'open' AND deadline_at IS NOT NULL")),
        Index(None, "publish_at", postgresql_where=sql("release = 'scheduled'")),
    )

    reference: Mapped[str]
    slug: Mapped[str]
    #: When the first edition was built. It bears the address, so from then on `slug` stays.
    address_fixed_at: Mapped[datetime | None]
    kind: Mapped[LetterKind] = mapped_column(one_of(LetterKind, "kind_known"))
    attribution: Mapped[Attribution] = mapped_column(one_of(Attribution, "attribution_known"))
    working_title: Mapped[str]
    text: Mapped[TextState] = mapped_column(one_of(TextState, "text_known"))
    signing: Mapped[SigningState] = mapped_column(one_of(SigningState, "signing_known"))
    release: Mapped[ReleaseState] = mapped_column(one_of(ReleaseState, "release_known"))
    rolling: Mapped[bool] = mapped_column(default=False)
    #: Whether people may sign as themselves beside the organisations, in a list of their own.
    individuals_may_sign: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: How many signatures that were sent in an hour by a page where anybody signs may wait, before that page pauses by
    #: itself: of organisations, and of individuals.
    pauses_after: Mapped[int] = mapped_column(default=30, server_default=sql("30"))
    pauses_individuals_after: Mapped[int] = mapped_column(default=300, server_default=sql("300"))
    deadline_at: Mapped[datetime | None]
    publish_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    zone: Mapped[str]
    version_number: Mapped[int] = mapped_column(default=1)
    last_signature_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Version(CoalitionOwned, Base):
    """One wording of a letter. Once `locked_at` is set a trigger refuses any change.

    `body` and `notes_to_editors` are Markdown; an ordered list at the top level of the body is the letter's numbered asks.
    `content_hash` is the SHA-256 (hexadecimal) of `campaigns.text.canonical.canonical_text`.
    """

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("letter_id", "number"),
        CheckConstraint("(locked_at IS NULL) = (content_hash IS NULL)", name="hashed_when_locked"),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    number: Mapped[int]
    language: Mapped[str] = mapped_column(default="en")
    title: Mapped[str]
    addressee_name: Mapped[str] = mapped_column(default="")
    addressee_office: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    attestation: Mapped[str] = mapped_column(default="")
    notes_to_editors: Mapped[str] = mapped_column(default="")
    content_hash: Mapped[str | None]
    written_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    locked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class LetterEvent(CoalitionOwned, HistoryRow, Base):
    """One step of one of the letter's lifecycles; `machine` is text, signing or release.

    `details` has, as JSON, what a mail says of the step in the language of each reader; `reason` says it in English.
    """

    __tablename__ = "letter_event"
    __table_args__ = (Index(None, "letter_id", "id"),)

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    machine: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=sql("'{}'"))
