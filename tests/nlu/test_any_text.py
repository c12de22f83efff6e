"""Whatever is written, the trained pipeline makes something of it that the dialogue knows, and the same again."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import rasa_mends
from bot.answers.model import Question
from bot.details import LONGEST
from bot.drafts import Draft
from bot.matrix.model import LANGUAGES
from bot.nlu.awaited import gives
from bot.nlu.clauses import clauses
from bot.nlu.features import GROUPS_SEEN_IN, LONGEST_TEXT, Features
from bot.nlu.store_name import store_name
from bot.nlu.text import composed, fold, masked, simplified
from bot.nlu.tokens import tokenizer
from tests.nlu.encoders import sentence_encoder
from tests.nlu.understanding import _agent

PIECES = (
    "oi", "quero cancelar meu plano", "não recebi o boleto", "e", "ou", "minha loja é", "Loja do Zé", "já", "o segundo",
    "je n'ai pas reçu ma facture", "puis-je vous appeler ?", "ma boutique s'appelle", "l'", "et aussi", "tout de suite",
    "Growth", "premiun", "smal shop", "Sendcloud", "clear sale", "meu plano", "11.222.333/0001-81", "12ABC34501DE35",
    "ana@loja.example", "where is my parcel?", "¿dónde está mi pedido?", "Wo ist mein Paket?", "посылка не пришла",
    "πού είναι;", "أين الطرد", "איפה החבילה", "包裹没到", "荷物が届きません", "소포가 안 왔어요", "पैकेज नहीं आया",
    "🙏", "👩🏽‍💻", "🇧🇷", "\0", "\x1b[31m", "\ud83d", "\udc00", "\ud83d\ude4f", "\u202e", "\u2066", "\u200b",
    "\ufeff", "\u0301", "e\u0301\u0327", "\u05d1\u05b0", "ﬁ", "Ｇｒｏｗｔｈ", "İ", "ŉ", "\ufb1d", "\uffff",
    "\U0010ffff", "\u00a0", "\t", ".", ",", ";", "?", "!", "…", "«", "{plan}", "0[", "<b>", "&amp;",
    "x" * 50, "1" * 20, "@", "-", "/",
)  # fmt: skip
ODD = {
    "nothing": "",
    "blanks": " \t\r\n\u00a0\u3000",
    "emoji": "🙏👩🏽‍💻🇧🇷",
    "NUL": "\0",
    "half a character": "\ud83d",
    "halves in the wrong order": "\ude4f\ud83d quero cancelar",
    "marks without a letter": "\u0301\u0327" * 20,
    "one letter under 2,000 marks": "e" + "\u0301\u0327" * 1_000,
    "right to left": "\u202equero cancelar\u202c أريد الإلغاء",
    "mixed scripts": "quero отменить ακύρωση 取消 résilier",
    "a third language": "I would like to cancel my subscription, please",
    "10,000 words": "quero cancelar meu plano, " * 2_500,
    "10,000 words of no language": "zxqw vbnm " * 5_000,
    "10,000 names": "Growth premiun " * 5_000,
    "10,000 clauses": "telefone. " * 10_000,
    "a word of 100,000 letters": "a" * 100_000,
    "a number of 100,000 digits": "1" * 100_000,
    "100,000 spaces and a word": " " * 100_000 + "oi",
    "100,000 parts of numbers": "aa.aaa-" * 14_000,
    "100,000 parts of addresses": "a.a@" * 25_000,
    "100,000 commas": "a," * 50_000,
    "100,000 emoji": "🙏" * 100_000,
}  # fmt: skip

BUTTONS = [
    {"title": "Lite", "payload": '/inform_plan{"plan": "lite"}'},
    {"title": "Não sei", "payload": "/find_my_plan"},
]
BEFORE: dict[str, Sequence[Event]] = {
    "a first message": (),
    "after buttons": (UserUttered("oi"), BotUttered("Qual é o seu?", {"buttons": BUTTONS})),
    "after a question": (UserUttered("oi"), SlotSet("pending", Question("option", option="phone").to_slot())),
    "after a question for a name": (
        UserUttered("oi"),
        SlotSet("draft", Draft("clearsale", "cancel_plan", awaits="store", asked=1).to_slot()),
    ),
    "after a question for a number": (
        UserUttered("oi"),
        SlotSet("draft", Draft("clearsale", "cancel_plan", {"store": "A"}, awaits="cnpj", asked=1).to_slot()),
    ),
}

piece = st.sampled_from(PIECES) | st.text(st.characters(), max_size=20)  # lone surrogates too
any_text = st.builds(str.join, st.sampled_from(["", " ", "\n", ", "]), st.lists(piece, max_size=12))


def parse(text: str, before: Sequence[Event] = ()) -> dict[str, Any]:
    rasa_mends.apply()  # as a server reads it
    processor = _agent().processor
    tracker = DialogueStateTracker.from_events("ana", evts=[*before], slots=processor.domain.slots)
    message = UserMessage(text)
    message.text = text  # Rasa takes blanks away
    return asyncio.run(processor.parse_message(message, tracker))


@cache
def known_intents() -> set[str]:
    return {*_agent().domain.intents, "nlu_fallback"}


def check(text: str, parsed: dict[str, Any]) -> None:
    """The intent is known, confidences are some, a language is one of ours, and names lie in the text."""
    assert parsed["intent"]["name"] in known_intents()
    assert all(one["name"] in {*known_intents(), None} for one in parsed["intent_ranking"])
    assert all(0 <= one["confidence"] <= 1 for one in (parsed["intent"], *parsed["intent_ranking"]))
    languages = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "language"]
    assert len(languages) <= 1 and set(languages) <= set(LANGUAGES)
    whole = max(len(text), len(unicodedata.normalize("NFC", text)))
    assert all(0 <= entity["start"] < entity["end"] <= whole for entity in parsed["entities"])


@given(any_text, st.sampled_from(sorted(BEFORE)))
def test_any_text_is_understood_or_known_not_to_be(text: str, before: str) -> None:
    parsed = parse(text, BEFORE[before])
    check(text, parsed)
    assert parse(text, BEFORE[before]) == parsed


@pytest.mark.parametrize("before", BEFORE.values(), ids=list(BEFORE))
@pytest.mark.parametrize("text", ODD.values(), ids=list(ODD))
def test_an_odd_text_too(text: str, before: Sequence[Event]) -> None:
    check(text, parse(text, before))


@pytest.mark.parametrize("text", [ODD[what] for what in ("nothing", "blanks", "emoji", "NUL", "half a character")])
def test_without_a_letter_or_a_digit_nothing_is_understood(text: str) -> None:
    parsed = parse(text)
    assert (parsed["intent"]["name"], parsed["entities"]) == ("message_without_words", [])


@pytest.mark.parametrize("noise", ["\0", "\ud83d", "\u200b", "\u202e", "🙏", "\ufeff"])
def test_a_request_is_understood_beside_what_is_no_text(noise: str) -> None:
    parsed = parse(f"{noise} quero cancelar meu plano {noise}")
    assert parsed["intent"]["name"] == "cancel_plan"
    assert [entity["value"] for entity in parsed["entities"] if entity["entity"] == "language"] == ["pt"]


# ── What the components are made of ──────────────────────────────────────────────────────────────────


@given(any_text, st.sampled_from(LANGUAGES))
def test_splitting_loses_nothing(text: str, language: Any) -> None:
    folded = fold(text)
    assert split(language)(folded).text == folded


@cache
def split(language: Any) -> Any:
    return tokenizer(language).make_doc


@given(any_text)
@example("e\u0327\u0301 e\u200b\u0301 J\u030c")  # two accents, one apart from its letter, one on a letter without
def test_a_form_of_a_broken_text_stays_as_it_is(text: str) -> None:
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))
    assert simplified(simplified(text)) == simplified(text)
    assert masked(text, []) == unicodedata.normalize("NFC", text)


@given(any_text)
def test_parts_of_a_broken_text_lie_in_it(text: str) -> None:
    whole = composed(text)
    name = store_name(text)
    places = [*clauses(whole), *([name] if name else [])]
    assert all(0 <= start < end <= len(whole) for start, end in places)


@given(any_text)
def test_features_of_a_broken_text_are_numbers(text: str) -> None:
    row = features().transform([simplified(text)[:LONGEST_TEXT]])
    assert row.shape[0] == 1 and np.isfinite(row.data).all()


@cache
def features() -> Features:
    learnt = Features(sentence_encoder())
    learnt.fit_transform(["quero cancelar", "je veux résilier", "oi"] * GROUPS_SEEN_IN)
    return learnt


@pytest.mark.parametrize("text", ODD.values(), ids=list(ODD))
@pytest.mark.parametrize("kind", LONGEST)
def test_what_is_given_is_a_part_of_an_odd_text_or_nothing_is(kind: Any, text: str) -> None:
    found = gives(kind, text, "nlu_fallback", 0.0)
    assert found is None or found in text
    assert gives(kind, text, "nlu_fallback", 0.0) == found
