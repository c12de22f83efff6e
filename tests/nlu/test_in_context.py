"""A message is read as the answer to what the bot has just said, where it is one."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.answers.model import Question
from bot.drafts import Draft
from bot.nlu.in_context import InContext

DOMAIN = Domain.from_yaml(
    """
    slots:
      draft: {type: any, mappings: [{type: custom}]}
      pending: {type: any, mappings: [{type: custom}]}
      plan: {type: text, mappings: [{type: custom}]}
      plan_in_focus: {type: text, mappings: [{type: custom}]}
    """
)
BUTTONS = [
    {"title": "Lite", "payload": '/inform_plan{"plan": "lite"}'},
    {"title": "Não sei", "payload": "/find_my_plan"},
]
ASKED = BotUttered("Qual é o seu?", {"buttons": BUTTONS})
OF_THE_STORE = SlotSet("draft", Draft("clearsale", "cancel_plan", awaits="store", asked=1).to_slot())
OF_THE_CNPJ = SlotSet("draft", Draft("clearsale", "cancel_plan", {"store": "A"}, awaits="cnpj", asked=1).to_slot())
PENDING = SlotSet("pending", Question("option", option="phone").to_slot())
FRENCH = {"entity": "language", "value": "fr"}


def read(
    text: str,
    *events: Event,
    intent: str = "nlu_fallback",
    confidence: float = 0.9,
    entities: Any = (),
    guesses: tuple[str, ...] = (),
) -> tuple[str, list[dict[str, Any]]]:
    """What the message is taken for after these events: intent and entities."""
    tracker = DialogueStateTracker.from_events("ana", evts=[UserUttered("oi"), *events], slots=DOMAIN.slots)
    message = Message({TEXT: text, INTENT: {"name": intent, "confidence": confidence}, ENTITIES: [*entities]})
    message.set(INTENT_RANKING_KEY, [{"name": name, "confidence": 0.3} for name in (intent, *guesses)])
    InContext().process([message], tracker)
    return message.get(INTENT)["name"], message.get(ENTITIES)


def values(entities: list[dict[str, Any]]) -> dict[str, str]:
    return {entity["entity"]: entity["value"] for entity in entities}


def test_a_button_in_words_is_that_button() -> None:
    assert read("o segundo", ASKED) == ("find_my_plan", [])
    intent, entities = read("o primeiro", ASKED)
    assert (intent, values(entities)) == ("inform_plan", {"plan": "lite"})


def test_the_language_of_the_words_is_kept() -> None:
    assert values(read("le premier", ASKED, entities=[FRENCH])[1]) == {"language": "fr", "plan": "lite"}


def test_only_the_last_message_has_buttons_to_press() -> None:
    assert read("o segundo", ASKED, BotUttered("Certo."))[0] == "nlu_fallback"


def test_what_was_asked_for_is_given() -> None:
    intent, [entity] = read("Loja do Zé", OF_THE_STORE, entities=[FRENCH])
    assert intent == "provide_details"
    assert (entity["entity"], entity["role"], entity["value"]) == ("detail", "store", "Loja do Zé")


def test_another_request_is_no_detail() -> None:
    assert read("qual o prazo?", OF_THE_STORE, intent="ask_response_time")[0] == "ask_response_time"


def test_a_question_that_was_put_later_comes_first() -> None:
    assert read("Loja do Zé", OF_THE_STORE, PENDING)[0] == "nlu_fallback"


def test_what_is_left_out_is_skipped() -> None:
    assert read("não", OF_THE_STORE, intent="deny")[0] == "skip_detail"


def test_another_detail_is_corrected() -> None:
    store = {"entity": "store", "value": "Loja da Ana"}
    intent, entities = read("o nome da loja é Loja da Ana", OF_THE_CNPJ, intent="provide_details", entities=[store])
    assert (intent, values(entities)) == ("provide_details", {"store": "Loja da Ana"})


@pytest.mark.parametrize(
    ("text", "events", "intent", "expected"),
    [
        ("non pardon, Premium", (SlotSet("plan", "lite"),), "deny", "inform_plan"),
        ("Premium então", (PENDING,), "nlu_fallback", "inform_plan"),
        ("non pardon, Premium", (), "deny", "deny"),
        ("non, Premium ?", (SlotSet("plan", "lite"),), "deny", "deny"),
        ("et le chat en Premium", (SlotSet("plan", "lite"),), "contact_chat", "contact_chat"),
    ],
)
def test_a_plan_that_is_told_in_passing(text: str, events: tuple[Event, ...], intent: str, expected: str) -> None:
    assert read(text, *events, intent=intent, entities=[{"entity": "plan", "value": "premium"}])[0] == expected


@pytest.mark.parametrize(
    ("intent", "events", "expected"),
    [
        ("skip_detail", (), "nlu_fallback"),
        ("skip_detail", (OF_THE_STORE,), "skip_detail"),
        ("skip_detail", (PENDING,), "skip_detail"),
        ("none_of_these", (BotUttered("Certo."),), "nlu_fallback"),
        ("none_of_these", (ASKED,), "none_of_these"),
    ],
)
def test_an_answer_to_nothing_is_doubted(intent: str, events: tuple[Event, ...], expected: str) -> None:
    assert read("pode seguir assim", *events, intent=intent, guesses=("contact_chat",))[0] == expected


def test_a_desk_that_is_named_and_likely_is_told() -> None:
    named = [{"entity": "desk", "value": "sendcloud"}]
    assert read("et chez Sendcloud ?", entities=named, guesses=("choose_desk", "contact_email"))[0] == "choose_desk"
    assert read("et chez Sendcloud ?", entities=named, guesses=("contact_email", "choose_desk"))[0] == "nlu_fallback"
    assert read("et chez vous ?", guesses=("choose_desk",))[0] == "nlu_fallback"


@pytest.mark.parametrize("text", ["", "/inform_plan", "🙂"])
def test_what_is_no_answer_stays(text: str) -> None:
    assert read(text, ASKED) == ("nlu_fallback", [])


def test_without_a_conversation_nothing_changes() -> None:
    message = Message({TEXT: "o segundo", INTENT: {"name": "greet"}})
    InContext().process([message])
    assert message.get(INTENT)["name"] == "greet"


@pytest.mark.parametrize("slot", [{"desk": "none", "awaits": "store"}, {"desk": "clearsale", "awaits": "none"}, 7])
def test_a_draft_of_facts_that_are_gone_is_none(slot: Any) -> None:
    assert read("Loja do Zé", SlotSet("draft", slot))[0] == "nlu_fallback"
