"""One message is composed of several responses, each in its language, with all their buttons."""

from __future__ import annotations

import asyncio
import random
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import rasa_mends
from bot.answers.layout import COMPOSED
from bot.matrix.model import Catalogue, Language
from bot.nlg import ComposedResponses
from bot.words import DOMAIN, load_responses, render, title
from tests.answers.book import WEDNESDAY, Page, pages

SMALL_DOMAIN = """
version: "3.1"
slots:
  language: {type: text, initial_value: pt, influence_conversation: false, mappings: [{type: custom}]}
responses:
  utter_hello:
  - {text: "Olá!", condition: [{type: slot, name: language, value: pt}]}
  - {text: "Bonjour !", condition: [{type: slot, name: language, value: fr}]}
  utter_yes:
  - {text: "Sim, {name}.", condition: [{type: slot, name: language, value: pt}]}
  - {text: "Oui, {name}.", condition: [{type: slot, name: language, value: fr}]}
  utter_list:
  - {text: "• {item}", condition: [{type: slot, name: language, value: pt}]}
  - {text: "• {item}", condition: [{type: slot, name: language, value: fr}]}
  utter_mail:
  - {text: "Olá,\\n\\nobrigado.", condition: [{type: slot, name: language, value: pt}]}
  - {text: "Bonjour,\\n\\nmerci.", condition: [{type: slot, name: language, value: fr}]}
  utter_menu:
  - text: Escolha.
    condition: [{type: slot, name: language, value: pt}]
    buttons: [{title: Ajuda, payload: /help}]
  - text: Choisissez.
    condition: [{type: slot, name: language, value: fr}]
    buttons: [{title: Aide, payload: /help}]
  utter_button_why:
  - {text: "Por quê?", condition: [{type: slot, name: language, value: pt}]}
  - {text: "Pourquoi ?", condition: [{type: slot, name: language, value: fr}]}
  utter_payloads:
  - text: "Um {name} e um {unknown}: {{name}}."
    condition: [{type: slot, name: language, value: pt}]
    buttons: [{title: "{name}", payload: '/a{"b": {"name": 1}}'}, {title: c, payload: '/d{{"name": "e"}}'}]
  utter_portuguese_only:
  - {text: Só em português., condition: [{type: slot, name: language, value: pt}]}
"""


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.from_yaml(SMALL_DOMAIN)


@pytest.fixture(scope="module")
def nlg(domain: Domain) -> ComposedResponses:
    return ComposedResponses(EndpointConfig(), domain)


def said(nlg: ComposedResponses, domain: Domain, response: str, slot: str | None = None, **arguments: Any) -> Any:
    """The message for a response, in a conversation under way whose slot `language` may be set."""
    events = [BotUttered("Oi."), *([SlotSet("language", slot)] if slot else [])]
    tracker = DialogueStateTracker.from_events("ana", evts=events, slots=domain.slots)
    return asyncio.run(nlg.generate(response, tracker, "rest", **arguments))


def part(response: str, *, language: str | None = None, apart: bool = False, **values: str) -> dict[str, Any]:
    return {"response": response, "values": values, "language": language, "apart": apart}


YES = part("utter_yes", name="Ana")


# ── Text ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_part_alone_is_the_message(nlg: ComposedResponses, domain: Domain) -> None:
    assert said(nlg, domain, COMPOSED, parts=[YES])["text"] == "Sim, Ana."


def test_words_of_a_model_that_is_loaded_later_are_spoken(domain: Domain) -> None:
    """Rasa makes the generator before it loads the model, and then hands it the responses."""
    nlg = ComposedResponses(EndpointConfig(), Domain.empty())
    nlg.responses = domain.responses
    assert said(nlg, domain, COMPOSED, parts=[YES])["text"] == "Sim, Ana."


def test_sentences_run_on(nlg: ComposedResponses, domain: Domain) -> None:
    assert said(nlg, domain, COMPOSED, parts=[YES, part("utter_yes", name="Rui")])["text"] == "Sim, Ana. Sim, Rui."


def test_lists_stand_line_by_line(nlg: ComposedResponses, domain: Domain) -> None:
    parts = [YES, part("utter_list", item="um"), part("utter_list", item="dois")]
    assert said(nlg, domain, COMPOSED, parts=parts)["text"] == "Sim, Ana.\n• um\n• dois"


