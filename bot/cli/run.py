"""`guichet run`: checks the desk files, starts the assistant, and says where to talk to it."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bot.catalogue import current_catalogue

PATIENCE = 180  # seconds until a start counts as failed


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("run", help="start the assistant", description=__doc__)
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--interface", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    catalogue = current_catalogue()
    if _answers(options.port):
        print(f"Port {options.port} is taken. Choose another: make run PORT=5006", file=sys.stderr)
        return 1
    if not list(Path("models").glob("*.tar.gz")):
        print("There is no trained model yet. Run: make train", file=sys.stderr)
        return 1
    names = " and ".join(desk.name for desk in catalogue.desks.values())
    print(f"Starting Guichet for {names} ", end="", flush=True)
    command = [sys.executable, "-m", "bot.light", "run"]
    server = subprocess.Popen([*command, "--port", str(options.port), "--interface", options.interface], env=_quiet())
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        if not _wait_until_ready(server, options.port):
            server.terminate()
            print("\nIt did not start; the reason stands above.", file=sys.stderr)
            return server.wait() or 1
        _say_where_it_is(options.port)
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        print("\nStopped.")
        return 0


def _quiet() -> dict[str, str]:
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "LOG_LEVEL": "WARNING",
        **os.environ,
    }


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> bool:
    for _ in range(PATIENCE):
        if server.poll() is not None:
            return False
        if _answers(port) and _is_ready(port):
            return True
        print(".", end="", flush=True)
        time.sleep(1)
    return False


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/guichet/ready", timeout=20) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _say_where_it_is(port: int) -> None:
    print(f" ready. Ctrl+C stops it. Talk to it at\n\nhttp://localhost:{port}/guichet/\n", flush=True)
