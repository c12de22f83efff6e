"""The tracker store: conversations that survive a restart, on SQLite by default.

Rasa's own SQLTrackerStore ends the process at a malformed id, waits 15 s for a locked file on the event loop,
forgets in silence what it can't write, reads and replays the whole session every turn, and deletes nothing.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.storage.bounded import Bounded
from bot.storage.cutting import messages_cut, newest_payloads, said_in, shortened
from bot.storage.database import CHUNK, MOST_SAID, Database
from bot.storage.reading import replay
from bot.storage.requests import Judgement, judgements, wants_erasing

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

DATABASE = "GUICHET_CONVERSATIONS"
"""Environment variable: another SQLite file than the one of endpoints.yml."""

DAY = 24 * 60 * 60.0  # seconds
HOUR = 60 * 60.0
RESENT = 3 * DAY  # for how long a platform may send a delivery again; Slack and Telegram do for one day
REMEMBERED = 10_000  # conversations of which it is known that they were deleted, or not saved


class NotErasedError(RasaException):
    """A conversation could not be deleted from the database; the message says why."""


@dataclass
class _Held:
    """What the store knows of a tracker, noted on the tracker itself."""

    since: int  # the store's clock when it was handed out
    stored: int = 0  # how many of its events the database has
    offered: list[str] = field(default_factory=list)  # payloads, up to the last turn
    cut: list[dict[str, Any]] = field(default_factory=list)  # messages cut off, not yet stored as such
    rewrite: bool = False  # the rows are not these events: the next save replaces them all
    unread: bool = False  # it is empty because the database could not be read


@dataclass
class _Recent:
    """A conversation as the last turn left it."""

    offered: list[str]
    tracker: DialogueStateTracker | None = None  # None while a turn has it
    events: int = 0  # of the tracker, when the turn ended


class ConversationStore(TrackerStore):
    """Named in endpoints.yml under `tracker_store:`; for one process.

    What channels may ask it, on any event loop (`ConversationStore.behind(agent.tracker_store)` finds it, for
    Rasa wraps it):

    * `was_saved(sender_id)`: False when the last turn could not be read or written. Ask after the turn, and say
      it to the user. What was not written stays in memory and is written with the next turn that can be.
    * `await offered(sender_id)`: all payloads of buttons that the bot offered in the conversation, at most
      the newest 300; also those of events that have been cut off since.
    * `await said(sender_id)`: what user and bot have said, oldest first, the newest 100 messages, as events in
      Rasa's own form; also those that have been cut off since.
    * `await slot_values(sender_id)`: the slots after the last turn, without disturbing the one under way.
    * `await was_delivered(key)`: whether a platform's delivery was noted, with `await note_delivered(key)`, before.
    * `await delete(sender_id)`: removes everything about the conversation. Called within a turn, it takes the
      turn with it. Raises NotErasedError.

    Nothing here raises but `delete`: Rasa would fall back to a store in memory, in silence.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        db: str = "conversations.db",
        dialect: str = "sqlite",
        host: str | None = None,
        port: int | None = None,
        username: str | None = None,
        password: str | None = None,
        query: dict[str, Any] | None = None,
        max_events: int = 60,
        keep_days: float = 90,
        live: int = 200,
        busy_wait: float = 0.5,
        **unknown: Any,
    ) -> None:
        """Opens the database, or ends the process with the reason.

        Args:
            domain: names the slots; set again when the model is loaded.
            event_broker: Rasa's; gets each event once it is stored.
            db: file (SQLite) or name of the database; and so on, as for Rasa's SQLTrackerStore.
            dialect: SQLAlchemy's name of the database.
            host: address of the database server.
            port: of the database server.
            username: at the database server.
            password: at the database server.
            query: options for the connection.
            max_events: a conversation with more is cut to half of it.
            keep_days: what is older is deleted, at start and once an hour.
            live: recent conversations kept in memory; 0 where several processes share the database.
            busy_wait: seconds that a turn waits for a locked SQLite file.
            **unknown: must be empty.
        """
        super().__init__(domain, event_broker)
        if dialect == "sqlite":
            db = os.environ.get(DATABASE) or db
        if unknown:
            sys.exit(f"Guichet does not start. endpoints.yml, tracker_store: no such setting: {', '.join(unknown)}.")
        try:
            url = SQLTrackerStore.get_db_url(dialect, host, port, db, username, password, query=query)
            self._database = Database(url, busy_wait)
        except Exception as error:
            # Rasa answers an ImportError at this point with a store in memory, and says so in a warning.
            sys.exit(
                f"Guichet does not start. The conversations' database {db} ({dialect}) can't be opened: "
                f"{_reason(error)}. See `tracker_store` in endpoints.yml: does the folder exist, may it be written, "
                "is the disk full?"
            )
        self._name = db
        self._max_events = max_events
        self._keep = keep_days * DAY
        self._clock = itertools.count(1)
        self._recent: Bounded[_Recent] = Bounded(live)
        self._deleted: Bounded[int] = Bounded(REMEMBERED)
        self._unsaved: Bounded[bool] = Bounded(REMEMBERED)
        self._to_erase: Bounded[bool] = Bounded(REMEMBERED)
        # One thread, so that jobs are done in the order they come: who reads sees what was written before.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="conversations")
        self._closed = threading.Event()
        self.purge()
        threading.Thread(target=self._purge_hourly, name="retention", daemon=True).start()

    @staticmethod
    def behind(store: TrackerStore) -> ConversationStore | None:
        """The conversation store that Rasa has wrapped into `store`; None where there is another one."""
        while store is not None and not isinstance(store, ConversationStore):
            store = getattr(store, "_tracker_store", None)
        return store

    @property
    def domain(self) -> Domain:
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain = domain or Domain.empty()
        self._recent.drop_where(lambda _: True)  # their slots are those of the domain before

    # ── What channels ask ────────────────────────────────────────────────────────────────────────────

    def was_saved(self, sender_id: str) -> bool:
        return sender_id not in self._unsaved

    async def offered(self, sender_id: str) -> frozenset[str]:
        recent = self._recent.get(sender_id)
        if recent is not None:
            return frozenset(recent.offered)
        try:
            return frozenset(await self._in_thread(self._database.offered, sender_id))
        except Exception as error:
            logger.error("What was offered can't be read from %s: %s.", self._name, _reason(error))
            return frozenset()

    async def said(self, sender_id: str) -> list[dict[str, Any]]:
        try:
            earlier, later = await self._in_thread(self._database.said, sender_id)
        except Exception as error:
            logger.error("What was said can't be read from %s: %s.", self._name, _reason(error))
            earlier, later = [], []
        events = [*_readable(earlier), *_readable(later)]
        recent = self._recent.get(sender_id)
        tracker = recent.tracker if recent is not None else None
        if tracker is not None and sender_id in self._unsaved:
            events = [*_readable(earlier), *tracker.held.cut, *said_in(tracker)]
        return events[-MOST_SAID:]

    async def slot_values(self, sender_id: str) -> dict[str, Any]:
        recent = self._recent.get(sender_id)
        tracker = recent.tracker if recent is not None else None
        if tracker is None:
            tracker = await self._read(sender_id)
        return {} if tracker is None else dict(tracker.current_slot_values())

    async def delete(self, sender_id: str) -> None:
        self._forget(sender_id)
        try:
            await self._in_thread(self._database.erase, sender_id)
        except Exception as error:
            raise NotErasedError(f"The conversation is still in {self._name}: {_reason(error)}. Try again.") from error
        finally:
            self._forget(sender_id)  # also what was read in the meantime

    async def was_delivered(self, key: str) -> bool:
        try:
            return await self._in_thread(self._database.was_delivered, key)
        except Exception as error:
            logger.error("Deliveries can't be read from %s: %s.", self._name, _reason(error))
            return False

    async def note_delivered(self, key: str) -> None:
        try:
            await self._in_thread(self._database.note_delivered, key, time.time())
        except Exception as error:
            logger.error("A delivery can't be noted in %s: %s.", self._name, _reason(error))

    # ── What Rasa asks ───────────────────────────────────────────────────────────────────────────────

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's tracker, which is the caller's until it is saved.

        One that is never saved, because its turn failed, is read again from the database by the next turn.
        """
        recent = self._recent.get(sender_id)
        if recent is not None and recent.tracker is not None:
            tracker, recent.tracker = recent.tracker, None
            if len(tracker.events) == recent.events:
                tracker.held.since = next(self._clock)
                return tracker
        tracker = await self._read(sender_id)
        if tracker is not None and recent is not None:
            # What was offered in a turn that could not be saved can be pressed, too.
            recent.offered = tracker.held.offered = list(dict.fromkeys([*tracker.held.offered, *recent.offered]))
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        return await self._read(conversation_id)

    async def keys(self) -> Iterable[str]:
        try:
            return await self._in_thread(self._database.senders)
        except Exception as error:
            logger.error("The conversations in %s can't be listed: %s.", self._name, _reason(error))
            return []

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what is new, and keep the tracker for the next turn. Goes on when the caller is cancelled."""
        await asyncio.shield(self._save(tracker))

    async def _save(self, tracker: DialogueStateTracker) -> None:
        sender_id = tracker.sender_id
        try:
            held = await self._held(tracker)
            if held.since < (self._deleted.get(sender_id) or 0):
                await self._in_thread(self._database.erase, sender_id)
                return
            new = list(itertools.islice(tracker.events, held.stored, None))
            if not new:
                return  # above all the empty tracker that a conversation begins with
            offered = newest_payloads(held.offered, new)
            self._recent.put(sender_id, _Recent(offered))
            if held.unread:
                self._unsaved.put(sender_id, True)
                return
            kept = shortened(tracker, self._max_events)
            cut = [*held.cut, *messages_cut(tracker, kept)]
            # Of what is kept, the newest are not stored yet: so they count as new until a write has succeeded.
            stored = held.stored if kept is tracker else max(0, len(kept.events) - len(new))
            kept.held = _Held(held.since, stored, offered, cut, rewrite=held.rewrite or kept is not tracker)
            await self._write(kept, list(judgements(new)))
            if wants_erasing(new):
                await self._erase(sender_id)
        except Exception as error:
            self._unsaved.put(sender_id, True)
            logger.error("A conversation's turn was not saved in %s: %s.", self._name, _reason(error))
            return
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, sender_id)

    async def _erase(self, sender_id: str) -> None:
        """As the merchant asked for, in this turn; where the database fails now, with the next purge."""
        try:
            await self.delete(sender_id)
        except NotErasedError as error:
            self._to_erase.put(sender_id, True)
            logger.error("%s It is tried again within the hour.", error)

    async def _write(self, tracker: DialogueStateTracker, judged: Sequence[Judgement] = ()) -> None:
        held, sender_id = tracker.held, tracker.sender_id
        events = [
            event.as_dict() for event in itertools.islice(tracker.events, 0 if held.rewrite else held.stored, None)
        ]
        try:
            changes = (events, held.offered, held.rewrite, held.cut, judged)
            await self._in_thread(self._database.write, sender_id, *changes)
            held.stored, held.rewrite, held.cut = len(tracker.events), False, []
            self._unsaved.drop(sender_id)
        finally:
            # Written or not: what could not be written now is written with the next turn.
            if held.since > (self._deleted.get(sender_id) or 0):
                self._recent.put(sender_id, _Recent(held.offered, tracker, len(tracker.events)))

    async def _held(self, tracker: DialogueStateTracker) -> _Held:
        """The note on the tracker; for one that the store did not make, by count, as Rasa's own store does."""
        if not hasattr(tracker, "held"):
            held = _Held(next(self._clock))
            if tracker.events:
                held.stored = await self._in_thread(self._database.count, tracker.sender_id)
                held.offered = await self._in_thread(self._database.offered, tracker.sender_id)
            tracker.held = held
        return tracker.held

    async def _read(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as it is stored; an empty one, noted as unread, where the database fails."""
        held = _Held(next(self._clock))
        tracker = self.init_tracker(sender_id)
        try:
            rows, held.offered = await self._in_thread(self._database.load, sender_id)
        except Exception as error:
            logger.error("A conversation can't be read from %s: %s. Its turn goes without.", self._name, _reason(error))
            held.unread = True
            rows = []
        if not rows and not held.unread:
            return None
        held.rewrite = not replay(tracker, rows)
        held.stored = 0 if held.rewrite else len(tracker.events)
        tracker.held = held
        return tracker

    def _forget(self, sender_id: str) -> None:
        """What has been handed out up to now is not saved any more."""
        self._deleted.put(sender_id, next(self._clock))
        self._recent.drop(sender_id)
        self._unsaved.drop(sender_id)

    # ── Age ──────────────────────────────────────────────────────────────────────────────────────────

    def purge(self) -> None:
        """Delete what is older than `keep_days`, a chunk at a time, so that turns are saved in between."""
        limit = time.time() - self._keep
        try:
            old = self._thread.submit(self._database.older_than, limit).result()
            for start in range(0, len(old), CHUNK):
                self._thread.submit(self._database.purge, old[start : start + CHUNK], limit).result()
            self._thread.submit(self._database.purge_deliveries, time.time() - RESENT).result()
            self._thread.submit(self._database.purge_feedback, limit).result()
            for sender_id in self._to_erase.keys():  # noqa: SIM118 (no dictionary)
                self._thread.submit(self._database.erase, sender_id).result()
                self._to_erase.drop(sender_id)
        except Exception as error:
            logger.error("Old conversations in %s could not be deleted: %s.", self._name, _reason(error))
            return
        self._recent.drop_where(lambda recent: _is_purged(recent, limit))

    def close(self) -> None:
        """Ends the threads and closes the database."""
        self._closed.set()
        self._thread.shutdown()
        self._database.close()

    def _purge_hourly(self) -> None:
        while not self._closed.wait(HOUR):
            self.purge()

    async def _in_thread(self, job: Callable[..., Result], *arguments: Any) -> Result:
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, job, *arguments))


def _is_purged(recent: _Recent, limit: float) -> bool:
    """Whether the database has less of the conversation now than the tracker in memory."""
    tracker = recent.tracker
    if tracker is None:
        return True  # only what was offered, which the database has too
    return tracker.held.stored == len(tracker.events) and tracker.events[0].timestamp < limit


def _readable(rows: Iterable[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        try:
            event = json.loads(row)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


def _reason(error: BaseException) -> str:
    """What went wrong, without the statement and what it would have written."""
    cause = getattr(error, "orig", None) or error
    return f"{cause} ({type(cause).__name__})"
