"""What was asked for a mail: given, left out, or not what the message is about."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.details import DetailKind
from bot.nlu.awaited import gives

SURE, UNSURE = 0.95, 0.3
KINDS = get_args(DetailKind)


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "name"),
    [
        ("Loja do Zé", "out_of_scope", SURE, "Loja do Zé"),
        ("loja do ze", "nlu_fallback", SURE, "loja do ze"),
        ("minha loja é Atelier Lune", "provide_details", SURE, "Atelier Lune"),
        ("Loja do Zé e o CNPJ é 11.222.333/0001-81", "provide_details", SURE, "Loja do Zé"),
        ("loja Trem Bão, cnpj 11222333000181", "provide_details", SURE, "Trem Bão"),
        ("cnpj 11222333000181", "provide_details", SURE, None),
        ("Chat Noir", "contact_chat", SURE, "Chat Noir"),
        ("Premium Pets", "inform_plan", SURE, "Premium Pets"),
        ("Best Shop", "other_language", SURE, "Best Shop"),
        ("Soleil", "greet", UNSURE, "Soleil"),
        ("e o chat", "contact_chat", SURE, None),
        ("qual o horário?", "ask_opening_hours", SURE, None),
        ("Posso ligar?", "nlu_fallback", UNSURE, None),
        ("deixa pra lá", "stop", SURE, None),
        ("não", "deny", SURE, ""),
        ("pular", "skip_detail", SURE, ""),
    ],
)
def test_a_name(text: str, intent: str, confidence: float, name: str | None) -> None:
    assert gives("name", text, intent, confidence) == name


@pytest.mark.parametrize(
    ("text", "intent", "number"),
    [
        ("11.222.333/0001-82", "provide_details", "11.222.333/0001-82"),
        ("é 1122233300018", "provide_details", "1122233300018"),
        ("12abc34501de35", "provide_details", "12abc34501de35"),
        ("o cnpj é 11 222 333 0001 81", "provide_details", "11 222 333 0001 81"),
        ("111.444.777-35", "out_of_scope", "111.444.777-35"),
        ("sei lá", "nlu_fallback", "sei lá"),
        ("quanto tempo demora a resposta?", "ask_response_time", None),
        ("não tenho", "skip_detail", ""),
    ],
)
def test_a_cnpj(text: str, intent: str, number: str | None) -> None:
    assert gives("cnpj", text, intent, SURE) == number


@pytest.mark.parametrize(
    ("text", "intent", "address"),
    [
        ("o novo é compras@loja.example, obrigado", "update_billing_emails", "compras@loja.example"),
        ("é...compras@loja.example", "update_billing_emails", "compras@loja.example"),
        ("compras@loja", "update_billing_emails", "compras@loja"),
        ("compras.loja.example", "out_of_scope", "compras.loja.example"),
        ("quero cancelar o plano", "cancel_plan", None),
    ],
)
def test_an_address(text: str, intent: str, address: str | None) -> None:
    assert gives("address", text, intent, SURE) == address


@pytest.mark.parametrize(
    ("text", "intent", "words"),
    [
        ("porque ficou caro", "cancel_plan", "porque ficou caro"),
        (
            "não resolve meu problema e o suporte demora",
            "feedback_not_solved",
            "não resolve meu problema e o suporte demora",
        ),
        ("por quê?", "out_of_scope", "por quê?"),
        ("qual é o prazo?", "ask_response_time", None),
        ("esquece", "stop", None),
        ("sem motivo", "skip_detail", ""),
    ],
)
def test_words(text: str, intent: str, words: str | None) -> None:
    assert gives("words", text, intent, SURE) == words


intents = st.sampled_from(["stop", "deny", "contact_chat", "nlu_fallback"])


@given(st.sampled_from(KINDS), st.text(min_size=1), intents, st.floats(0, 1))
def test_any_text_is_given_or_left_out_or_something_else(
    kind: DetailKind, text: str, intent: str, confidence: float
) -> None:
    found = gives(kind, text, intent, confidence)
    assert found is None or found in text
