"""The one Jinja environment, for pages, mails and documents alike, and `page()`, which every handler ends with."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from jinja2 import Template as JinjaTemplate
from jinja2.ext import do, i18n
from litestar.enums import MediaType
from litestar.response import Template

from campaigns.languages.templates import speak
from campaigns.paths import TEMPLATES
from campaigns.web import components, words

_GOVUK = "govuk_frontend_jinja"


class _Environment(Environment):
    """Ours is strict about names that do not exist.

    The GOV.UK macros rely on lenience, so they have an environment of their own; they see only what they are handed.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=_is_markup)
        # These files never change while we run, and a form asks for them a hundred times.
        components = PrefixLoader({_GOVUK: PackageLoader(_GOVUK)})
        self._components = Environment(loader=components, autoescape=True, auto_reload=False)

    def _load_template(self, name: str, globals: Any) -> JinjaTemplate:  # noqa: A002 - Jinja's own name
        if name.startswith(f"{_GOVUK}/"):
            return self._components.get_template(name)
        return super()._load_template(name, globals)


def _is_markup(name: str | None) -> bool:
    return not (name or "").endswith(".txt")


@cache
def make_environment() -> Environment:
    """Templates from `templates/`: strict, escaped unless their name ends in `.txt`, with the filters of `words`.

    The same object for every caller.
    """
    environment = _Environment(loader=FileSystemLoader(TEMPLATES), extensions=[do, i18n])
    speak(environment)
    environment.filters.update(words.FILTERS)
    environment.globals.update(words.FUNCTIONS)
    environment.globals.update(components.FUNCTIONS)
    return environment


def page(name: str, /, status_code: int = 200, **context: Any) -> Template:
    """An HTML answer from `templates/<name>`, such as `page("pages/letters/show.html", letter=letter)`.

    `form` with problems belongs with `status_code=422`; the layout then begins the title with "Error:".
    """
    return Template(template_name=name, context=context, status_code=status_code, media_type=MediaType.HTML)
