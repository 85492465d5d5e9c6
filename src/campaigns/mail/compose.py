"""What a feature says when it writes a mail: words for the templates, and links that were never stored."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.languages.locales import current
from campaigns.mail.models import Message, Stream
from campaigns.settings import Settings
from campaigns.tokens import Keys, Purpose

#: Links longer than this are cut by some mail clients and proxies.
LONGEST_LINK = 99
#: The accent of the pages that belong to no coalition; `frontend/styles/_colours.scss` has it too.
PLAIN_COLOUR = "#6b2d3e"
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail before it is written out.

    `context` is given to `templates/emails/<template>/{subject.txt,body.txt,body.html}`; `template` is the message's kind
    unless set. The names `mail` and `subject` in the templates are this object and the finished subject line.

    `from_name` stands before our own address, such as "Fair Futures Alliance secretariat". `reply_to` is one address.
    `accent_colour` is `#rrggbb` with a contrast of 4.5:1 to white. `list_unsubscribe` is the https address that takes the
    one-click POST of RFC 8058; only invitations have one. `language` is a BCP 47 tag, that of the
    language being read when the mail is composed unless told.
    """

    from_name: str
    context: dict[str, Any]
    template: str = ""
    reply_to: str = ""
    postal_address: str = ""
    accent_colour: str = PLAIN_COLOUR
    language: str = msgspec.field(default_factory=current)
    list_unsubscribe: str = ""

    @property
    def direction(self) -> str:
        """`rtl` for a language written from right to left, otherwise `ltr`."""
        return "rtl" if self.language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Composing:
    """What a composer may use beside its rows: where the site is, the keys for links, and the time of sending."""

    settings: Settings
    keys: Keys
    now: datetime

    def address(self, path: str) -> str:
        """The full address of a page that anybody may open."""
        return self.settings.public_url + path

    def link(self, purpose: Purpose, row: UUID, rotation: int, path: str) -> str:
        """The full address of a private page. `path` holds `{token}` where the row's token goes, as in `/r/{token}`."""
        return self.address(path.replace("{token}", self.keys.token(purpose, row, rotation)))

    def unsubscribe_link(self, message: Message) -> str:
        """The address that stops invitations to a message's recipient (RFC 8058); empty for a notice, which has none."""
        if message.stream is not Stream.INVITATION or message.coalition_id is None:
            return ""
        return self.link(Purpose.UNSUBSCRIBE, message.id, 0, "/u/{token}")

    def code(self, purpose: Purpose, row: UUID, rotation: int = 0) -> str:
        """The six digits that do the same as the link."""
        return self.keys.code(purpose, row, rotation)


#: Writes the mail for one kind of message at the moment it is sent; None where it is no longer wanted. The session is held
#: to the message's coalition where it has one, is only read from, and is thrown away afterwards.
Composer = Callable[[AsyncSession, Message, Composing], Awaitable[Mail | None]]