def test_what_is_apart_gets_a_gap(nlg: ComposedResponses, domain: Domain) -> None:
    parts = [YES, part("utter_yes", apart=True, name="Rui")]
    assert said(nlg, domain, COMPOSED, parts=parts)["text"] == "Sim, Ana.\n \nSim, Rui."


def test_a_message_is_not_broken_at_an_empty_line_of_a_part(nlg: ComposedResponses, domain: Domain) -> None:
    assert "\n\n" not in said(nlg, domain, COMPOSED, parts=[part("utter_mail")])["text"]


def test_without_parts_there_is_no_text(nlg: ComposedResponses, domain: Domain) -> None:
    assert said(nlg, domain, COMPOSED) == {"text": "", "buttons": []}


# ── Language ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("slot", "text"), [(None, "Sim, Ana."), ("pt", "Sim, Ana."), ("fr", "Oui, Ana.")])
def test_the_conversations_language_counts(nlg: ComposedResponses, domain: Domain, slot: str, text: str) -> None:
    assert said(nlg, domain, COMPOSED, slot, parts=[YES])["text"] == text


@pytest.mark.parametrize(("language", "text"), [("pt", "Sim, Ana."), ("fr", "Oui, Ana.")])
@pytest.mark.parametrize("slot", ["pt", "fr"])
def test_a_turn_that_switches_the_language_speaks_the_new_one(
    nlg: ComposedResponses, domain: Domain, slot: str, language: str, text: str
) -> None:
    assert said(nlg, domain, COMPOSED, slot, language=language, parts=[YES])["text"] == text


def test_a_part_keeps_a_language_of_its_own(nlg: ComposedResponses, domain: Domain) -> None:
    parts = [YES, part("utter_yes", language="fr", name="Rui"), YES]
    assert said(nlg, domain, COMPOSED, "pt", parts=parts)["text"] == "Sim, Ana. Oui, Rui. Sim, Ana."


def test_a_part_without_a_key_for_its_language_speaks_the_conversations(nlg: ComposedResponses, domain: Domain) -> None:
    parts = [{"response": "utter_yes", "values": {"name": "Ana"}}]
    assert said(nlg, domain, COMPOSED, "fr", parts=parts)["text"] == "Oui, Ana."


# ── Buttons ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_buttons_of_a_response_are_kept(nlg: ComposedResponses, domain: Domain) -> None:
    assert said(nlg, domain, COMPOSED, "fr", parts=[part("utter_menu")])["buttons"] == [
        {"title": "Aide", "payload": "/help"}
    ]


def test_a_choice_becomes_a_button(nlg: ComposedResponses, domain: Domain) -> None:
    choice = {"intent": "inform_plan", "entities": {"plan": "lite"}, "title": "Lite", "response": None}
    assert said(nlg, domain, COMPOSED, parts=[YES], choices=[choice])["buttons"] == [
        {"title": "Lite", "payload": '/inform_plan{"plan": "lite"}'}
    ]


def test_a_choice_without_entities_is_an_intent_alone(nlg: ComposedResponses, domain: Domain) -> None:
    choice = {"intent": "draft_email", "entities": {}, "title": "E-mail"}
    assert said(nlg, domain, COMPOSED, choices=[choice])["buttons"][0]["payload"] == "/draft_email"


@pytest.mark.parametrize(("language", "words"), [("pt", "Por quê?"), ("fr", "Pourquoi ?")])
def test_the_title_of_a_choice_may_be_a_response(
    nlg: ComposedResponses, domain: Domain, language: str, words: str
) -> None:
    choice = {"intent": "why", "response": "utter_button_why"}
    assert said(nlg, domain, COMPOSED, language, choices=[choice])["buttons"][0]["title"] == words


def test_the_title_of_a_choice_speaks_the_new_language_at_once(nlg: ComposedResponses, domain: Domain) -> None:
    choice = {"intent": "why", "response": "utter_button_why"}
    [button] = said(nlg, domain, COMPOSED, "pt", language="fr", choices=[choice])["buttons"]
    assert button["title"] == "Pourquoi ?"


def test_the_buttons_of_responses_come_before_the_choices(nlg: ComposedResponses, domain: Domain) -> None:
    choice = {"intent": "inform_plan", "title": "Lite"}
    given = said(nlg, domain, COMPOSED, parts=[part("utter_menu")], choices=[choice])
    assert [button["title"] for button in given["buttons"]] == ["Ajuda", "Lite"]


