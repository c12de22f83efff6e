"""The mail: what it asks for, what it refuses, when it stops asking, and what it says in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import drafts
from bot.answers.answering import answer
from bot.answers.drafting import GAP, ask_again, skip_detail, take_details
from bot.answers.model import Answer, Context, Question, Scene
from bot.book.pages import ALL_GIVEN, ALL_LEFT_OUT, EXAMPLES, mail_states
from bot.drafts import Draft
from bot.matrix.loader import load_catalogue
from bot.matrix.model import LANGUAGES, Language
from bot.words import load_responses, render
from tests import truth
from tests.answers.book import SATURDAY

CATALOGUE = load_catalogue()
CLEARSALE = CATALOGUE.desks["clearsale"]
WORDS = load_responses()

ASKED = {
    # C3 … C16: store and CNPJ for all; C14: the new address and the one to remove; C16: why, if they like.
    # The number of an order, and what happens, are ours.
    "order_analysis": ["store", "cnpj", "order"],
    "integration_problem": ["store", "cnpj", "description"],
    "integration_suspended": ["store", "cnpj", "description"],
    "request_login": ["store", "cnpj"],
    "invoice_not_received": ["store", "cnpj"],
    "update_billing_emails": ["new_email", "old_email", "store", "cnpj"],
    "cancel_plan": ["store", "cnpj", "reason"],
    "account_question": ["store", "cnpj", "description"],
}
MAY_BE_LEFT_OUT = {"old_email", "reason", "order", "description"}
VALID = {
    "store": "Loja do Zé",
    "cnpj": "11222333000181",
    "new_email": "novo@loja.example",
    "old_email": "velho@loja.example",
    "reason": "Ficou caro",
    "order": "pedido 10482",
    "description": "Parou ontem",
}


def context(draft: Draft | None, language: Language = "pt") -> Context:
    return Context(language, "clearsale", desk_certain=True, draft=draft)


def asked(
    topic: str | None, draft: Draft | None = None, language: Language = "pt", written: Language | None = None
) -> Answer:
    return answer(Question("draft", topic=topic, language=written), context(draft, language), CATALOGUE, SATURDAY)


def told(draft: Draft | None, given: Mapping[str, str], topic: str | None = None) -> Answer:
    scene = Scene(CATALOGUE, context(draft), SATURDAY)
    take_details(scene, given, topic)
    return scene.answer


def draft_of(given: Answer) -> Draft:
    assert given.draft is not None
    return given.draft


def said(given: Answer) -> list[str]:
    return [part.response for part in given.parts]


def offered(given: Answer) -> set[str]:
    return {choice.intent for choice in given.choices}


def mail(topic: str, state: str, language: Language = "pt", written: Language | None = None) -> str:
    """The letter alone, as it is read."""
    shown = asked(topic, mail_states(CLEARSALE, topic)[state], language, written)
    assert shown.letter is not None
    return render(Answer(letter=shown.letter), language, WORDS)


# ── What is asked for ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("topic", ASKED)
def test_each_detail_is_asked_for_once_in_its_order(topic: str) -> None:
    step, order = asked(topic), []
    while step.letter is None:
        detail = draft_of(step).awaits
        assert detail is not None and step.asks == "detail"
        order.append(detail)
        step = told(step.draft, {detail: VALID[detail]})
    assert order == ASKED[topic]


def test_every_topic_that_is_written_has_a_mail() -> None:
    assert set(ASKED) == set(truth.CLEARSALE_TOPICS)


@pytest.mark.parametrize("topic", ASKED)
def test_what_may_be_left_out_can_be_skipped_at_once(topic: str) -> None:
    for name, draft in mail_states(CLEARSALE, topic).items():
        step = asked(topic, draft)
        if step.letter is None:
            assert ("skip_detail" in offered(step)) == (draft_of(step).awaits in MAY_BE_LEFT_OUT), name


def test_the_notice_comes_before_the_first_question_only() -> None:
    first = asked("cancel_plan")
    assert said(first) == ["utter_data_notice", "utter_ask_detail"]
    assert said(told(first.draft, {"store": "Loja do Zé"})) == ["utter_ask_detail"]


def test_what_is_told_at_once_is_not_asked_for() -> None:
    both = told(None, {"store": "Loja do Zé", "cnpj": "11222333000181"}, topic="request_login")
    assert both.letter is not None


def test_details_without_a_topic_are_kept_and_the_topic_is_asked_for() -> None:
    step = told(None, {"store": "Loja do Zé", "cnpj": "11222333000181"})
    assert step.asks == "topic" and offered(step) == set(truth.CLEARSALE_TOPICS)
    assert asked("request_login", step.draft).letter is not None


def test_store_and_cnpj_are_known_to_the_next_mail_and_a_reason_is_not() -> None:
    done = asked("cancel_plan", mail_states(CLEARSALE, "cancel_plan")[ALL_GIVEN])
    following = asked("order_analysis", done.draft)
    assert draft_of(following).awaits == "order"
    assert set(draft_of(following).given) == {"store", "cnpj"}


# ── What is wrong ────────────────────────────────────────────────────────────────────────────────────

WRONG = [
    ("cnpj", "11.222.333/0001-82", "utter_wrong_cnpj_digits"),
    ("cnpj", "1122233300018", "utter_wrong_cnpj_length"),
    ("cnpj", "111.444.777-35", "utter_wrong_cnpj_cpf"),
    ("cnpj", "11111111111111", "utter_wrong_cnpj_same"),
    ("cnpj", "12ABC34501DEAB", "utter_wrong_cnpj_characters"),
    ("new_email", "novo.loja.example", "utter_wrong_address"),
    ("order", "não sei", "utter_wrong_number"),
    ("store", "x" * 500, "utter_wrong_too_long"),
    ("store", "…", "utter_wrong_nothing"),
]


def waiting_for(detail: str) -> Draft:
    topic = next(topic for topic, details in ASKED.items() if detail in details)
    before = ASKED[topic][: ASKED[topic].index(detail)]
    draft = Draft("clearsale", topic, {key: VALID[key] for key in before}, noticed=True)
    return drafts.asking(draft, detail)


@pytest.mark.parametrize(("detail", "text", "response"), WRONG)
def test_what_is_wrong_is_said_and_can_be_left_out(detail: str, text: str, response: str) -> None:
    step = told(waiting_for(detail), {detail: text})
    assert said(step) == [response]
    assert step.asks == "detail" and {"skip_detail", "stop"} == offered(step)
    assert draft_of(step).awaits == detail


@pytest.mark.parametrize(("detail", "text", "response"), WRONG)
def test_what_is_said_of_it_takes_just_the_values_that_it_is_given(detail: str, text: str, response: str) -> None:
    step = told(waiting_for(detail), {detail: text})
    for part, language in product(step.parts, LANGUAGES):
        wanted = {name for _, name, _, _ in Formatter().parse(WORDS[part.response][language]["text"]) if name}
        assert wanted == set(part.values), part.response


@pytest.mark.parametrize(("detail", "text", "response"), WRONG)
def test_it_never_asks_for_ever(detail: str, text: str, response: str) -> None:
    once = told(waiting_for(detail), {detail: text})
    twice = told(once.draft, {detail: text})
    assert said(twice) == [response, "utter_go_on_without"]
    thrice = told(twice.draft, {detail: text})
    assert said(thrice)[0] == "utter_left_out" and response not in said(thrice)
    assert draft_of(thrice).awaits != detail


def test_a_question_that_came_back_counts_with_the_wrong_answers() -> None:
    scene = Scene(CATALOGUE, context(waiting_for("cnpj")), SATURDAY)
    assert ask_again(scene)
    once = told(scene.answer.draft, {"cnpj": "1"})
    assert "utter_go_on_without" in said(once)
    assert said(told(once.draft, {"cnpj": "1"}))[0] == "utter_left_out"


def test_after_a_wrong_answer_a_question_comes_back_as_a_button_alone() -> None:
    once = told(waiting_for("cnpj"), {"cnpj": "1"})
    scene = Scene(CATALOGUE, context(once.draft), SATURDAY)
    assert not ask_again(scene) and not scene.answer.parts
    assert [choice.intent for choice in scene.answer.choices] == ["draft_email"]


def test_a_wrong_answer_that_is_mended_counts_no_more() -> None:
    once = told(waiting_for("cnpj"), {"cnpj": "1"})
    mended = told(once.draft, {"cnpj": VALID["cnpj"]})
    assert draft_of(mended).failures == 0 and draft_of(mended).given["cnpj"] == "11.222.333/0001-81"


def test_examples_are_those_of_the_desk_file() -> None:
    step = told(waiting_for("cnpj"), {"cnpj": "11.222.333/0001-82"})
    assert "11.222.333/0001-81 ou 12.ABC.345/01DE-35" in render(step, "pt", WORDS)
    assert "14 caracteres" in render(step, "pt", WORDS)


# ── Going without, going back ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("topic", ASKED)
def test_all_can_be_left_out(topic: str) -> None:
    step, count = asked(topic), 0
    while step.letter is None:
        scene = Scene(CATALOGUE, context(step.draft), SATURDAY)
        assert skip_detail(scene)
        step, count = scene.answer, count + 1
    assert count == len(ASKED[topic])


def test_nothing_is_skipped_where_nothing_is_asked_for() -> None:
    assert not skip_detail(Scene(CATALOGUE, context(None), SATURDAY))
    assert not skip_detail(Scene(CATALOGUE, context(Draft("clearsale", "cancel_plan")), SATURDAY))


def test_after_a_digression_the_question_comes_back_once_then_as_a_button() -> None:
    draft = draft_of(asked("cancel_plan"))
    scene = Scene(CATALOGUE, context(draft), SATURDAY)
    assert ask_again(scene) and scene.answer.asks == "detail"
    again = Scene(CATALOGUE, context(scene.answer.draft), SATURDAY)
    assert not ask_again(again)
    assert [choice.intent for choice in again.answer.choices] == ["draft_email"] and not again.answer.parts


# ── The mail ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("topic", "language"), product(ASKED, LANGUAGES))
def test_a_mail_is_in_the_language_of_the_desk(topic: str, language: Language) -> None:
    assert "Escrevo sobre" in mail(topic, ALL_GIVEN, language)


@pytest.mark.parametrize("topic", ASKED)
def test_a_mail_can_be_had_in_the_other_language(topic: str) -> None:
    shown = asked(topic, mail_states(CLEARSALE, topic)[ALL_GIVEN], "fr")
    assert [choice.entities for choice in shown.choices] == [{"topic": topic, "requested_language": "fr"}]
    assert "Je vous écris" in mail(topic, ALL_GIVEN, "fr", "fr")


@pytest.mark.parametrize("topic", ASKED)
def test_a_mail_goes_to_the_address_of_its_topic(topic: str) -> None:
    shown = asked(topic, mail_states(CLEARSALE, topic)[ALL_GIVEN])
    assert shown.letter is not None and shown.letter.to == truth.CLEARSALE_TOPICS[topic].address


@pytest.mark.parametrize("topic", ASKED)
def test_a_mail_holds_all_that_was_given(topic: str) -> None:
    text = mail(topic, ALL_GIVEN)
    assert all(EXAMPLES[CLEARSALE.details[key].kind] in text for key in ASKED[topic])
    assert GAP not in text


@pytest.mark.parametrize("topic", ASKED)
def test_a_mail_has_a_gap_for_what_is_needed_and_was_left_out(topic: str) -> None:
    text = mail(topic, ALL_LEFT_OUT)
    assert f"Nome da loja: {GAP}" in text and f"CNPJ: {GAP}" in text
    assert "Motivo" not in text and "Número do pedido" not in text


@pytest.mark.parametrize("topic", ASKED)
def test_a_date_is_promised_where_the_article_states_a_time(topic: str) -> None:
    shown = asked(topic, mail_states(CLEARSALE, topic)[ALL_GIVEN])
    assert ("utter_due" in said(shown)) == (truth.CLEARSALE_TOPICS[topic].business_days is not None)


# ── Properties ───────────────────────────────────────────────────────────────────────────────────────

anything = st.text(max_size=200)


@given(
    st.sampled_from(sorted(ASKED)), st.lists(st.one_of(anything, st.sampled_from(sorted(VALID.values()))), max_size=12)
)
def test_whatever_is_answered_the_mail_ends_and_is_one_line_a_detail(topic: str, answers: list[str]) -> None:
    step, rounds = asked(topic), 0
    while step.letter is None:
        detail = draft_of(step).awaits
        assert detail is not None
        text = answers[rounds] if rounds < len(answers) else VALID[detail]
        step, rounds = told(step.draft, {detail: text}), rounds + 1
        assert rounds <= len(answers) + 3 * len(ASKED[topic])
    fields = [field.values for field in step.letter.fields]
    assert len(fields) <= len(ASKED[topic]) and not any("\n" in field["value"] for field in fields)


@given(st.sampled_from(sorted(ASKED)), st.dictionaries(st.sampled_from(sorted(VALID)), anything))
def test_a_draft_survives_the_slot(topic: str, given: dict[str, str]) -> None:
    draft = replace(Draft("clearsale", topic, given), awaits="cnpj", skipped=("store",), asked=1, failures=2)
    assert Draft.from_slot(draft.to_slot()) == draft


@pytest.mark.parametrize("value", [None, "", 1, [], {}, {"desk": None}])
def test_what_is_no_draft_is_none(value: object) -> None:
    assert Draft.from_slot(value) is None
