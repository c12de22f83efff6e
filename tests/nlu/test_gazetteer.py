"""The names in a message: plans, desks, options, markets, CNPJs; how they are meant, and what is none."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.matrix.loader import load_catalogue
from bot.matrix.model import LANGUAGES, Catalogue, Language
from bot.nlu import gazetteer
from bot.nlu.gazetteer import LONGEST_TEXT, Found, Gazetteer, GazetteerMatcher, as_entity
from tests import truth

LABELS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("gazetteer_labels.yml").read_text(encoding="utf-8")
)
KINDS = {entity["entity"] for label in LABELS for entity in label["entities"]}


@cache
def shipped() -> Catalogue:
    """For hypothesis, which takes no fixtures of a function."""
    return load_catalogue()


@cache
def matcher() -> GazetteerMatcher:
    return GazetteerMatcher(shipped())


def find(text: str, language: Language = "pt") -> list[Found]:
    return matcher().find(text, language)


def named(entity: str, text: str, language: Language = "pt") -> list[str]:
    """The values of one kind of name, in their order."""
    return [found.value for found in find(text, language) if found.entity == entity]


def plans(text: str, language: Language = "pt") -> list[str]:
    return named("plan", text, language)


def owned(text: str, language: Language) -> list[str]:
    """The plans that the merchant claims."""
    return [found.value for found in find(text, language) if found.role == "owned"]


# ── What annotators marked ───────────────────────────────────────────────────────────────────────────

each_label = pytest.mark.parametrize("label", LABELS, ids=lambda label: f"{label['language']}: {label['text']}")


@each_label
def test_exactly_the_names_that_were_marked_are_found(label: dict[str, Any]) -> None:
    found = [(name.entity, name.value) for name in find(label["text"], label["language"]) if name.entity in KINDS]
    assert sorted(found) == sorted((entity["entity"], entity["value"]) for entity in label["entities"])


@each_label
def test_a_name_is_found_where_it_was_marked(label: dict[str, Any]) -> None:
    """A longer name may be found around it: "numéro de téléphone"."""
    text = unicodedata.normalize("NFC", label["text"])
    places = {name.value: text[name.start : name.end] for name in find(text, label["language"])}
    wrong = [
        entity for entity in label["entities"] if entity["text"] not in places.get(entity["value"], entity["text"])
    ]
    assert wrong == []


# ── Every name of the desk files ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("plan", "language"), product(truth.PLANS, LANGUAGES))
def test_a_plan_is_found_by_its_name_alone(plan: str, language: Language) -> None:
    assert plans(truth.PLANS[plan].name, language) == [plan]


@pytest.mark.parametrize(("plan", "language"), product(truth.PLANS, LANGUAGES))
def test_a_plan_is_found_by_its_name_in_lower_case_as_a_whole_answer(plan: str, language: Language) -> None:
    assert plans(truth.PLANS[plan].name.lower(), language) == [plan]


@pytest.mark.parametrize(("plan", "language", "option"), product(truth.PLANS, LANGUAGES, truth.OPTIONS))
def test_a_plan_is_found_in_a_merchants_question(plan: str, language: Language, option: str) -> None:
    question = truth.OPTION_WORDINGS[language, option].format(plan=truth.PLANS[plan].name)
    assert plans(question, language) == [plan]


@pytest.mark.parametrize(("plan", "language", "option"), product(truth.PLANS, LANGUAGES, truth.OPTIONS))
def test_a_plan_that_is_only_asked_about_is_not_claimed(plan: str, language: Language, option: str) -> None:
    question = truth.OPTION_WORDINGS[language, option].format(plan=truth.PLANS[plan].name)
    assert owned(question, language) == []


@pytest.mark.parametrize(("market", "language"), product(truth.MARKETS, LANGUAGES))
def test_a_market_is_found_by_its_name(catalogue: Catalogue, market: str, language: Language) -> None:
    name = catalogue.desks["sendcloud"].markets[market].name.in_(language)
    assert named("market", name, language) == [market]


@pytest.mark.parametrize(("desk", "language"), product(("sendcloud", "clearsale"), LANGUAGES))
def test_a_desk_is_found_by_its_name(catalogue: Catalogue, desk: str, language: Language) -> None:
    assert named("desk", catalogue.desks[desk].name, language) == [desk]


def option_names() -> list[tuple[str, Language, str]]:
    desks = shipped().desks.values()
    return [
        (key, language, name)
        for desk in desks
        for key, entry in (*desk.options.items(), *desk.not_named.items())
        for language in LANGUAGES
        for name in getattr(entry.called, language)
    ]


@pytest.mark.parametrize(("option", "language", "name"), option_names())
def test_an_option_is_found_by_every_name_that_customers_use(option: str, language: Language, name: str) -> None:
    assert set(named("option", name, language)) == {option}


@pytest.mark.parametrize(("language", "expected"), [("fr", ["sms"]), ("pt", [])])
def test_the_name_of_an_option_counts_in_its_own_language(language: Language, expected: list[str]) -> None:
    """ "texto" is a message in French, a text in Portuguese."""
    assert named("option", "texto", language) == expected


@pytest.mark.parametrize(
    ("text", "language", "family"),
    [("um plano antigo", "pt", "legacy"), ("un ancien abonnement", "fr", "legacy"),
     ("planos atuais", "pt", "current"), ("nouvel abonnement", "fr", "current")],
)  # fmt: skip
def test_a_family_of_plans_is_found(text: str, language: Language, family: str) -> None:
    assert named("plan_family", text, language) == [family]


def test_names_stand_in_the_order_of_the_text() -> None:
    found = find("Sou Growth na França: telefone ou chat da Sendcloud?")
    assert [name.value for name in found] == ["growth", "fr", "phone", "chat", "sendcloud"]


def test_of_names_that_overlap_the_longest_one_counts() -> None:
    assert [(name.value, name.start, name.end) for name in find("atendimento premium")] == [("priority", 0, 19)]


# ── Typing errors, joined and split words ────────────────────────────────────────────────────────────

MISSPELT = (
    ("smal shop", "pt", "small_shop"),
    ("large shopp", "pt", "large_shop"),
    ("lage shop", "fr", "large_shop"),
    ("groth", "pt", "growth"),
    ("grwoth", "fr", "growth"),
    ("litte", "pt", "lite"),
    ("estou no plano premiun", "pt", "premium"),
    ("je suis en premuim", "fr", "premium"),
    ("o plano bussines", "pt", "business"),
    ("abonnement gratui", "fr", "gratuit"),
    ("plano essencal", "pt", "essentiel"),
    ("forfait essentiell", "fr", "essentiel"),
    # Whole answers to "Which plan do you have?"
    ("premiun", "pt", "premium"),
    ("bussiness", "fr", "business"),
    ("essenciel", "pt", "essentiel"),
    ("gratuti", "fr", "gratuit"),
)


@pytest.mark.parametrize(("text", "language", "plan"), MISSPELT)
def test_a_plan_with_a_typing_error_is_found(text: str, language: Language, plan: str) -> None:
    assert plans(text, language) == [plan]


@pytest.mark.parametrize(
    ("text", "desk"),
    [("sendclod", "sendcloud"), ("sendcloude", "sendcloud"), ("clearsal", "clearsale"), ("cleasale", "clearsale")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_desk_with_a_typing_error_is_found(text: str, language: Language, desk: str) -> None:
    assert named("desk", text, language) == [desk]


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [("smallshop", "plan", "small_shop"), ("largeshop", "plan", "large_shop"), ("LARGESHOP", "plan", "large_shop"),
     ("clearsale", "desk", "clearsale"), ("sendcloud", "desk", "sendcloud")],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_written_as_one_word_is_found(text: str, language: Language, entity: str, value: str) -> None:
    assert named(entity, text, language) == [value]


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [("small  shop", "plan", "small_shop"), ("Large\nShop", "plan", "large_shop"), ("small-shop", "plan", "small_shop"),
     ("clear sale", "desk", "clearsale"), ("clear-sale", "desk", "clearsale"),
     ("send cloud", "desk", "sendcloud"), ("send-cloud", "desk", "sendcloud")],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_written_as_two_words_is_found(text: str, language: Language, entity: str, value: str) -> None:
    assert named(entity, text, language) == [value]


@pytest.mark.parametrize(("text", "language"), [("TELEFONE", "pt"), ("téléphone", "fr"), ("telephone", "fr"),
                                                ("te\u0301le\u0301phone", "fr")])  # fmt: skip
def test_neither_case_nor_accents_matter(text: str, language: Language) -> None:
    assert named("option", text, language) == ["phone"]


def test_a_typographic_apostrophe_is_an_apostrophe() -> None:
    assert plans("l’abonnement Growth", "fr") == ["growth"]


# ── Everyday words ───────────────────────────────────────────────────────────────────────────────────

EVERYDAY = (
    ("fr", "l'appel est gratuit ?"),
    ("fr", "c'est essentiel pour moi"),
    ("fr", "en pleine croissance"),
    ("fr", "ma box Free ne marche plus"),
    ("fr", "le chat est-il gratuit ?"),
    ("fr", "un service premium"),
    ("fr", "je suis libre demain"),
    ("fr", "un large choix de produits"),
    ("fr", "un coca light"),
    ("fr", "mon business va mal"),
    ("fr", "voici la liste des colis"),
    ("fr", "un litre d'huile"),
    ("pt", "quero um atendimento premium"),
    ("pt", "a ligação é gratuita?"),
    ("pt", "o frete é grátis?"),
    ("pt", "quanto custa o frete?"),
    ("pt", "frete grátis"),
    ("pt", "é essencial para mim"),
    ("pt", "estamos em pleno crescimento"),
    ("pt", "sou livre amanhã"),
    ("pt", "meu business vai bem"),
    ("pt", "nossos clientes premium"),
    ("pt", "o produto é light"),
    ("pt", "vendemos leite e queijo"),
    ("pt", "it's my life"),
)


@pytest.mark.parametrize(("language", "text"), EVERYDAY)
def test_an_everyday_word_is_no_plan(language: Language, text: str) -> None:
    assert plans(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "several"),
    [
        ("fr", "small vs large sa change koi", ["small_shop", "large_shop"]),
        ("fr", "qu'est-ce que Business a que Large n'a pas", ["business", "large_shop"]),
    ],
)
def test_everyday_words_beside_each_other_are_plans(language: Language, text: str, several: list[str]) -> None:
    assert plans(text, language) == several


def test_what_a_plan_is_said_to_be_is_not_a_second_one() -> None:
    assert not named("several_plans", "o plano essencial é grátis?", "pt")


@pytest.mark.parametrize(
    ("language", "text", "market"),
    [
        ("fr", "en heure anglaise ?", ["gb"]),
        ("fr", "ma boutique est pour le marché allemand", ["de"]),
        ("pt", "o horário francês", ["fr"]),
        ("pt", "traduz pro inglês", []),
        ("fr", "vous parlez allemand ?", []),
        ("pt", "não falo francês", []),
    ],
)
def test_the_name_of_a_language_is_a_market_beside_what_a_market_has(
    language: Language, text: str, market: list[str]
) -> None:
    assert named("market", text, language) == market


MEANT = (
    ("fr", "mon forfait est gratuit", "gratuit"),
    ("fr", "l'abonnement essentiel", "essentiel"),
    ("fr", "je suis en business", "business"),
    ("fr", "avec premium, on peut appeler ?", "premium"),
    ("fr", "Essentiel propose le chat ?", "essentiel"),
    ("fr", "c'est Free", "gratuit"),
    ("pt", "o plano gratuito", "gratuit"),
    ("pt", "no premium tem chat?", "premium"),
    ("pt", "sou free", "gratuit"),
    ("pt", "assinei o essencial", "essentiel"),
    ("pt", "Business tem gerente?", "business"),
    ("pt", "o premium", "premium"),
    ("pt", "small tem prioridade?", "small_shop"),
    ("fr", "abonement busines", "business"),
    ("fr", "g lancien abo là, essenciel", "essentiel"),
    ("fr", "premiun il me semble", "premium"),
)


@pytest.mark.parametrize(("language", "text", "plan"), MEANT)
def test_an_everyday_word_that_is_meant_as_a_plan_is_one(language: Language, text: str, plan: str) -> None:
    assert plans(text, language) == [plan]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("pt", "Large Shop ou premium?", ["large_shop", "premium"]),
        ("pt", "qual a diferença entre business e premium?", ["business", "premium"]),
        ("fr", "Premium ou essentiel ?", ["premium", "essentiel"]),
        ("fr", "que change-t-il de Lite à gratuit ?", ["lite", "gratuit"]),
    ],
)
def test_an_everyday_word_beside_a_plan_is_one_too(language: Language, text: str, found: list[str]) -> None:
    assert plans(text, language) == found


# ── Whose plan ───────────────────────────────────────────────────────────────────────────────────────

CLAIMED = (
    ("pt", "sou Growth"),
    ("pt", "estou no Growth"),
    ("pt", "tenho o plano Growth"),
    ("pt", "a gente tem o Growth"),
    ("pt", "assinei o Growth"),
    ("pt", "mudei para o Growth"),
    ("pt", "meu plano é o Growth"),
    ("pt", "nosso plano atual é o Growth"),
    ("pt", "sou cliente do plano Growth"),
    ("fr", "je suis en Growth"),
    ("fr", "nous sommes sur Growth"),
    ("fr", "j'ai le forfait Growth"),
    ("fr", "on a Growth"),
    ("fr", "on est en Growth"),
    ("fr", "mon abonnement est Growth"),
    ("fr", "notre abonnement Growth"),
    ("fr", "je suis passé à Growth"),
    ("fr", "j'ai souscrit Growth"),
    ("fr", "je suis client Growth"),
)


@pytest.mark.parametrize(("language", "text"), CLAIMED)
def test_a_plan_that_the_merchant_claims_is_owned(language: Language, text: str) -> None:
    assert owned(text, language) == ["growth"]


NOT_CLAIMED = (
    ("pt", "o plano Growth tem chat?"),
    ("pt", "Growth tem chat?"),
    ("pt", "quero mudar para o Growth"),
    ("pt", "meu amigo tem o Growth"),
    ("pt", "não sou Growth"),
    ("pt", "não tenho o Growth"),
    ("pt", "e no Growth?"),
    ("fr", "l'abonnement Growth inclut le chat ?"),
    ("fr", "je voudrais passer à Growth"),
    ("fr", "un ami a Growth"),
    ("fr", "je ne suis pas en Growth"),
    ("fr", "je n'ai pas Growth"),
    ("fr", "et en Growth ?"),
)


@pytest.mark.parametrize(("language", "text"), NOT_CLAIMED)
def test_a_plan_that_the_merchant_does_not_claim_is_not_owned(language: Language, text: str) -> None:
    assert (plans(text, language), owned(text, language)) == (["growth"], [])


def test_of_two_plans_only_the_one_that_is_claimed_is_owned() -> None:
    found = [(name.value, name.role) for name in find("sou Lite, o Premium tem telefone?") if name.entity == "plan"]
    assert found == [("lite", "owned"), ("premium", None)]


MY_PLAN = (
    ("pt", "meu plano tem chat?"),
    ("pt", "no nosso plano dá para ligar?"),
    ("pt", "qual é a minha assinatura?"),
    ("pt", "meu chat não abre"),
    ("fr", "mon abonnement comprend le téléphone ?"),
    ("fr", "dans notre forfait"),
    ("fr", "ma formule"),
    ("fr", "mon gestionnaire de compte"),
)


@pytest.mark.parametrize(("language", "text"), MY_PLAN)
def test_my_plan_is_the_merchants_own(language: Language, text: str) -> None:
    assert named("own_plan", text, language) == ["true"]


@pytest.mark.parametrize(("language", "text"), [("pt", "o plano tem chat?"), ("pt", "minha loja"), ("pt", "plano"),
                                                ("fr", "un abonnement"), ("fr", "ma boutique")])  # fmt: skip
def test_without_a_possessive_no_plan_is_the_merchants_own(language: Language, text: str) -> None:
    assert named("own_plan", text, language) == []


# ── CNPJ ─────────────────────────────────────────────────────────────────────────────────────────────

CNPJS = ("11.222.333/0001-81", "11222333000181", "12.ABC.345/01DE-35", "12ABC34501DE35", "12.abc.345/01de-35")


@pytest.mark.parametrize(("cnpj", "language"), product(CNPJS, LANGUAGES))
def test_a_cnpj_is_found_as_it_is_written(cnpj: str, language: Language) -> None:
    assert named("cnpj", cnpj, language) == [cnpj]


@pytest.mark.parametrize(("before", "after"), [("meu CNPJ é ", ""), ("CNPJ:", "."), ("(", ")"), ("", ", loja Ana"),
                                               ("cnpj ", "?"), ("CNPJ\n", "\n")])  # fmt: skip
@pytest.mark.parametrize("cnpj", CNPJS)
def test_a_cnpj_is_found_within_a_text(cnpj: str, before: str, after: str) -> None:
    assert named("cnpj", f"{before}{cnpj}{after}") == [cnpj]


def test_two_cnpjs_are_both_found() -> None:
    assert named("cnpj", f"{CNPJS[0]} e {CNPJS[2]}") == [CNPJS[0], CNPJS[2]]


@pytest.mark.parametrize(
    "text",
    ["1122233300018", "112223330001811", "x11222333000181", "2026-11-22", "09:00-17:30", "+55 11 91234-5678",
     "AA123456789BR", "abcdefghijklmn", "central.relacionamento@clear.sale"],
)  # fmt: skip
def test_other_numbers_and_words_are_no_cnpj(text: str) -> None:
    assert named("cnpj", text) == []


# ── The language that is asked for ───────────────────────────────────────────────────────────────────

ASKED_FOR = (
    ("pt", "pode falar em francês?", "fr"),
    ("pt", "prefiro português", "pt"),
    ("pt", "fala frances?", "fr"),
    ("pt", "não, em francês", "fr"),
    ("fr", "parlez-vous portugais ?", "pt"),
    ("fr", "en français, s'il vous plaît", "fr"),
    ("fr", "je préfère le francais", "fr"),
    # Refused: the other one is meant
    ("pt", "não falo francês", "pt"),
    ("pt", "sem francês, por favor", "pt"),
    ("pt", "não falo português, só francês", "fr"),
    ("fr", "je ne comprends pas le portugais", "fr"),
    ("fr", "je ne parle pas français", "pt"),
    ("fr", "pas en français, en portugais", "pt"),
)


@pytest.mark.parametrize(("language", "text", "wanted"), ASKED_FOR)
def test_the_language_that_is_asked_for_is_told(language: Language, text: str, wanted: str) -> None:
    assert set(named("requested_language", text, language)) == {wanted}


@pytest.mark.parametrize(("language", "text"), [("pt", "meu boleto não chegou"), ("fr", "mon colis est perdu")])
def test_where_no_language_is_asked_for_none_is_told(language: Language, text: str) -> None:
    assert named("requested_language", text, language) == []


# ── A plan of none ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "sou Platinum, posso ligar?"),
        ("pt", "tenho o plano gold"),
        ("pt", "Meu plano é Enterprise"),
        ("fr", "je suis en Platinum"),
        ("fr", "L'abonnement Gold comprend-il le téléphone ?"),
        ("fr", "le forfait Pro a-t-il le chat ?"),
    ],
)
def test_a_plan_that_no_desk_has_is_noticed(language: Language, text: str) -> None:
    assert named("unknown_plan", text, language) == ["true"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "sou Growth"),
        ("pt", "manda isso pro suporte"),
        ("pt", "tenho mais de um plano"),
        ("fr", "j'ai plus de chat"),
        ("fr", "je ne suis plus en Lite"),
        ("fr", "un standard téléphonique ?"),
        ("fr", "mon abonnement Business"),
    ],
)
def test_an_ordinary_word_is_no_plan_of_none(language: Language, text: str) -> None:
    assert named("unknown_plan", text, language) == []


# ── Urgency ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "text"),
    [("pt", "é urgente!"), ("pt", "preciso com urgência"), ("pt", "agora mesmo"), ("pt", "é uma emergência"),
     ("fr", "c'est urgent"), ("fr", "tout de suite"), ("fr", "au plus vite"), ("fr", "en urgence")],
)  # fmt: skip
def test_what_is_urgent_is_told(language: Language, text: str) -> None:
    assert named("urgent", text, language) == ["true"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("pt", "não é urgente"), ("pt", "sem urgência"), ("pt", "já abri um chamado"), ("pt", "recebi um convite"),
     ("fr", "ce n'est pas urgent"), ("fr", "rien d'urgent"), ("fr", "je vous invite"), ("fr", "mon colis est perdu")],
)  # fmt: skip
def test_what_is_not_urgent_is_not_told_to_be_so(language: Language, text: str) -> None:
    assert named("urgent", text, language) == []


# ── Any text at all ──────────────────────────────────────────────────────────────────────────────────

ODD = {
    "nothing": "",
    "spaces": " \t\n\u00a0",
    "an emoji": "🙏",
    "an emoji of several characters": "👩🏽‍💻🇧🇷",
    "zero width": "\u200b\u200d\ufeff",
    "zero width within a name": "Gr\u200bowth",
    "right to left": "\u202etxet",
    "a null byte": "Growth\0chat",
    "half a surrogate": "\ud83d",
    "combining marks": "é" + "\u0301" * 500,
    "letters that grow when folded": "İIıßŉǰ",
    "full width": "Ｇｒｏｗｔｈ",
    "100 kB of one letter": "a" * 100_000,
    "100 kB of digits": "1" * 100_000,
    "100 kB of names": "Growth telefone " * 6_250,
    "100 kB of spaces": " " * 100_000,
    "100 kB without a digit that begin like a CNPJ": "aa.aaa." * 15_000,
    "brackets": "{{}}[]()/intent{\"plan\": \"lite\"}",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language"),
    product(ODD.values(), LANGUAGES),
    ids=[f"{what} {language}" for what in ODD for language in LANGUAGES],
)
def test_an_odd_text_gives_names_that_lie_inside_it(text: str, language: Language) -> None:
    length = len(unicodedata.normalize("NFC", text))
    assert [name for name in find(text, language) if not 0 <= name.start < name.end <= length] == []


@pytest.mark.parametrize("emoji", ["🙏", "👩🏽‍💻", "🇧🇷"])
def test_an_emoji_leaves_the_place_of_a_name_right(emoji: str) -> None:
    text = f"{emoji} sou Growth {emoji}"
    assert [text[name.start : name.end] for name in find(text) if name.entity == "plan"] == ["Growth"]


@pytest.mark.parametrize(("entity", "name"), [("plan", "Growth"), ("plan", "Business"), ("cnpj", "11.222.333/0001-81")])
def test_a_name_is_placed_in_the_composed_form_of_the_text(entity: str, name: str) -> None:
    decomposed = unicodedata.normalize("NFD", f"é à ç avec {name}")
    [found] = [one for one in find(decomposed, "fr") if one.entity == entity]
    assert unicodedata.normalize("NFC", decomposed)[found.start : found.end] == name


def test_a_name_is_found_up_to_the_longest_text_that_is_read() -> None:
    assert plans("x" * (LONGEST_TEXT - 7) + " Growth") == ["growth"]


def test_a_name_behind_the_longest_text_that_is_read_is_not_found() -> None:
    assert plans("x" * LONGEST_TEXT + " Growth") == []


WORDS = st.sampled_from(
    ["Growth", "small", "shop", "Large", "grátis", "plano", "forfait", "meu", "sou", "não", "no", "o", "é", "e", "ou",
     "telefone", "chat", "Sendcloud", "clear", "sale", "francês", "já", "urgent", "11.222.333/0001-81", ",", "?", "🙏",
     "l'", "\u200b", "e\u0301", "França"]
)  # fmt: skip
any_text = st.text(max_size=60) | st.lists(WORDS, max_size=12).map(" ".join) | st.lists(WORDS, max_size=8).map("".join)


@given(any_text, st.sampled_from(LANGUAGES))
def test_names_of_any_text_lie_inside_it(text: str, language: Language) -> None:
    length = len(unicodedata.normalize("NFC", text))
    assert [name for name in find(text, language) if not 0 <= name.start < name.end <= length] == []


@given(any_text, st.sampled_from(LANGUAGES))
def test_names_of_one_kind_never_overlap(text: str, language: Language) -> None:
    """Each character counts once, so that masking replaces it once."""
    found = [name for name in find(text, language) if name.entity in KINDS]
    assert [(one, other) for one, other in pairwise(found) if other.start < one.end] == []


@given(any_text, st.sampled_from(LANGUAGES))
def test_every_value_that_is_found_is_one_of_a_desk_file(text: str, language: Language) -> None:
    desks = shipped().desks.values()
    known = {
        "plan": {key for desk in desks for key in desk.plans},
        "option": {key for desk in desks for key in (*desk.options, *desk.not_named)},
        "market": {key for desk in desks for key in desk.markets},
        "desk": {desk.desk for desk in desks},
    }
    assert [name for name in find(text, language) if name.value not in known.get(name.entity, {name.value})] == []


# ── Other desk files ─────────────────────────────────────────────────────────────────────────────────


def test_a_plan_that_a_desk_file_adds_is_found(catalogue: Catalogue) -> None:
    desk = catalogue.desks["sendcloud"]
    called = desk.plans["lite"].called.copy(update={"pt": ("Titan",), "fr": ("Titan",)})
    titan = desk.plans["lite"].copy(update={"name": "Titan", "called": called, "everyday": ()})
    changed = desk.copy(update={"plans": {**desk.plans, "titan": titan}})
    found = GazetteerMatcher(Catalogue.construct(desks={"sendcloud": changed})).find("quero o Titan")
    assert [name.value for name in found] == ["titan"]


def test_what_a_desk_offers_counts_more_than_what_another_does_not_name() -> None:
    """ClearSale's article does not name the chat, Sendcloud's does: it is one option for both."""
    assert named("option", "chat") == ["chat"]


# ── The component of the pipeline ────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def component() -> Gazetteer:
    return Gazetteer()


def processed(component: Gazetteer, text: str, *entities: dict[str, Any]) -> list[dict[str, Any]]:
    message = Message({TEXT: text, ENTITIES: list(entities)})
    component.process([message])
    return list(message.get(ENTITIES))


def test_names_become_entities(component: Gazetteer) -> None:
    assert processed(component, "quero o Growth") == [
        {"entity": "plan", "value": "growth", "start": 8, "end": 14, "extractor": "Gazetteer"}
    ]


def test_a_role_becomes_part_of_the_entity(component: Gazetteer) -> None:
    assert processed(component, "sou Growth")[0]["role"] == "owned"


def test_entities_of_before_are_kept(component: Gazetteer) -> None:
    before = {"entity": "language", "value": "fr", "start": 0, "end": 5}
    assert before in processed(component, "texto", before)


def test_the_language_that_was_told_decides_which_names_count(component: Gazetteer) -> None:
    told = {"entity": "language", "value": "fr", "start": 0, "end": 5}
    assert [entity["value"] for entity in processed(component, "texto", told)] == ["sms", "fr"]


def test_a_message_without_text_has_no_names(component: Gazetteer) -> None:
    message = Message({})
    component.process([message])
    assert message.get(ENTITIES) == []


def test_an_entity_without_a_role_has_no_key_for_it() -> None:
    assert as_entity(Found("plan", "lite", 0, 4)) == {"entity": "plan", "value": "lite", "start": 0, "end": 4}


def test_cues_with_an_unquoted_no_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "cues.yml"
    file.write_text("before_plan:\n  pt: [no, na]\n", encoding="utf-8")
    with pytest.raises(ValueError, match='"no"'):
        gazetteer.cues_of(file)