def test_the_buttons_of_all_responses_are_kept(nlg: ComposedResponses, domain: Domain) -> None:
    given = said(nlg, domain, COMPOSED, parts=[part("utter_menu"), YES, part("utter_menu", language="fr"), YES])
    assert [button["title"] for button in given["buttons"]] == ["Ajuda", "Aide"]


def test_letters_with_accents_stay_as_they_are_in_a_payload(nlg: ComposedResponses, domain: Domain) -> None:
    choice = {"intent": "inform_plan", "entities": {"plan": "grátis"}, "title": "Grátis"}
    assert said(nlg, domain, COMPOSED, choices=[choice])["buttons"][0]["payload"] == '/inform_plan{"plan": "grátis"}'


def test_composing_leaves_the_buttons_of_the_domain_as_they_were(nlg: ComposedResponses, domain: Domain) -> None:
    choice = {"intent": "inform_plan", "title": "Lite"}
    for _ in range(2):
        given = said(nlg, domain, COMPOSED, parts=[part("utter_menu")], choices=[choice])
    assert len(given["buttons"]) == 2


# ── Responses that are missing, and responses by themselves ──────────────────────────────────────────


def test_a_part_that_the_domain_does_not_have_is_a_clear_error(nlg: ComposedResponses, domain: Domain) -> None:
    with pytest.raises(ValueError, match=r"domain\.yml has no response utter_nothing in 'pt'"):
        said(nlg, domain, COMPOSED, parts=[part("utter_nothing")])


def test_a_part_that_is_missing_in_one_language_is_a_clear_error(nlg: ComposedResponses, domain: Domain) -> None:
    with pytest.raises(ValueError, match=r"domain\.yml has no response utter_portuguese_only in 'fr'"):
        said(nlg, domain, COMPOSED, "fr", parts=[part("utter_portuguese_only")])


@pytest.mark.parametrize(("language", "text"), [("pt", "Sim, Ana."), ("fr", "Oui, Ana.")])
def test_a_response_by_itself_is_rasas_own(nlg: ComposedResponses, domain: Domain, language: str, text: str) -> None:
    assert said(nlg, domain, "utter_yes", language, name="Ana")["text"] == text


def test_a_response_by_itself_speaks_the_new_language_at_once(nlg: ComposedResponses, domain: Domain) -> None:
    assert said(nlg, domain, "utter_yes", "pt", language="fr", name="Ana")["text"] == "Oui, Ana."


def test_a_response_by_itself_that_the_domain_does_not_have_is_nothing(nlg: ComposedResponses, domain: Domain) -> None:
    assert said(nlg, domain, "utter_nothing") is None


# ── The first message says hello ─────────────────────────────────────────────────────────────────────


def first_said(nlg: ComposedResponses, domain: Domain, events: list[Any], response: str = COMPOSED, **more: Any) -> str:
    tracker = DialogueStateTracker.from_events("ana", evts=events, slots=domain.slots)
    message = asyncio.run(nlg.generate(response, tracker, "rest", **more))
    return str(message["text"])


@pytest.mark.parametrize(("language", "text"), [("pt", "Olá!\n \nSim, Ana."), ("fr", "Bonjour !\n \nOui, Ana.")])
def test_the_first_message_says_hello(nlg: ComposedResponses, domain: Domain, language: str, text: str) -> None:
    assert first_said(nlg, domain, [SlotSet("language", language)], parts=[YES]) == text
    assert first_said(nlg, domain, [SlotSet("language", language)], "utter_yes", name="Ana") == text


def test_a_new_session_says_hello_again(nlg: ComposedResponses, domain: Domain) -> None:
    events = [BotUttered("Oi."), SessionStarted(), UserUttered("oi")]
    assert first_said(nlg, domain, events, parts=[YES]).startswith("Olá!")


def test_hello_is_not_said_where_the_page_has_said_it(nlg: ComposedResponses, domain: Domain) -> None:
    events = [UserUttered("oi", metadata={"greeted": True})]
    assert first_said(nlg, domain, events, parts=[YES]) == "Sim, Ana."


def test_a_mail_says_no_hello(nlg: ComposedResponses, domain: Domain) -> None:
    letter = {"to": "a@b.example", "subject": YES, "body": YES}
    assert first_said(nlg, domain, [], letter=letter).startswith("Olá,")  # the mail's own


