"""People who can sign in, the links mailed to them, and their sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, one_of
from campaigns.languages.locales import Locale, known


class Person(Base):
    """Somebody who signs in. `email` is where mail goes, as typed; `email_key` is what addresses are matched by.

    `locale` is the language that they chose for their pages and mails; empty until they choose.
    """

    __tablename__ = "person"

    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    locale: Mapped[Locale | None] = mapped_column(one_of(Locale, "person_locale_known"))


class SignInRequest(Base):
    """A link and a code asked for at the sign-in page, spent once, within ten minutes.

    `person_id` is empty for an address nobody has, so that both cases cost the same and look the same.
    """

    __tablename__ = "sign_in_request"
    __table_args__ = (Index(None, "email_hash", "created_at"),)

    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    email_hash: Mapped[str]
    #: A keyed hash of the client that asked, so that a stranger's asking is not held against somebody else.
    client_hash: Mapped[str] = mapped_column(server_default="")
    #: The language of the page on which it was asked for, which the mail is in for whoever has not chosen one.
    locale: Mapped[Locale | None] = mapped_column(one_of(Locale, "sign_in_request_locale_known"), default=known)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)


class BrowserSession(Base):
    """A signed-in browser or API client. Only the SHA-256 of its 32 random bytes is kept."""

    __tablename__ = "browser_session"

    id_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
