"""A shop's page with the widget in it, at another origin and under a policy that allows no inline anything."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

DOOR = "support@shop.example"
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shop</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
{script}
</head>
<body>
<main><h1>Shop</h1><p>Lorem ipsum. <a href="#next">Next</a></p></main>
<guichet-widget desk="{desk}" lang="{language}" {attributes}>
<p>E-mail: <a href="mailto:{door}">{door}</a></p>
</guichet-widget>
</body>
</html>"""
STYLE = """
:root { color-scheme: light dark; font-size: 62.5%; }
body { font: 1.6rem/1.5 Inter, sans-serif; margin: 2rem; background: light-dark(#fff, #111); }
a { color: light-dark(#03c, #9cf); }
"""


class Shop:
    """Serves on `port`, while entered. `assistant` is where the widget's script comes from."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.assistant = ""
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = urlsplit(self.path)
                asked = {key: values[0] for key, values in parse_qs(url.query).items()}
                style = url.path == "/shop.css"
                body = (STYLE if style else shop.render(asked)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/css" if style else "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", shop.policy())
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)

    def __enter__(self) -> Shop:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def page(self, desk: str, language: str, **more: str) -> str:
        """The page's address. `attributes`: further ones of the element; `script=no`: a page without the script."""
        return f"{self.origin}/?{urlencode({'desk': desk, 'language': language, **more})}"

    def policy(self) -> str:
        """docs/website.md tells shops to allow these two, and nothing more."""
        allowed = self.assistant
        return f"default-src 'none'; style-src 'self'; img-src data:; script-src {allowed}; connect-src {allowed}"

    def render(self, asked: dict[str, str]) -> str:
        script = f'<script type="module" src="{self.assistant}/guichet/widget.js"></script>'
        return PAGE.format(
            desk=asked.get("desk", "sendcloud"),
            language=asked.get("language", "fr"),
            attributes=asked.get("attributes", ""),
            script="" if asked.get("script") == "no" else script,
            door=DOOR,
        )
