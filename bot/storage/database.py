"""The tables that conversations are kept in: SQL alone, no trackers and no event loop.

`events` is the table of Rasa's own SQLTrackerStore, in Rasa's own form. `conversations` beside it has what
events do not tell, or not soon enough: the payloads that were offered, and how old a conversation is. `earlier`
has what was said in events that have been cut off, for who reads the conversation again; `feedback` which answers
helped, without saying whose; `deliveries` what platforms have sent, and may send again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, NamedTuple

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, create_engine_kwargs
from rasa.shared.core.events import BotUttered, SessionStarted, UserUttered
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from bot.storage.requests import Judgement

PATIENCE_AT_START = 5.0  # seconds to wait for a locked SQLite file when it is opened
CHUNK = 100  # conversations that are purged in one transaction
MOST_SAID = 100  # messages of one conversation that can be read again
SAID = (UserUttered.type_name, BotUttered.type_name)

EVENTS = SQLTrackerStore.SQLEvent.__table__
CONVERSATIONS = sa.Table(
    "conversations",
    sa.MetaData(),
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("offered", sa.Text, nullable=False),  # JSON list of payloads, the newest last
    sa.Column("oldest", sa.Float, nullable=False, index=True),  # seconds since 1970, of the first event kept
    sa.Column("newest", sa.Float, nullable=False),
)
EARLIER = sa.Table(
    "earlier",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("timestamp", sa.Float, nullable=False),
    sa.Column("data", sa.Text, nullable=False),  # of an event, as in `events`
    sqlite_autoincrement=True,
)

FEEDBACK = sa.Table(
    "feedback",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),  # a keyed pseudonym
    sa.Column("time", sa.Float, nullable=False, index=True),  # seconds since 1970
    sa.Column("solved", sa.Boolean, nullable=False),
    *(sa.Column(name, sa.String(64)) for name in ("desk", "kind", "subject", "plan", "language", "facts")),
)
SETTINGS = sa.Table(
    "settings",
    sa.MetaData(),
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
_PSEUDONYMS = "key of pseudonyms"

DELIVERIES = sa.Table(
    "deliveries",
    sa.MetaData(),
    sa.Column("delivery", sa.String(64), primary_key=True),  # a digest: nobody's id
    sa.Column("time", sa.Float, nullable=False, index=True),  # seconds since 1970
)

# What each turn runs, put together once.
_APPEND = EVENTS.insert()
_UPDATE, _UPDATE_ALL = (
    CONVERSATIONS.update()
    .where(CONVERSATIONS.c.sender_id == sa.bindparam("whose"))
    .values({name: sa.bindparam(name) for name in names})
    for names in (("offered", "newest"), ("offered", "newest", "oldest"))
)


class Row(NamedTuple):
    """One event as it is stored: JSON, not yet looked at."""

    id: int
    data: str


class Database:
    """One connection, for use by one thread at a time. Methods raise what SQLAlchemy raises, and ValueError
    for what can't be written as UTF-8."""

    def __init__(self, url: Any, busy_wait: float) -> None:
        """Opens the database and creates the tables.

        Args:
            url: as `SQLTrackerStore.get_db_url` builds it.
            busy_wait: seconds that a statement waits for somebody else's lock (SQLite).
        """
        # Parameters are what users wrote: errors must not show them.
        options: dict[str, Any] = {"hide_parameters": True, **create_engine_kwargs(url)}
        self._is_sqlite = str(url).startswith("sqlite")
        if self._is_sqlite:
            shared = {"check_same_thread": False, "timeout": PATIENCE_AT_START}
            options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "connect_args": shared}
        else:
            options["pool_pre_ping"] = True  # a server may have gone and come back
        self._engine = sa.create_engine(url, **options)
        self._busy_wait = PATIENCE_AT_START
        self._is_failing = False
        if self._is_sqlite:
            sa.event.listen(self._engine, "connect", _set_up)
        with self._engine.connect() as connection:
            if self._is_sqlite:
                # Readers and one writer at once, and a commit that is an append. The file remembers it.
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        with self._transaction() as connection:  # also says at once when nothing can be written
            EVENTS.create(connection, checkfirst=True)
            for table in (CONVERSATIONS, EARLIER, FEEDBACK, SETTINGS, DELIVERIES):
                table.create(connection, checkfirst=True)
            self._key = _key(connection)
        self._busy_wait = busy_wait

    def load(self, sender_id: str) -> tuple[list[Row], list[str]]:
        """The conversation's events in their order, and the payloads offered in it; two empty lists if unknown."""
        with self._connection() as connection:
            wanted = sa.select(EVENTS.c.id, EVENTS.c.data).where(EVENTS.c.sender_id == sender_id)
            rows = [Row(*row) for row in connection.execute(wanted.order_by(EVENTS.c.id))]
            return rows, self._offered(connection, sender_id)

    def count(self, sender_id: str) -> int:
        """How many events of the conversation are stored."""
        with self._connection() as connection:
            counted = sa.select(sa.func.count()).where(EVENTS.c.sender_id == sender_id)
            return int(connection.execute(counted).scalar_one())

    def offered(self, sender_id: str) -> list[str]:
        """The payloads that were offered in the conversation, the newest last."""
        with self._connection() as connection:
            return self._offered(connection, sender_id)

    def said(self, sender_id: str) -> tuple[list[str], list[str]]:
        """What user and bot have said, oldest first, as JSON of events: the part that was cut off, and the rest."""
        with self._connection() as connection:
            found = [
                connection.execute(
                    sa.select(table.c.data).where(table.c.sender_id == sender_id, *only).order_by(table.c.id)
                )
                for table, only in ((EARLIER, ()), (EVENTS, (EVENTS.c.type_name.in_(SAID),)))
            ]
            earlier, later = (list(rows.scalars()) for rows in found)
            return earlier, later

    def senders(self) -> list[str]:
        with self._connection() as connection:
            return list(connection.execute(sa.select(CONVERSATIONS.c.sender_id)).scalars())

    def write(
        self,
        sender_id: str,
        events: Sequence[dict[str, Any]],
        offered: Sequence[str],
        replace: bool,
        cut: Sequence[dict[str, Any]] = (),
        judged: Sequence[Judgement] = (),
    ) -> None:
        """Append events (`Event.as_dict`), or with `replace` let them be all there is, in one transaction.

        `cut` are messages that are no longer among the events, `judged` what was said of answers.
        """
        rows = [_row(sender_id, event) for event in events]
        times = [row["timestamp"] for row in rows]
        with self._transaction() as connection:
            if replace:
                connection.execute(EVENTS.delete().where(EVENTS.c.sender_id == sender_id))
            if rows:
                connection.execute(_APPEND, rows)
            if judged:
                whose = {"conversation": self._pseudonym(sender_id)}
                connection.execute(FEEDBACK.insert(), [{**whose, **asdict(one)} for one in judged])
            known = {"offered": json.dumps(list(offered)), "newest": max(times)} if times else {}
            if cut:
                _keep_earlier(connection, sender_id, cut)
            if replace and times:
                known["oldest"] = min(min(times), _oldest_said(connection, sender_id) or min(times))
            update = _UPDATE_ALL if "oldest" in known else _UPDATE
            if known and not connection.execute(update, {"whose": sender_id, **known}).rowcount:
                connection.execute(CONVERSATIONS.insert(), {"sender_id": sender_id, "oldest": min(times), **known})

    def erase(self, sender_id: str) -> None:
        """Remove everything of the conversation, from the write-ahead log too."""
        with self._transaction() as connection:
            for table in (EVENTS, CONVERSATIONS, EARLIER):
                connection.execute(table.delete().where(table.c.sender_id == sender_id))
            connection.execute(FEEDBACK.delete().where(FEEDBACK.c.conversation == self._pseudonym(sender_id)))
        if self._is_sqlite:
            with self._connection() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def older_than(self, time: float) -> list[str]:
        """The conversations with an event from before `time` (seconds since 1970)."""
        with self._connection() as connection:
            return list(
                connection.execute(sa.select(CONVERSATIONS.c.sender_id).where(CONVERSATIONS.c.oldest < time)).scalars()
            )

    def purge(self, senders: Sequence[str], time: float) -> None:
        """Remove events from before `time`; all but those of a session that has gone on since."""
        with self._transaction() as connection:
            for sender_id in senders:
                self._purge(connection, sender_id, time)

    def was_delivered(self, delivery: str) -> bool:
        with self._connection() as connection:
            found = sa.select(DELIVERIES.c.time).where(DELIVERIES.c.delivery == delivery)
            return connection.execute(found).first() is not None

    def note_delivered(self, delivery: str, time: float) -> None:
        with self._transaction() as connection:
            connection.execute(DELIVERIES.delete().where(DELIVERIES.c.delivery == delivery))
            connection.execute(DELIVERIES.insert().values(delivery=delivery, time=time))

    def purge_deliveries(self, time: float) -> None:
        """Forget those from before `time`."""
        with self._transaction() as connection:
            connection.execute(DELIVERIES.delete().where(DELIVERIES.c.time < time))

    def purge_feedback(self, time: float) -> None:
        """Remove judgements from before `time`."""
        with self._transaction() as connection:
            connection.execute(FEEDBACK.delete().where(FEEDBACK.c.time < time))

    def feedback(self) -> list[tuple[Judgement, int]]:
        """Each answer that was judged, with how often it was so; `time` is the last one's."""
        same = [FEEDBACK.c[name] for name in ("solved", "desk", "kind", "subject", "plan", "language", "facts")]
        counted = sa.select(sa.func.max(FEEDBACK.c.time), *same, sa.func.count()).group_by(*same)
        with self._connection() as connection:
            return [(Judgement(*row[:-1]), int(row[-1])) for row in connection.execute(counted)]

    def close(self) -> None:
        self._engine.dispose()

    def _pseudonym(self, sender_id: str) -> str:
        return hmac.new(self._key, sender_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    @staticmethod
    def _purge(connection: sa.engine.Connection, sender_id: str, time: float) -> None:
        its_events = EVENTS.c.sender_id == sender_id
        mine = CONVERSATIONS.c.sender_id == sender_id
        connection.execute(EARLIER.delete().where(EARLIER.c.sender_id == sender_id, EARLIER.c.timestamp < time))
        newest = connection.execute(sa.select(CONVERSATIONS.c.newest).where(mine)).scalar()
        if newest is None or newest < time:
            connection.execute(EVENTS.delete().where(its_events))
            connection.execute(CONVERSATIONS.delete().where(mine))
            return
        started = sa.select(sa.func.max(EVENTS.c.id)).where(its_events, EVENTS.c.type_name == SessionStarted.type_name)
        session = connection.execute(started).scalar()
        if session is not None:  # what a session starts with does not hang on the ones before it
            connection.execute(EVENTS.delete().where(its_events, EVENTS.c.id < session, EVENTS.c.timestamp < time))
            oldest = connection.execute(sa.select(sa.func.min(EVENTS.c.timestamp)).where(its_events)).scalar()
            known = [when for when in (oldest, _oldest_said(connection, sender_id)) if when is not None]
            connection.execute(CONVERSATIONS.update().where(mine).values(oldest=min(known)))

    @staticmethod
    def _offered(connection: sa.engine.Connection, sender_id: str) -> list[str]:
        found = connection.execute(sa.select(CONVERSATIONS.c.offered).where(CONVERSATIONS.c.sender_id == sender_id))
        try:
            return [payload for payload in json.loads(found.scalar() or "[]") if isinstance(payload, str)]
        except (ValueError, TypeError):
            return []

    @contextmanager
    def _connection(self) -> Iterator[sa.engine.Connection]:
        with self._engine.connect() as connection:
            if self._is_sqlite:
                # After a write that failed nobody waits until one has succeeded: waiting conversations would
                # wait one after the other.
                wait = 0.0 if self._is_failing else self._busy_wait
                if connection.info.get("busy_wait") != wait:
                    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(wait * 1000)}")
                    connection.info["busy_wait"] = wait
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[sa.engine.Connection]:
        try:
            with self._connection() as connection, connection.begin():
                if self._is_sqlite:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
        except OperationalError:
            self._is_failing = True
            raise
        self._is_failing = False


