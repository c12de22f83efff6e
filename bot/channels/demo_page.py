"""The page at /guichet/: both desks' support matrix in the page's language, readable without scripts.

`widget/index.html` is its frame, `demo.js` what scripts add: the chat, and a switch of desk and language that loads
nothing. `?lang=` and `?desk=` choose; without them the browser's language, and the desk that is usual in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from html import escape
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, tostring

from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.catalogue import current_edition
from bot.channels.demo_tables import doors, element, source, tables
from bot.channels.labels import as_language
from bot.channels.matrix_view import matrix_view
from bot.channels.widget_files import FOLDER, File, file_of, sent
from bot.matrix.model import LANGUAGES, Catalogue, Language

Labels = Mapping[str, Mapping[str, str]]

_SAID = re.compile(r'(data-say="(\w+)"[^>]*>)(?=</)')
_LABELLED = re.compile(r'data-label="(\w+)"')
_PART = re.compile(r"<!-- (\w+) -->")
_QUALITY = re.compile(r"q=([01](?:\.\d{1,3})?)")
_LONGEST = 1_000  # characters of Accept-Language that are read


class DemoPage:
    """Rendered once for each desk, language and edition of the desk files."""

    def __init__(self, labels: Labels) -> None:
        """`labels` in each language, as `WebWords.all` has them."""
        self._labels = labels
        self._frame = (FOLDER / "index.html").read_text(encoding="utf-8")
        self._rendered = lru_cache(maxsize=16)(self._render)

    async def answer(self, request: Request) -> HTTPResponse:
        if not request.path.endswith("/"):
            return redirect(f"{request.path}/", status=308)  # what the page names stands beside it
        edition = current_edition()
        asked = {key: request.args.get(key) for key in ("lang", "desk")}
        language = as_language(asked["lang"]) or accepted(request.headers.get("accept-language", ""))
        desk = asked["desk"] if asked["desk"] in edition.catalogue.desks else _usual(edition.catalogue, language)
        page = self._rendered(edition.version, desk, language)
        return sent(page, request, {"Vary": "Accept-Language, Origin"})

    def _render(self, version: str, desk: str, language: Language) -> File:
        """The page; `version` is that of the desk files, so that another one is rendered anew."""
        desks = current_edition().built(matrix_view)
        parts = {
            "languages": [
                _choice(self._labels[known]["language_name"], known == language, known, desk, lang=known)
                for known in LANGUAGES
            ],
            "desks": [_choice(desks[key]["name"], key == desk, language, key) for key in desks],
            "matrix": [tables(desks[desk], language, self._say(language))],
            "doors": [doors(desks[desk], language), source(desks[desk], language, self._say(language))],
            "templates": [
                element("template", {"id": f"matrix-{key}-{known}"}, tables(desks[key], known, self._say(known)))
                for key in desks
                for known in LANGUAGES
            ],
        }
        page = _PART.sub(lambda found: _html(parts[found[1]]), self._in(language))
        page = page.replace('<html lang="pt" data-desk="">', f'<html lang="{language}" data-desk="{escape(desk)}">')
        return file_of(page.encode("utf-8"), ".html")

    def _say(self, language: Language) -> Callable[..., str]:
        return lambda label, **values: self._labels[language][label].format(**values)

    def _in(self, language: Language) -> str:
        """The frame with its labels said."""
        labels = {key: escape(text) for key, text in self._labels[language].items()}
        said = _SAID.sub(lambda found: found[1] + labels[found[2]], self._frame)
        return _LABELLED.sub(lambda found: f'{found[0]} aria-label="{labels[found[1]]}"', said)


def accepted(header: str) -> Language:
    """The language that the sender of an `Accept-Language` header likes most; the first where it names none of ours."""
    liked: list[tuple[float, Language]] = []
    for choice in header[:_LONGEST].split(","):
        tag, _, quality = choice.partition(";")
        found = _QUALITY.fullmatch(quality.strip())
        language = as_language(tag.strip())
        if language is not None and (found or not quality.strip()):
            liked.append((float(found[1]) if found else 1.0, language))
    return max(liked, key=lambda one: one[0])[1] if liked else LANGUAGES[0]


def _usual(catalogue: Catalogue, language: Language) -> str:
    found = (key for key, desk in catalogue.desks.items() if language in desk.default_for)
    return next(found, next(iter(catalogue.desks)))


def _choice(name: str, chosen: bool, language: Language, desk: str, **attributes: str) -> Element:
    """A link to the page as it is in this language and for this desk; scripts make it a button."""
    if chosen:
        attributes["aria-current"] = "true"
    return element("a", {"href": f"?{urlencode({'desk': desk, 'lang': language})}", **attributes}, name)


def _html(nodes: Iterable[Element]) -> str:
    return "".join(tostring(node, encoding="unicode", method="html") for node in nodes)
