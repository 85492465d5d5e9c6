"""Templates: strict about names, safe with what people typed, and free of anything the content policy would block."""

import re

import httpx
import pytest
from jinja2 import UndefinedError
from lxml import html as lxml_html  # type: ignore[import-untyped]

from campaigns.paths import TEMPLATES
from campaigns.web.templates import make_environment

from .conftest import GOOD, Visitor

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}</textarea></title>"
#: The mailbox of the demonstration is a site of its own, and mails have rules of their own.
OTHERS = ("emails/", "documents/", "pages/mailbox/", "layouts/email")
PAGES = sorted(name for name in make_environment().list_templates(["html"]) if not name.startswith(OTHERS))


def test_a_name_that_does_not_exist_is_a_mistake_and_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        make_environment().from_string("{{ letter.title }}").render()


def test_a_page_about_a_letter_says_what_is_wrong_once() -> None:
    layout = 'extends "pages/letters/layout.html"'
    told_by_the_layout = "{{ error_summary(form) }}"
    texts = {name: (TEMPLATES / name).read_text() for name in PAGES}
    assert told_by_the_layout in texts["pages/letters/layout.html"]
    assert [name for name, text in texts.items() if layout in text and told_by_the_layout in text] == []


def test_what_is_typed_is_escaped_in_html_and_plain_in_text() -> None:
    environment = make_environment()
    assert environment.from_string("{{ name }}").render(name="Re'New & <b>") == "Re&#39;New &amp; &lt;b&gt;"


@pytest.mark.parametrize("name", PAGES)
def test_no_template_has_what_the_content_policy_blocks_or_escaping_misses(name: str) -> None:
    source = re.sub(r"\{#.*?#\}", "", (TEMPLATES / name).read_text(), flags=re.DOTALL)
    assert not re.search(r"\|\s*safe\b|autoescape|Markup\(", source)
    assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=| type=\"application/ld\+json\")|<style\b", source)
    assert not re.search(r"\s[a-z-]+=\{\{", source), "an attribute's value is quoted"
    make_environment().get_template(name)


async def test_hostile_text_stays_text_in_every_field(visitor: Visitor) -> None:
    typed = {name: HOSTILE if isinstance(value, str) else [HOSTILE] for name, value in GOOD.items()}
    answer = await visitor.send("/reply", typed)
    assert answer.status_code == 422
    page = lxml_html.fromstring(answer.text)
    assert len(page.xpath("//script")) == 1
    assert page.xpath("//img | //*[@onerror]") == []
    assert page.xpath("string(//input[@id='title']/@value)") == HOSTILE
    assert page.xpath("string(//textarea[@id='comment'])").strip() == HOSTILE


async def test_a_form_with_problems_says_so_first(visitor: Visitor) -> None:
    page = lxml_html.fromstring((await visitor.send("/reply", {**GOOD, "title": "", "publish_on-month": ""})).text)
    assert page.xpath("string(//title)") == "Error: Reply – Open letters"
    links = page.xpath("//*[@class='govuk-error-summary']//a")
    assert [(link.get("href"), link.text_content().strip()) for link in links] == [
        ("#title", "Enter the title."),
        ("#publish_on-day", "The date of publication must include a month."),
    ]
    for link in links:
        field = page.get_element_by_id(link.get("href")[1:])
        group = field.xpath("ancestor::*[contains(@class, 'govuk-form-group--error')]")
        assert link.text_content().strip() in group[0].text_content()


async def test_what_was_typed_is_shown_again(visitor: Visitor) -> None:
    page = lxml_html.fromstring((await visitor.send("/reply", {**GOOD, "title": ""})).text)
    assert page.xpath("string(//input[@id='work_email']/@value)") == "amina@wensum.example"
    assert page.xpath("string(//textarea[@id='comment'])").strip() == "First\nsecond"
    assert page.xpath("//input[@name='reason'][@checked]/@value") == ["board"]
    assert page.xpath("//input[@name='others'][@checked]/@value") == ["board", "remit"]
    assert page.xpath("string(//input[@id='publish_on-month']/@value)") == "June"
    assert page.xpath("//input[@name='agreed'][@checked]/@value") == ["yes"]
    assert page.xpath("string(//input[@name='row_version']/@value)") == "3"


@pytest.mark.parametrize("path", ["/cookies", "/privacy", "/accessibility", "/nowhere", "/reply"])
async def test_every_page_has_the_same_frame(client: httpx.AsyncClient, path: str) -> None:
    page = lxml_html.fromstring((await client.get(path)).text)
    assert page.get("lang") == "en-GB"
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//a[@class='govuk-skip-link']/@href") == ["#main-content"]
    assert page.xpath("//main/@id") == ["main-content"]
    assert [link.get("href") for link in page.xpath("//footer//a")] == ["/accessibility", "/privacy", "/cookies"]
    assert all(address.startswith("/") for address in page.xpath("//@src | //link/@href"))
