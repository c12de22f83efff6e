"""Long conversations: short in the store, and nothing forgotten that slots or buttons know."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.core.events import ActionExecuted, ActiveLoop, ConversationPaused, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.storage.conversations import ConversationStore
from bot.storage.cutting import MOST_OFFERED, shortened
from tests.storage.conftest import OpenStore
from tests.storage.talking import ANNA, DOMAIN, add, begin, run, say, start_session, texts, turn

PLANS = (None, "lite", "growth")


def test_no_conversation_is_longer_than_the_cap(store: ConversationStore) -> None:
    for number in range(60):
        run(turn(store, ANNA, f"mensagem {number}", plan=PLANS[number % 3]))
        assert store._database.count(ANNA) <= 100
    assert run(texts(store, ANNA))[-5:] == [f"mensagem {number}" for number in range(55, 60)]


def test_slots_set_in_events_that_are_cut_keep_their_values(open_store: OpenStore) -> None:
    store = open_store()
    waiting = {"kind": "option", "option": "phone"}
    run(turn(store, ANNA, "je suis en Lite", plan="lite", language="fr", pending=waiting))
    for number in range(60):
        run(turn(store, ANNA, f"message {number}"))
    for tracker in (run(store.retrieve(ANNA)), run(open_store().retrieve(ANNA))):
        slots = tracker.current_slot_values()
        assert (slots["plan"], slots["language"], slots["pending"]) == ("lite", "fr", waiting)


def test_a_slot_that_was_emptied_stays_empty(open_store: OpenStore) -> None:
    store = open_store(max_events=30)
    run(turn(store, ANNA, plan="lite"))
    run(turn(store, ANNA, plan=None, language=None))
    for _ in range(20):
        run(turn(store, ANNA))
    slots = run(open_store().retrieve(ANNA)).current_slot_values()
    assert (slots["plan"], slots["language"]) == (None, None)


def test_payloads_offered_in_events_that_are_cut_can_still_be_pressed(open_store: OpenStore) -> None:
    store = open_store()
    run(turn(store, ANNA, payloads=['/inform_plan{"plan": "lite"}']))
    for number in range(60):
        run(turn(store, ANNA, f"mensagem {number}", ["/greet"]))
    for asked in (store, open_store()):
        assert run(asked.offered(ANNA)) == {'/inform_plan{"plan": "lite"}', "/greet"}


def test_the_newest_payloads_are_remembered_where_there_are_too_many(store: ConversationStore) -> None:
    run(turn(store, ANNA, payloads=[f"/greet{number}" for number in range(MOST_OFFERED)]))
    run(turn(store, ANNA, payloads=["/greet0", "/new"]))
    offered = run(store.offered(ANNA))
    assert len(offered) == MOST_OFFERED
    assert {"/greet0", "/new", "/greet2"} <= offered, "what is offered again is new again"
    assert "/greet1" not in offered


def test_payloads_of_carousels_and_quick_replies_count(store: ConversationStore) -> None:
    from rasa.shared.core.events import BotUttered

    tracker = run(begin(store, ANNA))
    add(
        tracker,
        BotUttered("a", {"quick_replies": [{"title": "sim", "payload": "/affirm"}]}),
        BotUttered("b", {"elements": [{"title": "plano", "buttons": [{"title": "Lite", "payload": "/lite"}]}]}),
        BotUttered("c", {"buttons": [{"title": "página", "url": "https://example.com"}], "elements": None}),
    )
    run(store.save(tracker))
    assert run(store.offered(ANNA)) == {"/affirm", "/lite"}


def test_a_turn_longer_than_the_cap_stays_whole(open_store: OpenStore) -> None:
    store = open_store(max_events=10)
    run(turn(store, ANNA, "antes"))
    tracker = run(begin(store, ANNA))
    add(tracker, UserUttered("compare tudo"), *(ActionExecuted("action_answer") for _ in range(30)))
    add(tracker, ActionExecuted("action_listen"))
    run(store.save(tracker))
    assert run(texts(open_store(), ANNA)) == ["compare tudo"]


def test_a_cut_that_can_not_be_saved_is_saved_later(open_store: OpenStore) -> None:
    store = open_store(max_events=30)
    run(turn(store, ANNA, "sou Lite", plan="lite"))
    with store._database._connection() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 1")
    for number in range(20):
        run(turn(store, ANNA, f"mensagem {number}"))
    assert not store.was_saved(ANNA)
    with store._database._connection() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 0")
    run(turn(store, ANNA, "fim"))
    assert store.was_saved(ANNA)
    found = run(open_store().retrieve(ANNA))
    assert found.get_slot("plan") == "lite"
    assert found.events == run(store.retrieve(ANNA)).events


def test_a_form_and_a_pause_outlast_the_cut() -> None:
    tracker = conversation()
    say(tracker)
    add(tracker, ActiveLoop("a_form"), ConversationPaused(), ActionExecuted("action_listen"))
    for _ in range(10):
        say(tracker)
    cut = shortened(tracker, 30)
    assert len(cut.events) < len(tracker.events)
    assert cut.active_loop_name == "a_form"
    assert cut.is_paused()


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.fixed_dictionaries({"plan": st.sampled_from(PLANS)}),
            st.fixed_dictionaries({"language": st.sampled_from(["pt", "fr", None])}),
            st.just("new session"),
        ),
        max_size=30,
    ),
    st.integers(min_value=16, max_value=60),
)
def test_cutting_changes_nothing_that_the_next_turn_sees(turns: list[dict[str, str | None] | str], cap: int) -> None:
    whole = conversation()
    cut = conversation()
    for one in turns:
        for tracker in (whole, cut):
            if isinstance(one, str):
                start_session(tracker, plan=tracker.get_slot("plan"))
            else:
                say(tracker, "oi", **one)
        cut = shortened(cut, cap)
        assert cut.current_slot_values() == whole.current_slot_values()
        assert cut.latest_action_name == whole.latest_action_name == "action_listen"
        assert cut.latest_message.text == whole.latest_message.text
        assert cut.followup_action == whole.followup_action
        assert len(cut.events) <= cap


def conversation() -> DialogueStateTracker:
    tracker = DialogueStateTracker(ANNA, DOMAIN.slots)
    start_session(tracker)
    return tracker
