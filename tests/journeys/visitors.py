"""Somebody at a page: the same few verbs over plain HTTP and in a real browser, so that one story is told to both.

Both find what they use as a person does: a button by its words, a link by its words, a field by its name.
"""

import re
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html
from playwright.async_api import BrowserContext, Page, Request

WAIT = 15_000


class Visitor(Protocol):
    """A person with one window open."""

    async def go(self, address: str) -> None: ...

    async def follow(self, words: str) -> None: ...

    async def fill(self, values: Mapping[str, str]) -> None: ...

    async def choose(self, name: str, *values: str) -> None: ...

    async def upload(self, name: str, file_name: str, content: bytes) -> None: ...

    async def press(self, words: str) -> None: ...

    async def text(self) -> str: ...

    async def address(self) -> str: ...

    async def links(self, part: str) -> list[str]: ...

    async def choices(self, name: str) -> list[str]: ...


def squeezed(text: str) -> str:
    """Text as it is read, with every run of white space as one space."""
    return " ".join(text.split())


class HttpVisitor:
    """No browser at all: forms are read from the HTML and sent as a browser without JavaScript would send them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._page = html.fromstring("<html></html>")
        self._address = ""
        self._form_values: dict[str, list[str]] = {}
        self._files: dict[str, tuple[str, bytes]] = {}
        self.status = 0

    async def go(self, address: str) -> None:
        await self._take(await self._client.get(address))

    async def follow(self, words: str) -> None:
        links = [link for link in self._page.iter("a") if words.casefold() in squeezed(link.text_content()).casefold()]
        assert links, f"No link “{words}” on {self._address}: {squeezed(self._page.text_content())[:600]}"
        await self.go(urljoin(self._address, links[0].get("href")))

    async def fill(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            assert self._page.xpath("//*[@name=$name]", name=name), f"No field {name} on {self._address}"
            self._form_values[name] = [value]

    async def choose(self, name: str, *values: str) -> None:
        for value in values:
            found = self._page.xpath("//*[@name=$name and @value=$value] | //select[@name=$name]", name=name, value=value)
            assert found, f"No choice {name}={value} on {self._address}"
        self._form_values[name] = list(values)

    async def upload(self, name: str, file_name: str, content: bytes) -> None:
        self._files[name] = (file_name, content)

    async def press(self, words: str) -> None:
        buttons = [
            button
            for button in self._page.xpath("//button | //input[@type='submit']")
            if words.casefold() in squeezed(button.text_content() or button.get("value", "")).casefold()
        ]
        assert buttons, f"No button “{words}” on {self._address}: {squeezed(self._page.text_content())[:600]}"
        button = buttons[0]
        form = next(button.iterancestors("form"), None)
        assert form is not None, f"The button “{words}” is in no form."
        values = self._values_of(form)
        if button.get("name"):
            values.append((button.get("name"), button.get("value", "")))
        action = urljoin(self._address, button.get("formaction") or form.get("action") or self._address)
        headers = {"Origin": "{0.scheme}://{0.netloc}".format(urlsplit(self._address))}
        if form.get("method", "get").lower() == "get":
            await self._take(await self._client.get(action, params=values))
        elif self._files:
            sent = [(name, (None, value.encode())) for name, value in values] + list(self._files.items())
            await self._take(await self._client.post(action, files=sent, headers=headers))  # type: ignore[arg-type]
        else:
            pairs: dict[str, Any] = {}
            for name, value in values:
                pairs.setdefault(name, []).append(value)
            await self._take(await self._client.post(action, data=pairs, headers=headers))

    async def text(self) -> str:
        return squeezed(self._page.text_content())

    async def address(self) -> str:
        return self._address

    async def links(self, part: str) -> list[str]:
        """The full addresses of the links on the page that hold `part`, each once."""
        found = [urljoin(self._address, link.get("href")) for link in self._page.iter("a") if link.get("href")]
        return list(dict.fromkeys(link for link in found if part in link))

    async def choices(self, name: str) -> list[str]:
        """The values of the radio buttons or checkboxes of a name."""
        return [str(value) for value in self._page.xpath("//input[@name=$name]/@value", name=name)]

    async def texts(self, class_name: str) -> list[str]:
        """The words of every element of a class."""
        return [squeezed(found.text_content()) for found in self._page.find_class(class_name)]

    def _values_of(self, form: Any) -> list[tuple[str, str]]:
        pairs: list[tuple[str, str]] = []
        for field in form.xpath(".//input | .//select | .//textarea"):
            name, kind = field.get("name"), field.get("type", "text")
            if not name or kind in {"submit", "file", "button"} or name in self._form_values:
                continue
            if kind in {"checkbox", "radio"} and field.get("checked") is None:
                continue
            if field.tag == "select":
                chosen = field.xpath("./option[@selected]") or field.xpath("./option")[:1]
                pairs += [(name, option.get("value", option.text or "")) for option in chosen]
            else:
                pairs.append((name, field.text or "" if field.tag == "textarea" else field.get("value", "on")))
        here = {field.get("name") for field in form.xpath(".//*[@name]")}
        pairs += [(name, value) for name, values in self._form_values.items() if name in here for value in values]
        return pairs

    async def _take(self, response: httpx.Response) -> None:
        assert response.status_code < 500, f"{response.status_code} from {response.url}: {response.text[:400]}"
        self.status = response.status_code
        self._address = str(response.url)
        self._page = html.fromstring(response.text or "<html></html>")
        # A text inside script or style is not on the page.
        for hidden in self._page.xpath("//script | //style"):
            hidden.drop_tree()
        self._form_values, self._files = {}, {}


class BrowserVisitor:
    """A real Chromium. Whatever asks another host for anything, or is refused by the page's policy, fails the story."""

    def __init__(self, page: Page, hosts: set[str]) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.set_default_timeout(WAIT)
        page.on("request", lambda request: self._watch(request, hosts))
        page.on("console", lambda line: self._hear(line.type, f"{line.text} {line.location['url']}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _watch(self, request: Request, hosts: set[str]) -> None:
        if urlsplit(request.url).netloc not in hosts and not request.url.startswith(("data:", "about:", "blob:")):
            self.complaints.append(f"asked another host: {request.url}")

    def _hear(self, kind: str, text: str) -> None:
        # A form that is shown again with its problems is a 422, which Chromium calls an error.
        if kind == "error" and "status of 422" not in text:
            self.complaints.append(text)

    async def go(self, address: str) -> None:
        await self.page.goto(address)

    async def follow(self, words: str) -> None:
        await self.page.locator("a").filter(has_text=words).first.click()

    async def fill(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            field = self.page.locator(f'[name="{name}"]').first
            if await field.evaluate("field => field.tagName") == "SELECT":
                await field.select_option(value)
            else:
                await field.fill(value)

    async def choose(self, name: str, *values: str) -> None:
        for value in values:
            await self.page.locator(f'input[name="{name}"][value="{value}"]').first.check()

    async def upload(self, name: str, file_name: str, content: bytes) -> None:
        files = {"name": file_name, "mimeType": "text/csv", "buffer": content}
        await self.page.locator(f'input[name="{name}"]').set_input_files(files)  # type: ignore[arg-type]

    async def press(self, words: str) -> None:
        button = self.page.get_by_role("button", name=re.compile(re.escape(words), re.IGNORECASE)).first
        await button.click()
        await self.page.wait_for_load_state("load")

    async def text(self) -> str:
        return squeezed(await self.page.locator("body").inner_text())

    async def address(self) -> str:
        return self.page.url

    async def links(self, part: str) -> list[str]:
        found = await self.page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        return list(dict.fromkeys(link for link in found if part in link))

    async def choices(self, name: str) -> list[str]:
        found = self.page.locator(f'input[name="{name}"]')
        return list(await found.evaluate_all("fields => fields.map(field => field.value)"))


async def new_browser_visitor(context: BrowserContext, *sites: str) -> BrowserVisitor:
    """A window in a browser context that may only talk to these sites."""
    return BrowserVisitor(await context.new_page(), {urlsplit(site).netloc for site in sites})
