"""Counters for Prometheus: what is asked and how it ends, never by whom and never what."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, start_http_server

from bot import log

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_TURNS = Counter(
    "guichet_turns",
    "Turns by how they ended: answered, asked, not_understood (the fallback), part_down, silent, failed",
    ("channel", "language", "desk", "outcome"),
    registry=REGISTRY,
)
_DURATION = Histogram(
    "guichet_turn_seconds",
    "Time of a turn, from the message to its last reply being stored",
    ("channel", "language", "desk"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
_RESCUES = Counter(
    "guichet_rescues",
    "Turns after which the user was given the desk's doors: silent, failed, late, unsaved",
    ("channel", "outcome"),
    registry=REGISTRY,
)
_REFUSALS = Counter(
    "guichet_refusals",
    "Requests that were refused, by reason: session, origin, too_fast, size, shape …",
    ("channel", "reason", "language", "desk"),
    registry=REGISTRY,
)
_UNKNOWN = "none"


def count_turn(channel: str | None, seconds: float, described: Mapping[str, Any]) -> None:
    """A turn that has ended; `described` has `language`, `desk` and `outcome`."""
    where = (channel or _UNKNOWN, described.get("language") or _UNKNOWN, described.get("desk") or _UNKNOWN)
    _TURNS.labels(*where, described.get("outcome") or _UNKNOWN).inc()
    _DURATION.labels(*where).observe(seconds)


def count_rescue(channel: str | None, outcome: str) -> None:
    """A turn that did not end well for the user."""
    _RESCUES.labels(channel or _UNKNOWN, outcome).inc()


def count_refusal(channel: str, reason: str, language: str | None = None, desk: str | None = None) -> None:
    """A request that was refused; language and desk are those of its session, where it has one."""
    _REFUSALS.labels(channel, reason, language or _UNKNOWN, desk or _UNKNOWN).inc()


class MetricsServer:
    """Serves the counters on a port of this machine alone."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._served: tuple[WSGIServer, Thread] | None = None

    def start(self) -> None:
        """Where the port is taken, the assistant goes on without, and says so."""
        try:
            self._served = start_http_server(self._port, addr="127.0.0.1", registry=REGISTRY)
        except OSError as error:
            log.event("no_metrics", logging.ERROR, port=self._port, error=str(error.strerror))

    def stop(self) -> None:
        if self._served is not None:
            self._served[0].shutdown()
            self._served[0].server_close()
            self._served = None