def test_braces_that_hold_no_value_stay(nlg: ComposedResponses, domain: Domain) -> None:
    """The JSON of a payload, its braces doubled or not; and what nobody gives a value for."""
    for _ in range(2):  # the second is made of what the first has left
        message = said(nlg, domain, "utter_payloads", name="Zé")
        assert message["text"] == "Um Zé e um {unknown}: {name}."
        payloads = [(button["title"], button["payload"]) for button in message["buttons"]]
        assert payloads == [("Zé", '/a{"b": {"name": 1}}'), ("c", '/d{"name": "e"}')]
        message["buttons"].clear()


# ── The mail ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_mail_comes_as_text_and_for_channels_that_show_more(nlg: ComposedResponses, domain: Domain) -> None:
    letter = {"to": "a@b.example", "subject": YES, "body": part("utter_list", item="um\ndois & três?")}
    mail = said(nlg, domain, COMPOSED, letter=letter)["custom"]["mail"]
    assert (mail["to"], mail["subject"], mail["body"]) == ("a@b.example", "Sim, Ana.", "• um\ndois & três?")
    link = urlsplit(mail["mailto"])
    assert (link.scheme, link.path) == ("mailto", "a@b.example")
    assert parse_qs(link.query) == {"subject": ["Sim, Ana."], "body": ["• um\r\ndois & três?"]}


@pytest.mark.parametrize(
    "value", ["0[", "{plan}", "{0[plan]}", "{{x}}", "<!channel>", "<script>", "a\nb: c", "%0d%0aBcc: x"]
)
def test_what_a_merchant_gives_is_said_as_it_is(nlg: ComposedResponses, domain: Domain, value: str) -> None:
    assert said(nlg, domain, COMPOSED, parts=[part("utter_yes", name=value)])["text"] == f"Sim, {value}."
    letter = {"to": "a@b.example", "subject": part("utter_yes", name=value), "body": YES}
    mail = said(nlg, domain, COMPOSED, letter=letter)["custom"]["mail"]
    assert set(parse_qs(urlsplit(mail["mailto"]).query)) == {"subject", "body"}
    assert "\n" not in mail["mailto"] and "\r" not in mail["mailto"]


# ── As it is shipped ─────────────────────────────────────────────────────────────────────────────────


def test_endpoints_yml_names_the_composer(domain: Domain) -> None:
    from rasa.core.utils import AvailableEndpoints

    endpoints = AvailableEndpoints.read_endpoints(str(DOMAIN.with_name("endpoints.yml")))
    assert isinstance(NaturalLanguageGenerator.create(endpoints.nlg, domain), ComposedResponses)


def test_creating_the_composer_applies_the_mends(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    applied: list[bool] = []
    monkeypatch.setattr(rasa_mends, "apply", lambda: applied.append(True))
    ComposedResponses(EndpointConfig(), domain)
    assert applied == [True]


@pytest.fixture(scope="module")
def shipped() -> Domain:
    return Domain.load(str(DOMAIN))


@pytest.fixture(scope="module")
def some_pages(catalogue: Catalogue) -> list[Page]:
    return random.Random(7).sample(list(pages(catalogue, WEDNESDAY, short=True)), 150)


def test_rasa_says_what_the_terminal_shows(catalogue: Catalogue, shipped: Domain, some_pages: list[Page]) -> None:
    nlg, responses = ComposedResponses(EndpointConfig(), shipped), load_responses()
    differing = []
    for page in some_pages:
        given, language = page.answer(catalogue), page.context.language
        parts = [asdict(part) for part in given.parts]
        message = said(nlg, shipped, COMPOSED, language, parts=parts)
        if message["text"] != render(replace(given, letter=None), language, responses):
            differing.append(message["text"])
    assert differing == []


def test_rasas_buttons_are_those_that_the_terminal_shows(
    catalogue: Catalogue, shipped: Domain, some_pages: list[Page]
) -> None:
    nlg, responses = ComposedResponses(EndpointConfig(), shipped), load_responses()
    differing = []
    for page in some_pages:
        given = page.answer(catalogue)
        language: Language = page.context.language
        message = said(nlg, shipped, COMPOSED, language, choices=[asdict(choice) for choice in given.choices])
        titles = [button["title"] for button in message["buttons"]]
        if titles != [title(choice, language, responses) for choice in given.choices]:
            differing.append(titles)
    assert differing == []
