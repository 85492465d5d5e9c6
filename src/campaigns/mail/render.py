"""From a composed mail to bytes: a subject, and one text twice, as plain text and as HTML."""

import textwrap
from datetime import datetime
from email.headerregistry import Address
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.ext import i18n

from campaigns.languages.locales import Locale, reading
from campaigns.languages.templates import speak
from campaigns.mail.compose import Mail
from campaigns.mail.models import Message
from campaigns.mail.safety import HeaderValue, serialise
from campaigns.paths import TEMPLATES

#: Lines of the plain text are wrapped here, but never within a word: a link stays whole.
TEXT_WIDTH = 72
_TAB, _LINE_END, _FIRST_PRINTABLE, _DELETE = 9, 10, 32, 127
_CONTROLS = dict.fromkeys({*range(_FIRST_PRINTABLE), _DELETE} - {_TAB, _LINE_END})


@cache
def environment() -> Environment:
    """Templates for mail. Every name must be known, and what goes into HTML is escaped."""
    made = Environment(
        extensions=[i18n],
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    speak(made)
    return made


def written(message: Message, mail: Mail, mail_from: str, now: datetime) -> bytes:
    """The whole mail as it goes to the server. `mail_from` is our own address, from the settings.

    The Message-ID comes from the row's id, so that a mail sent twice by misfortune is shown once by most programs.
    Raises `UnsafeMail` and whatever a template raises.
    """
    with reading(Locale.of(mail.language)):
        return _written(message, mail, mail_from, now)


def _written(message: Message, mail: Mail, mail_from: str, now: datetime) -> bytes:
    folder = f"emails/{mail.template or message.kind}"
    context = {**mail.context, "mail": mail}
    subject = " ".join(_template(f"{folder}/subject.txt", context).split())
    context["subject"] = subject
    text = _tidy(_template(f"{folder}/body.txt", context))
    html = _template(f"{folder}/body.html", context)
    return serialise(_headers(message, mail, subject, mail_from, now), _wrapped(text), _tidy(html))


def _template(name: str, context: dict[str, object]) -> str:
    return environment().get_template(name).render(context)


def _headers(message: Message, mail: Mail, subject: str, mail_from: str, now: datetime) -> dict[str, HeaderValue]:
    # A name with an @ in it would look like the address it comes from. The recipient's name is left out: others typed it.
    name = " ".join(mail.from_name.replace("@", " at ").split())
    headers: dict[str, HeaderValue] = {
        "From": Address(name, addr_spec=mail_from),
        "To": Address(addr_spec=message.recipient_email),
        "Subject": subject,
        "Date": format_datetime(now),
        "Message-ID": f"<{message.kind}.{message.id.hex}@{mail_from.rpartition('@')[2]}>",
        # RFC 3834, and what Exchange understands: nobody's out-of-office reply is an answer to us.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": mail.language,
    }
    if mail.reply_to:
        headers["Reply-To"] = Address(addr_spec=mail.reply_to)
    if mail.list_unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.list_unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _tidy(text: str) -> str:
    return "\n".join(text.splitlines()).translate(_CONTROLS).strip("\n") + "\n"


def _wrapped(text: str) -> str:
    return "\n".join(_wrapped_line(line) for line in text.split("\n"))


def _wrapped_line(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return textwrap.fill(
        line, TEXT_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
