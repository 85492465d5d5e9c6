"""What can be refused, without a word of HTTP. Every message is a sentence for the person who reads it."""

from campaigns.languages.catalogues import gettext


class Refusal(Exception):
    """Base of every expected refusal. `str(refusal)` is shown to the user as it stands."""


class NotFound(Refusal):
    """There is no such thing, or the asker may not know that there is: the two must look the same."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or gettext("There is nothing at this address."))


class Replaced(Refusal):
    """A mailed link in whose place there is another one. `ask` is where to ask for it, and all that is said of whose it was.

    Maps to 410.
    """

    def __init__(self, ask: str) -> None:
        super().__init__(gettext("This link was replaced by a new one, so it opens nothing any more."))
        self.ask = ask


class SignInNeeded(Refusal):
    """The asker is not signed in."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or gettext("Sign in to see this page."))


class NotAllowed(Refusal):
    """The asker belongs to this coalition, but not in a role that may do this."""


class NotAllowedNow(Refusal):
    """The step exists, but not from the present state. Maps to 409."""


class Conflict(Refusal):
    """Somebody else acted first; the message says who or what. Maps to 409."""


class Invalid(Refusal):
    """What was typed needs mending.

    `problems` maps a field's name to one sentence; the field "" holds what concerns the whole form.
    """

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class TooLarge(Refusal):
    """A body over its stated limit. Maps to 413."""


class TooMany(Refusal):
    """Asked too often. Maps to 429; `retry_after` is in whole seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
