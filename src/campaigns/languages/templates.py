"""Jinja templates that speak the language that is being read, for pages and mails alike."""

from jinja2 import Environment

from campaigns.languages.agreed import lang_attribute
from campaigns.languages.catalogues import for_templates, for_templates_many, plural
from campaigns.languages.locales import Locale, current


def speak(environment: Environment) -> None:
    """Give an environment with the extension `jinja2.ext.i18n` our words.

    `{% trans %}` (which may be written on several lines), `gettext()` and `ngettext()`; `plural()`, a count with its noun;
    `reading()`, the tag of the language for `lang` attributes; `lang_attribute()`, for a sentence that is stored as it was
    agreed to; and `locales`, all there are.
    """
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(for_templates, for_templates_many, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(reading=current, plural=plural, locales=tuple(Locale), lang_attribute=lang_attribute)
