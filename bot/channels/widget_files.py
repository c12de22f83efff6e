"""The files that browsers load: the widget's, and those of the page that shows it (`bot.channels.demo_page`)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from bot.channels.request import RefusedError

FOLDER = Path(__file__).resolve().parent / "widget"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class File:
    body: bytes
    kind: str
    tag: str  # of this very content, for HTTP's ETag


class WidgetFiles:
    """All of a folder, read once: nothing that a request says becomes a path."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): file_of(path.read_bytes(), path.suffix)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in KINDS and path.suffix != ".html"
        }

    def names(self) -> list[str]:
        return list(self._files)

    async def answer(self, request: Request, path: str) -> HTTPResponse:
        """The file, or 304 for a browser that has it.

        Raises:
            RefusedError: 404 where there is none.
        """
        file = self._files.get(path)
        if file is None:
            raise RefusedError(404, "there is nothing at this address", "path")
        return sent(file, request, {"Cross-Origin-Resource-Policy": "cross-origin"} if path.endswith(".js") else {})


def file_of(body: bytes, suffix: str) -> File:
    return File(body, KINDS[suffix], f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def sent(file: File, request: Request, more: Mapping[str, str]) -> HTTPResponse:
    """The file with `more` headers, or 304 for a browser that has it."""
    headers = {"ETag": file.tag, "Cache-Control": "no-cache", **more}  # asks each time whether it is still the same
    if file.tag in request.headers.get("if-none-match", ""):
        return empty(304, headers)
    return raw(file.body, headers=headers, content_type=file.kind)
