"""Whatever happens to a turn, the user hears something, in the conversation's language."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage

from bot.channels.guard import Guard, Outcome
from bot.channels.limits import Limits
from bot.channels.request import RefusedError
from tests.truth import CENTRAL

QUICK = Limits(deadline=0.2)
CANNOT = {"pt": "Não consigo responder agora", "fr": "Je ne peux pas répondre pour le moment"}
NOT_SAVED = {"pt": "Não consegui guardar esta mensagem", "fr": "Je n'ai pas pu enregistrer ce message"}
SENDCLOUD_DOOR = "+Nouvelle réclamation"

Work = Callable[[UserMessage], Awaitable[None]]


class Agent:
    """What the guard asks Rasa's agent."""

    processor = object()

    def __init__(self, heard_language: str | None = None, **store: Any) -> None:
        self.tracker_store = SimpleNamespace(_tracker_store=SimpleNamespace(**store))
        self._language = heard_language

    async def parse_message(self, text: str) -> dict[str, Any]:
        if self._language is None:
            raise RuntimeError("the pipeline is down")
        return {"entities": [{"entity": "language", "value": self._language}]}


def conversation(**slots: str) -> Any:
    return SimpleNamespace(slots=slots, get_slot=slots.get)


async def say(message: UserMessage, text: str = "Sim.") -> None:
    await message.output_channel.send_response(message.sender_id, {"text": text})


def run(
    work: Work, agent: Any = None, *, limits: Limits = QUICK, text: str = "oi", metadata: dict[str, Any] | None = None
) -> tuple[Outcome, list[str], UserMessage]:
    """The outcome of a turn that does `work`, what was said, and the message."""

    async def turn() -> tuple[Outcome, list[str], UserMessage]:
        output = CollectingOutputChannel()
        message = UserMessage(text, output, "ana", metadata=metadata)
        outcome = await Guard(limits, work).answer(message, agent)
        return outcome, [said["text"] for said in output.messages], message

    return asyncio.run(turn())


def test_an_answer_passes() -> None:
    outcome, texts, _ = run(say, Agent())
    assert (outcome, texts) == ("answered", ["Sim."])


async def nothing(message: UserMessage) -> None:
    pass


async def failure(message: UserMessage) -> None:
    raise RuntimeError("boom")


async def the_end(message: UserMessage) -> None:
    raise SystemExit(1)


async def cancelled(message: UserMessage) -> None:
    raise asyncio.CancelledError


async def too_slow(message: UserMessage) -> None:
    await asyncio.sleep(60)


@pytest.mark.parametrize(
    ("work", "expected"),
    [(nothing, "silent"), (failure, "failed"), (the_end, "failed"), (cancelled, "failed"), (too_slow, "late")],
)
@pytest.mark.parametrize(("language", "door"), [("pt", CENTRAL), ("fr", SENDCLOUD_DOOR)])
def test_a_turn_without_words_ends_with_the_doors_of_the_languages_desk(
    work: Work, expected: str, language: str, door: str
) -> None:
    outcome, texts, _ = run(work, Agent(heard_language=language))
    assert outcome == expected
    assert len(texts) == 1
    assert CANNOT[language] in texts[0]
    assert door in texts[0]


def test_the_conversations_language_and_desk_are_used() -> None:
    async def fails_later(message: UserMessage) -> None:
        message.conversation = conversation(language="fr", desk="clearsale")
        raise RuntimeError("boom")

    _, texts, _ = run(fails_later, Agent(heard_language="pt"))
    assert CANNOT["fr"] in texts[0]
    assert CENTRAL in texts[0]


def test_the_pages_hints_are_used_where_the_conversation_is_out_of_reach() -> None:
    _, texts, _ = run(failure, Agent(heard_language="pt"), metadata={"language": "fr", "desk": "clearsale"})
    assert CANNOT["fr"] in texts[0]
    assert CENTRAL in texts[0]


@pytest.mark.parametrize("agent", [None, Agent()], ids=["not loaded", "pipeline down"])
def test_where_no_language_can_be_told_it_is_portuguese(agent: Any) -> None:
    _, texts, _ = run(failure, agent, metadata={"language": ["fr"], "desk": 3})
    assert CANNOT["pt"] in texts[0]


def test_words_before_a_failure_stay() -> None:
    async def half(message: UserMessage) -> None:
        await say(message)
        raise RuntimeError("boom")

    outcome, texts, _ = run(half, Agent(heard_language="pt"))
    assert outcome == "failed"
    assert texts[0] == "Sim."
    assert CANNOT["pt"] in texts[1]


