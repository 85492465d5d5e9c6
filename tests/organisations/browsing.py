"""A person of a secretariat at the organisations' pages, as far as cookies, forms and links go."""

import re
from html import unescape

from lxml import html


class Desk:
    """Somebody signed in. Paths are below `/secretariat/{slug}`; what a form has hidden in it is sent back with it."""

    def __init__(self, client, slug):
        self.client = client
        self.base = f"/secretariat/{slug}"

    def at(self, path):
        return path if path.startswith("/secretariat/") else self.base + path

    async def get(self, path, **more):
        return await self.client.get(self.at(path), **more)

    async def send(self, path, fields=None, *, form=None, files=None, button=None):
        """Open the page `form` (the same path unless told), fill its form that posts to `path`, and press a button."""
        shown = await self.get(form or path)
        assert shown.status_code < 400, text_of(shown)
        hidden = self.hidden(shown, self.at(path))
        data = {**hidden, **(fields or {}), **(button or {})}
        return await self.client.post(self.at(path), data=data, files=files)

    async def send_from(self, answer, path, fields):
        """Fill the form of a page that was answered before, such as one with problems."""
        return await self.client.post(self.at(path), data={**self.hidden(answer, self.at(path)), **fields})

    def hidden(self, answer, action):
        forms = html.fromstring(answer.text).xpath("//main//form[@method='post']")
        page = answer.request.url.path
        form = next(one for one in forms if (one.get("action") or page) == action)
        return {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}


def text_of(answer):
    """What a person reads in the main part of a page, on one line."""
    main = html.fromstring(answer.text).xpath("//main")[0]
    return " ".join(main.text_content().split())


def title_of(answer):
    return unescape(re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)[1])


def value_of(answer, name):
    """What stands in a field."""
    return html.fromstring(answer.text).xpath(f"//main//input[@name='{name}']/@value")[-1]
