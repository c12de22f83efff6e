"""Counters for Prometheus, on a port of this machine."""

from __future__ import annotations

import logging
import socket

import pytest
import requests
from prometheus_client import generate_latest

from bot.metrics import REGISTRY, MetricsServer, count_refusal, count_rescue, count_turn
from tests.server import free_port, is_listening


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_turn_is_counted_by_channel_language_desk_and_outcome() -> None:
    labels = {"channel": "here", "language": "fr", "desk": "sendcloud"}
    count_turn("here", 0.03, {"language": "fr", "desk": "sendcloud", "outcome": "not_understood"})
    assert value("guichet_turns_total", outcome="not_understood", **labels) == 1
    assert value("guichet_turn_seconds_bucket", le="0.02", **labels) == 0
    assert value("guichet_turn_seconds_bucket", le="0.05", **labels) == 1


def test_what_is_not_known_is_counted_too() -> None:
    nowhere = {"channel": "none", "language": "none", "desk": "none"}
    counted = [
        ("guichet_turns_total", {**nowhere, "outcome": "failed"}),
        ("guichet_refusals_total", {**nowhere, "channel": "there", "reason": "session"}),
        ("guichet_rescues_total", {"channel": "none", "outcome": "late"}),
    ]
    before = [value(name, **labels) or 0 for name, labels in counted]  # other tests of this process count, too
    count_turn(None, 0.1, {"language": None, "outcome": "failed", "error": "OSError"})
    count_refusal("there", "session")
    count_rescue(None, "late")
    assert [value(name, **labels) for name, labels in counted] == [times + 1 for times in before]
    assert b"OSError" not in generate_latest(REGISTRY)


def test_they_are_served_until_it_stops() -> None:
    port = free_port()
    server = MetricsServer(port)
    server.start()
    assert "guichet_turns_total" in requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
    server.stop()
    assert not is_listening(port)
    server.stop()


def test_a_port_that_is_taken_does_not_keep_the_assistant_from_serving(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("guichet"), "propagate", True)
    with socket.socket() as taken, caplog.at_level(logging.ERROR, "guichet"):
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = MetricsServer(taken.getsockname()[1])
        server.start()
        server.stop()
    assert "no_metrics" in caplog.text