def test_what_a_late_turn_says_is_not_heard_any_more() -> None:
    async def turn() -> list[dict[str, Any]]:
        released = asyncio.Event()
        ended = asyncio.Event()

        async def late(message: UserMessage) -> None:
            await say(message, "Um.")
            await released.wait()
            await say(message, "Dois.")
            ended.set()

        output = CollectingOutputChannel()
        guard = Guard(Limits(deadline=0.1), late)
        assert await guard.answer(UserMessage("oi", output, "ana"), Agent(heard_language="pt")) == "late"
        released.set()
        await asyncio.wait_for(ended.wait(), 5)  # it said something, so it may end and be saved
        return output.messages

    first, doors = asyncio.run(turn())
    assert first["text"] == "Um."
    assert CANNOT["pt"] in doors["text"]


def test_a_late_turn_without_words_is_ended_so_that_the_next_message_need_not_wait() -> None:
    async def turn() -> bool:
        ended = asyncio.Event()

        async def late(message: UserMessage) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()

        await Guard(Limits(deadline=0.5), late).answer(UserMessage("oi", None, "ana"), Agent("pt"))
        await asyncio.sleep(0)
        return ended.is_set()

    assert asyncio.run(turn())


@pytest.mark.parametrize(("answer", "expected"), [("Sim.", "Sim."), (None, CANNOT["pt"])])
def test_a_turn_goes_on_to_its_words_when_its_caller_has_gone(answer: str | None, expected: str) -> None:
    async def turn() -> list[dict[str, Any]]:
        begun, left = asyncio.Event(), asyncio.Event()

        async def work(message: UserMessage) -> None:
            begun.set()
            await left.wait()
            if answer:
                await say(message, answer)

        output = CollectingOutputChannel()
        guard = Guard(Limits(), work)
        caller = asyncio.ensure_future(guard.answer(UserMessage("oi", output, "ana"), Agent("pt")))
        await begun.wait()
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
        left.set()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait(others, timeout=5)
        return output.messages

    [said] = asyncio.run(turn())
    assert expected in said["text"]


@pytest.mark.parametrize("language", ["pt", "fr"])
def test_a_turn_that_was_not_saved_says_so_after_its_answer(language: str) -> None:
    async def answered(message: UserMessage) -> None:
        message.conversation = conversation(language=language)
        await say(message)

    outcome, texts, _ = run(answered, Agent(was_saved=lambda sender: False))
    assert outcome == "unsaved"
    assert texts[0] == "Sim."
    assert NOT_SAVED[language] in texts[1]


def test_a_store_is_asked_about_this_conversation_and_may_answer_later() -> None:
    async def was_saved(sender: str) -> bool:
        return sender == "ana"

    assert run(say, Agent(was_saved=was_saved))[0] == "answered"


def test_a_store_that_can_not_say_has_not_saved() -> None:
    def was_saved(sender: str) -> bool:
        raise OSError("disk")

    assert run(say, Agent(heard_language="pt", was_saved=was_saved))[0] == "unsaved"


class Broken(OutputChannel):
    """A platform that is down."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        raise OSError("no route")


def test_a_channel_that_can_not_deliver_does_not_cost_the_conversation_its_turn() -> None:
    finished = []

    async def work(message: UserMessage) -> None:
        await say(message)
        finished.append(True)

    outcome = asyncio.run(Guard(QUICK, work).answer(UserMessage("oi", Broken(), "ana"), Agent("pt")))
    assert (outcome, finished) == ("silent", [True])


@pytest.mark.parametrize("sender", [None, "", "default", "a b", "\ud83d"])
def test_a_channel_that_does_not_say_who_speaks_is_refused(sender: str | None) -> None:
    heard = []

    async def work(message: UserMessage) -> None:
        heard.append(message)

    with pytest.raises(RefusedError, match="`sender`"):
        asyncio.run(Guard(QUICK, work).answer(UserMessage("oi", None, sender), Agent("pt")))
    assert not heard


@pytest.mark.parametrize(("text", "read"), [("a" * 20, True), ("a" * 21, False), ("\u200b" * 30 + "a", False)])
def test_a_text_that_is_too_long_is_not_read(text: str, read: bool) -> None:
    _, _, message = run(say, Agent(), limits=Limits(max_text=20), text=text)
    assert (message.parse_data is None) == read
    if not read:
        assert message.parse_data["intent"]["name"] == "message_too_long"
    assert len(message.text) <= 20


def test_the_text_is_cleaned() -> None:
    assert run(say, Agent(), text="o\x00i \ud83d")[2].text == "oi"