def _keep_earlier(connection: sa.engine.Connection, sender_id: str, cut: Sequence[dict[str, Any]]) -> None:
    keys = ("sender_id", "timestamp", "data")
    rows = [_row(sender_id, event) for event in cut]
    connection.execute(EARLIER.insert(), [{key: row[key] for key in keys} for row in rows])
    mine = EARLIER.c.sender_id == sender_id
    beyond = sa.select(EARLIER.c.id).where(mine).order_by(EARLIER.c.id.desc()).offset(MOST_SAID).limit(1)
    last = connection.execute(beyond).scalar()
    if last is not None:
        connection.execute(EARLIER.delete().where(mine, EARLIER.c.id <= last))


def _oldest_said(connection: sa.engine.Connection, sender_id: str) -> float | None:
    oldest = sa.select(sa.func.min(EARLIER.c.timestamp)).where(EARLIER.c.sender_id == sender_id)
    found: float | None = connection.execute(oldest).scalar()
    return found


def _set_up(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")  # with WAL: survives the process, syncs at checkpoints
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten


def _key(connection: sa.engine.Connection) -> bytes:
    """The key of the pseudonyms that feedback is kept under: this database's own, so that it outlives a restart."""
    mine = SETTINGS.c.name == _PSEUDONYMS
    kept = connection.execute(sa.select(SETTINGS.c.value).where(mine)).scalar()
    if kept is None:
        kept = secrets.token_hex(32)
        connection.execute(SETTINGS.insert().values(name=_PSEUDONYMS, value=kept))
    return bytes.fromhex(kept)


def _row(sender_id: str, event: dict[str, Any]) -> dict[str, Any]:
    return {
        "sender_id": sender_id,
        "type_name": event["event"],
        "timestamp": event["timestamp"],
        "intent_name": ((event.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": event.get("name"),
        "data": json.dumps(event),
    }
