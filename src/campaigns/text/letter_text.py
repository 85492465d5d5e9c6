"""The words of a letter, and nothing else about it."""

import msgspec


class LetterText(msgspec.Struct, frozen=True, kw_only=True):
    """One wording, as somebody typed it or as it was locked.

    `body` and `notes_to_editors` are Markdown in the dialect of `campaigns.text.dialect`; the other fields are plain text.
    `language` is a BCP 47 tag. `{count}` may stand in any field for the number of organisations.
    """

    title: str
    addressee_name: str
    addressee_office: str
    body: str
    attestation: str
    notes_to_editors: str
    language: str = "en"
