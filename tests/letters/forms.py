"""The forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """Where a form goes, and what it sends if nobody types anything."""

    action: str
    method: str
    fields: dict[str, str | list[str]] = field(default_factory=dict)

    def set(self, name: str, value: str) -> None:
        """Add a value under a name; several make a list."""
        before = self.fields.get(name)
        if before is None:
            self.fields[name] = value
        else:
            self.fields[name] = [*before, value] if isinstance(before, list) else [before, value]


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.textarea: str | None = None
        self.written = ""
        self.select: str | None = None
        self.chosen: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.inside = Form(has.get("action") or self.address, has.get("method", "get").lower())
            self.forms.append(self.inside)
        if self.inside is None or "disabled" in has:
            return
        if tag == "input" and has.get("name"):
            if has.get("type") in {"radio", "checkbox"} and "checked" not in has:
                return
            self.inside.set(has["name"], has.get("value", ""))
        elif tag == "textarea":
            self.textarea, self.written = has.get("name", ""), ""
        elif tag == "select":
            self.select, self.chosen = has["name"], None
        elif tag == "option" and self.select and (self.chosen is None or "selected" in has):
            self.chosen = has.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.written += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "textarea" and self.textarea is not None:
            if self.inside is not None and self.textarea:
                self.inside.set(self.textarea, self.written.removeprefix("\n"))
            self.textarea = None
        elif tag == "select" and self.select is not None:
            if self.inside is not None:
                self.inside.set(self.select, self.chosen or "")
            self.select = None


def forms_of(html: str, address: str) -> dict[str, Form]:
    """The forms of a page that are sent by POST, by where they go."""
    reader = _Reader(address)
    reader.feed(html)
    return {form.action: form for form in reader.forms if form.method == "post"}
