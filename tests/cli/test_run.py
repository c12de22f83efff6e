"""`guichet run` starts what is shipped, says where it is, and serves nothing to browsers but the web channel."""

from __future__ import annotations

import pytest
import requests

from tests.server import NotStartedError, Process, free_port


def test_it_says_where_to_talk_to_it_and_exposes_the_web_channel_alone() -> None:
    port = free_port()
    address = f"http://localhost:{port}/guichet/"
    try:
        with Process("python", "-m", "bot", "run", "--port", str(port)) as running:
            running.wait_until("the address", lambda: address in running.log())
            assert requests.get(f"{address}ready", timeout=30).json()["status"] == "ready"
            for path in ("/webhooks/rest/", "/webhooks/rest/webhook", "/conversations/x/tracker", "/model"):
                assert requests.get(f"http://localhost:{port}{path}", timeout=30).status_code == 404
            started = requests.post(f"{address}session", json={"desk": "sendcloud"}, timeout=30)
            assert started.json()["language"] == "fr"
            assert "Traceback" not in running.log()
    except NotStartedError as error:
        pytest.fail(str(error), pytrace=False)
