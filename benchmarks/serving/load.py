"""What is measured of a running server: turns one by one, many conversations at once, one long conversation."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
import uuid
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import aiohttp

PLAIN = "Obrigado"
ACTION = "Sou Growth, posso ligar para vocês?"
LANDMARKS = (5, 50, 200, 500)  # turns of one conversation
PROCESSOR = "processor time of a turn (ms)"
AROUND = 4  # turns on each side of a landmark that count to it


class Client:
    """Sends messages over kept-alive connections. Times are milliseconds."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url, self._session = url, session
        self._answers: dict[str, str] = {}

    async def say(self, text: str, sender: str) -> float:
        """The turn's time.

        Raises:
            RuntimeError: if nothing is answered, or the same to everything: a fast silence is no result, nor is the
                word of a turn that failed.
        """
        started = time.perf_counter()
        async with self._session.post(self._url, json={"sender": sender, "message": text}) as response:
            messages = await response.json()
        elapsed = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise RuntimeError(f"{text!r} was answered with status {response.status} and {messages}")
        self._heard(text, messages)
        return elapsed

    def _heard(self, text: str, messages: list[dict[str, Any]]) -> None:
        if not messages:
            raise RuntimeError(f"{text!r} was not answered")
        self._answers[text] = str(messages[-1].get("text"))
        if len(self._answers) > 1 and len({*self._answers.values()}) == 1:
            raise RuntimeError(f"{text!r} was answered as everything else: {messages}")

    async def turns(self, count: int) -> dict[str, list[float]]:
        """Turns of both kinds in young conversations, one at a time."""
        times: dict[str, list[float]] = {PLAIN: [], ACTION: []}
        for _ in range(count // 5):
            sender = uuid.uuid4().hex
            await self.say("Oi", sender)
            for _ in range(5):
                for text, measured in times.items():
                    measured.append(await self.say(text, sender))
        return times

    async def at_once(self, conversations: int, messages: int) -> float:
        """Messages a second, half of them with an action."""

        async def talk() -> None:
            sender = uuid.uuid4().hex
            for number in range(messages):
                await self.say(ACTION if number % 2 else PLAIN, sender)

        started = time.perf_counter()
        await asyncio.gather(*(talk() for _ in range(conversations)))
        return conversations * messages / (time.perf_counter() - started)

    async def long_conversation(self, last: int) -> dict[int, float]:
        """The median of the action turns around each landmark up to `last`."""
        sender = uuid.uuid4().hex
        near: dict[int, list[float]] = {landmark: [] for landmark in LANDMARKS if landmark <= last}
        for turn in range(1, last + AROUND + 1):
            elapsed = await self.say(ACTION if turn % 2 else PLAIN, sender)
            for landmark, times in near.items():
                if turn % 2 and abs(turn - landmark) <= AROUND and turn > 1:
                    times.append(elapsed)
        return {landmark: statistics.median(times) for landmark, times in near.items()}


class WebClient(Client):
    """Speaks over the web channel: a session for each sender, which is not timed.

    One message at a time over one kept-alive connection, by the standard library: aiohttp's own work for a request is
    a good part of what is to be measured here.
    """

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._connection = HTTPConnection(place.hostname or "", place.port, timeout=120)
        self._path = place.path
        self._answers = {}
        self._senders: dict[str, str] = {}

    async def say(self, text: str, sender: str) -> float:
        if sender not in self._senders:
            opened = self._post("session", {"desk": "sendcloud", "language": "pt"}, {})
            self._senders[sender] = f"Bearer {opened['session']}"
        body, headers = {"id": uuid.uuid4().hex, "text": text}, {"Authorization": self._senders[sender]}
        started = time.perf_counter()
        messages = self._post("messages", body, headers)
        elapsed = (time.perf_counter() - started) * 1000
        self._heard(text, messages)
        return elapsed

    def _post(self, what: str, body: dict[str, str], headers: dict[str, str]) -> Any:
        sent = {"Content-Type": "application/json", **headers}
        self._connection.request("POST", f"{self._path}/{what}", json.dumps(body).encode(), sent)
        answer = self._connection.getresponse()
        read = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"POST {what} was answered with status {answer.status}: {read[:200]!r}")
        return json.loads(read)


def percentile(times: list[float], part: float) -> float:
    """The time that `part` (0 to 1) of all stay below."""
    return statistics.quantiles(times, n=100, method="inclusive")[round(part * 100) - 1]


async def measure(
    url: str, processor_seconds: Callable[[], float], *, turns: int, messages: int, last: int
) -> dict[str, float]:
    """Every figure of one server, by its row in the table; `processor_seconds` are those that it has used so far."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(120)) as session:
        client = Client(url, session)
        await client.turns(10)
        begun = processor_seconds()
        times = await client.turns(turns)
        used = processor_seconds() - begun
        found = {
            PROCESSOR: used * 1000 / (sum(map(len, times.values())) + turns // 5),  # each conversation says hello
            "turn without action, p50 (ms)": percentile(times[PLAIN], 0.5),
            "turn without action, p95 (ms)": percentile(times[PLAIN], 0.95),
            "turn with action, p50 (ms)": percentile(times[ACTION], 0.5),
            "turn with action, p95 (ms)": percentile(times[ACTION], 0.95),
            "16 conversations (messages/s)": await client.at_once(16, messages),
        }
        for landmark, elapsed in (await client.long_conversation(last)).items():
            found[f"turn {landmark} of one conversation (ms)"] = elapsed
        return found


async def measure_web(url: str, turns: int) -> dict[str, list[float]]:
    """The times of turns over the web channel, by what is said, after some that warm it up."""
    client = WebClient(url)
    await client.turns(10)
    return await client.turns(turns)
