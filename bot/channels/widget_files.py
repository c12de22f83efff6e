"""The files that browsers load: the widget, and the page that shows it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from bot.channels.request import RefusedError

FOLDER = Path(__file__).resolve().parent / "widget"
INDEX = "index.html"
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
            path.relative_to(folder).as_posix(): _read(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in KINDS
        }

    def names(self) -> list[str]:
        return list(self._files)

    async def answer(self, request: Request, path: str = INDEX) -> HTTPResponse:
        """The file, or 304 for a browser that has it.

        Raises:
            RefusedError: 404 where there is none.
        """
        file = self._files.get(path)
        if file is None:
            raise RefusedError(404, "there is nothing at this address", "path")
        headers = {"ETag": file.tag, "Cache-Control": "no-cache"}  # asks each time whether it is still the same
        if path.endswith(".js"):
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if file.tag in request.headers.get("if-none-match", ""):
            return empty(304, headers)
        return raw(file.body, headers=headers, content_type=file.kind)


def _read(path: Path) -> File:
    body = path.read_bytes()
    return File(body, KINDS[path.suffix], f'"{hashlib.sha256(body).hexdigest()[:20]}"')
