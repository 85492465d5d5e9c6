"""Pages that show every part of the look once, to be tried in a browser."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from campaigns.text.letter_text import LetterText
from campaigns.text.view import letter_view
from campaigns.web.forms import begun

from .conftest import Reply

LETTER = letter_view(
    LetterText(
        title="Seven days is not enough: give families time to find a home",
        addressee_name="The Rt Hon Ada Marsh MP",
        addressee_office="Secretary of State for Housing\nMarsham House",
        language="en",
        body="""Dear Secretary of State,

Every week our advice desks meet families who must leave within **seven days**. We [try with them](https://a.example).[^1]

1. Restore a move-on period of at least fifty-six days.
2. Let councils know, by name and date, who will be leaving.

## What this would cost

> It costs a council about £120 a night.

| Year | Families |
|---|---:|
| 2025 | 4,870 |

[^1]: Advice desk figures.
""",
        attestation="We, the undersigned organisations, support this letter.",
        notes_to_editors="1. The Fair Futures Alliance brings together 140 community organisations.",
    )
)


class Row(msgspec.Struct, frozen=True):
    display_name: str
    person_name: str = ""
    person_title: str = ""


ROWS = [
    Row("আশা কেন্দ্র"),
    Row("مركز الأمل"),
    Row("Wensum Voluntary Action (WVA)", "Amina Cole", "Chief executive"),
    Row("希望中心"),
    Row("Żubr Polonia Society"),
]


class Alliance(msgspec.Struct, frozen=True):
    name: str = "Fair Futures Alliance"
    slug: str = "fair-futures"
    accent_colour: str = "#1f5d57"
    person_name: str = "Nia Rees"


_LETTER = """
{% extends "layouts/page.html" %}
{% from "parts/paper.html" import sheet, signatories %}{% from "parts/forms.html" import button_link %}
{% from "parts/facts.html" import fingerprint, local_time, tag %}
{% block title %}{{ letter.title }}{% endblock %}{% block width %}wide{% endblock %}
{% block content %}
<p class="around">{{ tag("Open for signature", "green") }} closes at {{ local_time(at, "Europe/London") }}</p>
<p class="around">{{ button_link("Sign this letter", "/sign") }}</p>
{% call sheet(coalition.name, date_line="5 June 2026", reference="FFA-2026-07", draft=draft) %}
{% include "parts/letter_text.html" %}{{ signatories(rows, "27 organisations have signed.") }}
{% include "parts/letter_notes.html" %}
{% endcall %}
<div class="around">{{ fingerprint(letter.fingerprint) }}</div>
{% endblock %}
"""

_DESK = """
{% extends "layouts/page_secretariat.html" %}
{% from "parts/links.html" import back_link, count_filters, pager %}
{% from "parts/facts.html" import fingerprint, scroll_box, summary, tag %}
{% from "parts/forms.html" import button, confirm_panel, date_time_fields, error_summary, row_version_field, select %}
{% from "govuk_frontend_jinja/components/notification-banner/macro.html" import govukNotificationBanner %}
{% block title %}Responses{% endblock %}
{% block before_content %}{{ back_link("/x", "Letters") }}{% endblock %}
{% block content %}
{{ govukNotificationBanner({"type": "success", "text": "The invitations are on their way."}) }}
<h1 class="govuk-heading-l">Responses</h1>
{% set signed = {"count": 18, "text": "signed", "href": "?a", "current": true} %}
{{ count_filters([signed, {"count": 1204, "text": "no reply", "href": "?b"}]) }}
{% call scroll_box("Responses") %}
<table class="govuk-table">
<caption class="govuk-table__caption govuk-visually-hidden">Responses</caption>
<thead class="govuk-table__head"><tr class="govuk-table__row">
{% for head in ["Organisation", "Response", "Who", "When", "Last email", "What to do"] %}
<th scope="col" class="govuk-table__header">{{ head }}</th>{% endfor %}</tr></thead>
<tbody class="govuk-table__body">
{% for row in rows %}<tr class="govuk-table__row">
<th scope="row" class="govuk-table__header"><bdi>{{ row.display_name }}</bdi></th>
<td class="govuk-table__cell">{{ tag("Signed", ["green", "yellow", "red", "blue", "purple"][loop.index0]) }}</td>
<td class="govuk-table__cell">Amina Cole, chief executive</td><td class="govuk-table__cell">2 June 2026, 10:42am</td>
<td class="govuk-table__cell">Sent</td><td class="govuk-table__cell"><a class="govuk-link" href="/x">Send the link again
<span class="govuk-visually-hidden">to {{ row.display_name }}</span></a></td></tr>{% endfor %}
</tbody></table>
{% endcall %}
{{ pager("?after=x", "?", "responses") }}
<div class="beside">
{% call confirm_panel("Lock this version?", "/lock", "Lock version 2", "/x", "warning") %}
<p class="govuk-body">Nobody can change the text after this.</p>{{ row_version_field(3) }}{% endcall %}
<div class="card"><h2 class="govuk-heading-m">Version 2</h2>
{% set hash = {"key": "Hash", "value": fingerprint(letter.fingerprint)} %}
{{ summary([{"key": "Deadline", "value": "5pm on Friday", "href": "/x"}, hash]) }}
</div></div>
<form method="post" novalidate>
{{ date_time_fields(form, "publish_on", "publish_at", "title", ["Europe/London", "America/New_York"], "When") }}
{{ button("Save", "secondary") }}</form>
{% endblock %}
"""

_DONE = """
{% extends "layouts/page.html" %}
{% from "govuk_frontend_jinja/components/panel/macro.html" import govukPanel %}
{% from "govuk_frontend_jinja/components/inset-text/macro.html" import govukInsetText %}
{% from "govuk_frontend_jinja/components/warning-text/macro.html" import govukWarningText %}
{% from "govuk_frontend_jinja/components/details/macro.html" import govukDetails %}
{% block title %}Signed{% endblock %}
{% block content %}
{{ govukPanel({"titleText": "Wensum Voluntary Action has signed", "text": "FFA-2026-07-0018"}) }}
<h2 class="govuk-heading-m">What happens next</h2>
<p class="govuk-body-l">We have sent you a confirmation.</p>
{{ govukInsetText({"text": "Your signature is not counted until you follow the link."}) }}
{{ govukWarningText({"text": "You cannot undo this.", "iconFallbackText": "Warning"}) }}
{{ govukDetails({"summaryText": "Read the letter again", "text": "Dear Secretary of State"}) }}
{% endblock %}
"""

_TEMPLATES = {"letter": _LETTER, "draft": _LETTER, "desk": _DESK, "done": _DONE}


@get("/gallery/{name:str}", include_in_schema=False, sync_to_thread=False)
def gallery(name: FromPath[str]) -> Template:
    context: dict[str, Any] = {
        "coalition": Alliance(),
        "letter": LETTER,
        "rows": ROWS,
        "draft": name == "draft",
        "at": datetime(2026, 6, 5, 16, tzinfo=UTC),
        "form": begun(Reply),
        "section": "letters",
    }
    return Template(template_str=_TEMPLATES[name], context=context, media_type="text/html")
