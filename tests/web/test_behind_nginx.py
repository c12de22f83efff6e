"""Behind nginx as docs/website.md sets it up: who floods it is held back, and others are served meanwhile."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from tests.server import ROOT, free_port, is_listening, started
from tests.web.conftest import Page, WebServer

DOCUMENT = ROOT / "docs" / "website.md"
HOST = "guichet.example"
BURST = 10_000  # requests
PATIENCE = 2.0  # seconds that another visitor waits at most


class Nginx:
    """nginx with the documented configuration, on a free port, in front of a running server."""

    def __init__(self, program: str, folder: Path, upstream: int) -> None:
        self.port = free_port()
        self._folder = folder
        key, certificate = folder / "site.key", folder / "site.pem"
        request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}"]
        files = ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run([*request, *files], check=True, capture_output=True)
        self.certificate = certificate
        site = documented("nginx")
        for there, here in (
            ("127.0.0.1:5005", f"127.0.0.1:{upstream}"),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            (f"/etc/ssl/{HOST}.pem", str(certificate)),
            (f"/etc/ssl/{HOST}.key", str(key)),
        ):
            assert site.count(there) == 1, f"{there} is not in the documented configuration"
            site = site.replace(there, here)
        places = "".join(
            f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.getuid() == 0 else ""  # the folder is this test's own
        (folder / "nginx.conf").write_text(
            f"{user}daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
            f"events {{ worker_connections 1024; }}\nhttp {{\naccess_log off;\n{places}{site}\n}}\n",
            encoding="utf-8",
        )
        command = [program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"), "-p", str(folder)]
        self._process = subprocess.Popen(command)

    def wait(self) -> None:
        deadline = time.monotonic() + 20
        while not is_listening(self.port):
            running = self._process.poll() is None and time.monotonic() < deadline
            assert running, f"nginx did not start: {(self._folder / 'error.log').read_text()}"
            time.sleep(0.05)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)


def documented(language: str) -> str:
    """The one block of docs/website.md in this language."""
    [block] = re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return str(block)


class From(HTTPAdapter):
    """Requests that come from this address of this machine, and find the site at its port."""

    def __init__(self, address: str, certificate: Path) -> None:
        self._address, self._certificate = address, certificate
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        context = ssl.create_default_context(cafile=str(self._certificate))
        super().init_poolmanager(
            *args,
            **kwargs,
            source_address=(self._address, 0),
            ssl_context=context,
            server_hostname=HOST,
            assert_hostname=HOST,
        )


def visitor(nginx: Nginx, address: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = str(nginx.certificate)
    session.mount("https://", From(address, nginx.certificate))
    session.headers["Host"] = f"{HOST}:{nginx.port}"
    return session


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nginx, WebServer]]:
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        reason = "nginx is not installed: apt-get install nginx-light"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with started(WebServer(tmp_path_factory.mktemp("behind"), "  proxies: 1\n")) as server:
        assert isinstance(server, WebServer)
        nginx = Nginx(program, tmp_path_factory.mktemp("nginx"), server.address[1])
        try:
            nginx.wait()
            yield nginx, server
        finally:
            nginx.stop()


def web(nginx: Nginx) -> str:
    return f"https://127.0.0.1:{nginx.port}/guichet"


def test_a_visitor_is_answered(site: tuple[Nginx, WebServer]) -> None:
    nginx, _ = site
    page = Page(web(nginx), visitor(nginx, "127.0.0.3"), desk="sendcloud", language="fr")
    assert "Lite" in page.say("Je suis en Lite, puis-je vous appeler ?")[0]["text"]
    assert "max-age" in page.started.headers["Strict-Transport-Security"]


def test_replies_are_not_held_back(site: tuple[Nginx, WebServer]) -> None:
    nginx, _ = site
    page = Page(web(nginx), visitor(nginx, "127.0.0.4"), desk="sendcloud", language="fr")
    headers = {**page.own, "Accept": "text/event-stream"}
    answer = page.post("/messages", {"id": "1", "text": "Bonjour"}, headers)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert "event: done" in answer.text


def test_pages_of_the_site_itself_are_let_in(site: tuple[Nginx, WebServer]) -> None:
    nginx, _ = site
    http = visitor(nginx, "127.0.0.5")
    for origin, status in ((f"https://{HOST}:{nginx.port}", 201), ("https://evil.example", 403)):
        answer = http.post(f"{web(nginx)}/session", json={}, headers={"Origin": origin}, timeout=30)
        assert answer.status_code == status


@pytest.mark.parametrize("path", ["/", "/webhooks/rest/webhook", "/guichet/ready", "/metrics", "/status", "/model"])
def test_nothing_else_is_reached(site: tuple[Nginx, WebServer], path: str) -> None:
    nginx, _ = site
    answer = visitor(nginx, "127.0.0.6").get(f"https://127.0.0.1:{nginx.port}{path}", timeout=30)
    assert answer.status_code in (403, 404)


def test_a_large_body_does_not_get_through(site: tuple[Nginx, WebServer]) -> None:
    nginx, _ = site
    answer = visitor(nginx, "127.0.0.7").post(f"{web(nginx)}/session", json={"desk": "x" * 100_000}, timeout=30)
    assert answer.status_code == 413


FLOOD = """
import asyncio, collections, sys, aiohttp
url, count = sys.argv[1], int(sys.argv[2])
async def main():
    statuses = collections.Counter()
    connector = aiohttp.TCPConnector(limit=25, ssl=False, local_addr=("127.0.0.9", 0))
    async with aiohttp.ClientSession(connector=connector) as session:
        tokens = iter(range(count))
        async def work():
            for _ in tokens:
                try:
                    async with session.post(url, json={"desk": "sendcloud"}) as answer:
                        await answer.read()
                        statuses[answer.status] += 1
                except aiohttp.ClientError:
                    statuses[0] += 1
        print("begun", flush=True)
        await asyncio.gather(*(work() for _ in range(50)))
    print(dict(statuses), flush=True)
asyncio.run(main())
"""


def test_a_burst_of_ten_thousand_requests_leaves_others_served(site: tuple[Nginx, WebServer]) -> None:
    """Each request of the others has two seconds; one that takes longer raises."""
    nginx, server = site
    page = Page(web(nginx), visitor(nginx, "127.0.0.2"), timeout=PATIENCE, desk="sendcloud", language="fr")
    attack = [sys.executable, "-c", FLOOD, f"{web(nginx)}/session", str(BURST)]
    flood = subprocess.Popen(["nice", *attack], stdout=subprocess.PIPE, text=True)  # its work is no server's elsewhere
    assert flood.stdout is not None
    assert flood.stdout.readline() == "begun\n"
    served = 0
    while flood.poll() is None and served < 15:  # messages a minute are limited, too
        assert "Lite" in page.say("Je suis en Lite, puis-je vous appeler ?")[0]["text"]
        served += 1
    told = flood.communicate(timeout=240)[0]
    statuses = {int(status): int(count) for status, count in re.findall(r"(\d+): (\d+)", told)}
    assert served >= 5, "the burst was over before others came"
    assert sum(statuses.values()) == BURST
    assert statuses.get(429, 0) > BURST * 0.9
    assert "Traceback" not in server.log()
