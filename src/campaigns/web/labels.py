"""How a form's Struct says what each field is called and how much it holds; `forms` makes the messages from it.

    class Decline(msgspec.Struct, frozen=True, kw_only=True):
        reasons: Annotated[list[Reason], choices("why you are not signing")]
        comment: Annotated[str, paragraphs("your comment", most=2000, required=False)] = ""

A label reads well after "Enter" and "Choose": "the title of the letter", "your work email address". Its Welsh stands after
"rhoi", "ddewis" or before a colon, so that it needs no mutation: "teitl y llythyr", "eich cyfeiriad e-bost gwaith".
"""

from msgspec import Meta

#: Key in `Meta.extra` under which the way of reading a text is kept.
READ_AS = "read_as"

LINE, PARAGRAPHS, EMAIL, HIDDEN = "line", "paragraphs", "email", "hidden"
#: RFC 5321, 4.5.3.1.3, less the angle brackets.
EMAIL_LENGTH = 254


def line(label: str, *, most: int = 200, required: bool = True) -> Meta:
    """A text on one line. Lengths are in characters, after spaces at both ends are taken off."""
    return Meta(title=label, min_length=int(required), max_length=most, extra={READ_AS: LINE})


def paragraphs(label: str, *, most: int, required: bool = True) -> Meta:
    """A text of several lines, which end in a line feed whatever the browser sends."""
    return Meta(title=label, min_length=int(required), max_length=most, extra={READ_AS: PARAGRAPHS})


def email(label: str, *, required: bool = True) -> Meta:
    """An email address, checked for its form only."""
    return Meta(title=label, min_length=int(required), max_length=EMAIL_LENGTH, extra={READ_AS: EMAIL})


def choices(label: str, *, required: bool = True) -> Meta:
    """Checkboxes: a list of enum members or of texts."""
    return Meta(title=label, min_length=int(required))


def label(words: str) -> Meta:
    """The name of a field of any other type: an enum (radios or a select), a bool, int, date, time or `Upload`."""
    return Meta(title=words)


def hidden() -> Meta:
    """A field that the page fills in. A problem with it is told for the whole form, since nobody typed it."""
    return Meta(extra={READ_AS: HIDDEN})
