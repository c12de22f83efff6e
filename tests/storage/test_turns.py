"""Turns of conversations: saved, found again, and not mixed up when one fails."""

from __future__ import annotations

import asyncio

from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import EventVerbosity

from bot.storage.conversations import ConversationStore
from tests.storage.conftest import OpenStore
from tests.storage.talking import ANNA, BRUNO, DOMAIN, add, begin, run, texts, turn

HALF_A_CHARACTER = "\ud83d"


def test_a_conversation_goes_on_in_the_next_process(open_store: OpenStore) -> None:
    before, after = open_store(), open_store()
    run(turn(before, ANNA, "sou Lite", plan="lite"))
    run(turn(before, ANNA, "posso ligar?"))
    found = run(after.retrieve(ANNA))
    assert found.get_slot("plan") == "lite"
    assert run(texts(after, ANNA)) == ["sou Lite", "posso ligar?"]


def test_a_tracker_kept_in_memory_is_what_the_database_has(open_store: OpenStore) -> None:
    store = open_store()
    for number in range(30):
        run(turn(store, ANNA, f"mensagem {number}", ["/greet"], plan=["lite", None, "growth"][number % 3]))
    live, read = run(store.retrieve(ANNA)), run(open_store().retrieve(ANNA))
    assert live.current_state(EventVerbosity.ALL) == read.current_state(EventVerbosity.ALL)


def test_a_recent_conversation_is_not_read_again(rasas: FailSafeTrackerStore, store: ConversationStore) -> None:
    first = run(turn(rasas, ANNA))
    assert run(turn(rasas, ANNA)) is first


def test_rasas_own_store_can_read_what_is_stored(store: ConversationStore, file: object) -> None:
    run(turn(store, ANNA, "sou Lite", plan="lite"))
    found = run(SQLTrackerStore(DOMAIN, db=str(file)).retrieve(ANNA))
    assert found.get_slot("plan") == "lite"


def test_a_turn_that_fails_half_way_leaves_no_trace(rasas: FailSafeTrackerStore, store: ConversationStore) -> None:
    run(turn(rasas, ANNA, "sou Lite", plan="lite"))
    failing = run(begin(rasas, ANNA))
    add(failing, UserUttered("sou Growth"), SlotSet("plan", "growth"))  # and no save
    assert run(rasas.retrieve(ANNA)).get_slot("plan") == "lite"
    assert run(texts(store, ANNA)) == ["sou Lite"]


def test_a_first_turn_that_fails_half_way_leaves_no_trace(rasas: FailSafeTrackerStore) -> None:
    failing = run(begin(rasas, ANNA))
    add(failing, UserUttered("sou Growth"), SlotSet("plan", "growth"))
    assert run(rasas.retrieve(ANNA)) is None


def test_what_is_done_to_a_tracker_after_its_turn_does_not_count(rasas: FailSafeTrackerStore) -> None:
    tracker = run(turn(rasas, ANNA, "sou Lite", plan="lite"))
    add(tracker, SlotSet("plan", "growth"))
    assert run(rasas.retrieve(ANNA)).get_slot("plan") == "lite"


def test_a_malformed_id_ends_neither_the_process_nor_another_conversation(
    rasas: FailSafeTrackerStore, store: ConversationStore
) -> None:
    run(turn(rasas, HALF_A_CHARACTER))
    assert not store.was_saved(HALF_A_CHARACTER)
    assert run(store.offered(HALF_A_CHARACTER)) == frozenset()
    run(turn(rasas, ANNA, "bom dia"))
    assert store.was_saved(ANNA)
    assert run(texts(store, ANNA)) == ["bom dia"]


def test_half_a_character_and_null_in_a_message_are_stored(open_store: OpenStore) -> None:
    run(turn(open_store(), ANNA, f"a{HALF_A_CHARACTER}\x00b"))
    assert run(texts(open_store(), ANNA)) == [f"a{HALF_A_CHARACTER}\x00b"]


def test_memory_holds_a_bounded_number_of_conversations(open_store: OpenStore) -> None:
    store = open_store(live=3)
    for number in range(10):
        run(turn(store, f"sender-{number}", plan="lite", payloads=["/greet"]))
    assert len(store._recent) == 3
    assert run(store.retrieve("sender-0")).get_slot("plan") == "lite"


def test_a_conversation_that_left_memory_during_its_turn_keeps_what_was_offered(open_store: OpenStore) -> None:
    store = open_store(live=0)
    run(turn(store, ANNA, payloads=["/greet"]))
    run(turn(store, ANNA, payloads=["/inform_plan"]))
    assert run(store.offered(ANNA)) == {"/greet", "/inform_plan"}


def test_a_turn_whose_caller_is_cancelled_while_it_is_saved_is_stored_once(
    rasas: FailSafeTrackerStore, store: ConversationStore
) -> None:
    async def leave_during_the_save() -> None:
        tracker = await begin(rasas, ANNA)
        add(tracker, UserUttered("bom dia"))
        saving = asyncio.create_task(rasas.save(tracker))
        await asyncio.sleep(0)
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)
        assert saving.cancelled()
        await turn(rasas, ANNA, "e o chat?")

    run(leave_during_the_save())
    assert run(texts(store, ANNA)) == ["bom dia", "e o chat?"]


def test_the_slots_can_be_seen_without_disturbing_a_turn(rasas: FailSafeTrackerStore, store: ConversationStore) -> None:
    run(turn(rasas, ANNA, plan="lite"))
    under_way = run(begin(rasas, ANNA))
    assert run(store.slot_values(ANNA))["plan"] == "lite"
    add(under_way, SlotSet("plan", "growth"))
    run(rasas.save(under_way))
    assert run(store.slot_values(ANNA))["plan"] == "growth"
    assert run(store.slot_values(BRUNO)) == {}


def test_the_store_is_found_behind_rasas_wrapper(rasas: FailSafeTrackerStore, store: ConversationStore) -> None:
    assert ConversationStore.behind(rasas) is store
    assert ConversationStore.behind(SQLTrackerStore(DOMAIN, db=":memory:")) is None


def test_another_domain_brings_its_own_slots(rasas: FailSafeTrackerStore) -> None:
    run(turn(rasas, ANNA, plan="lite"))
    rasas.domain = DOMAIN.merge(DOMAIN.from_yaml("slots: {market: {type: text, mappings: [{type: custom}]}}"))
    assert "market" in run(rasas.retrieve(ANNA)).slots
