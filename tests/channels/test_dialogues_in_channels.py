"""The running assistant in Slack and in Telegram: the main dialogues, a restart in their middle, and everything
that the platforms may send."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import truth
from tests.channels import test_slack, test_telegram
from tests.platforms.slack import SlackStandIn
from tests.platforms.talking import CREDENTIALS, SECRETS, Chat, in_slack, in_telegram
from tests.platforms.telegram import GROUP, USERNAME, TelegramStandIn
from tests.server import NotStartedError, RunningServer

CHANNELS = ("slack", "slack thread", "telegram", "telegram group")
every_channel = pytest.mark.parametrize("channel", CHANNELS)
every_language = pytest.mark.parametrize("language", truth.LANGUAGES)


@dataclass
class World:
    """Both platforms, and the assistant behind them, which can be started anew."""

    slack: SlackStandIn
    telegram: TelegramStandIn
    folder: Path
    server: RunningServer | None = None
    people: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def start(self) -> None:
        credentials = self.folder / "credentials.yml"
        credentials.write_text(CREDENTIALS.format(slack=self.slack.api, telegram=self.telegram.api), encoding="utf-8")
        self.server = RunningServer(
            conversations=self.folder / "conversations.db",
            arguments=("--credentials", str(credentials)),
            env=SECRETS,
        )
        self.server.__enter__()
        self.slack.webhook = self.server._url("/webhooks/slack/webhook")
        self.telegram.webhook = self.server._url("/webhooks/telegram/webhook")

    def stop(self) -> None:
        if self.server is not None:
            self.server.__exit__()
            self.server = None

    def chat(self, channel: str, language: str | None = None) -> Chat:
        """Somebody new, who writes in this channel."""
        number = next(self.people)
        if channel == "slack":
            self.slack.channels.append(f"D{number}")
            return in_slack(self.slack, f"D{number}", f"U{number}")
        if channel == "slack thread":
            return in_slack(self.slack, "C0GENERAL", f"U{number}", f"1790000000.9{number:05d}")
        if channel == "telegram":
            self.telegram.chats.append(5_000 + number)
            return in_telegram(self.telegram, 5_000 + number, language)
        group = {"chat": {"id": GROUP, "type": "supergroup"}, "reply_to_message": {"from": {"id": 123456789}}}
        return in_telegram(self.telegram, 5_000 + number, language, **group)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with SlackStandIn() as slack, TelegramStandIn() as telegram:
        made = World(slack, telegram, tmp_path_factory.mktemp("world"))
        reason = ""
        try:
            made.start()
        except NotStartedError as error:
            reason = str(error)
        if reason:
            pytest.fail(reason, pytrace=False)
        yield made
        made.stop()


@pytest.fixture(autouse=True)
def nothing_is_refused(world: World) -> Iterator[None]:
    """Whatever is sent, the platforms take it."""
    world.slack.errors.clear()
    world.telegram.errors.clear()
    yield
    assert world.slack.errors == world.telegram.errors == []


# ── The main dialogues ───────────────────────────────────────────────────────────────────────────────

PHONE = {"pt": "Posso ligar para a Sendcloud?", "fr": "Puis-je appeler Sendcloud ?"}
LACKS = {"pt": "não inclui", "fr": "ne comprend pas"}
HAS = {"pt": "Sim, o seu plano Growth", "fr": "Oui, votre abonnement Growth"}
LEGACY = {"pt": "Um plano antigo", "fr": "Un ancien abonnement"}
INVOICE = {"pt": "Meu boleto da ClearSale não chegou", "fr": "Je n'ai pas reçu ma facture ClearSale"}
PREPARE = {"pt": "Preparar o e-mail", "fr": "Préparer l'e-mail"}
MAIL_TO = {"pt": "Para:", "fr": "À :"}
CANCEL = {"pt": "Quero cancelar meu contrato com a ClearSale", "fr": "Je veux résilier mon contrat ClearSale"}
FOLLOW_UP = {"pt": "e o chat?", "fr": "et le chat ?"}
OTHER = {"pt": "fr", "fr": "pt"}
SWITCH = {"pt": "Pode falar em francês?", "fr": "Pouvez-vous parler portugais ?"}
WITHOUT_WORDS = {"pt": "Não encontrei palavras", "fr": "Je ne vois pas de mots"}


@every_channel
@every_language
def test_the_plan_is_asked_for_and_told_by_a_button(world: World, channel: str, language: str) -> None:
    chat = world.chat(channel)
    chat.ask(PHONE[language]).must_speak(language).must_offer("Gratuit", "Lite", "Growth", "Premium")
    chat.press("Growth").must_say("› Growth", HAS[language]).never_say("https://")
    chat.ask(FOLLOW_UP[language]).must_speak(language).must_say("Growth", "chat")


@every_channel
@every_language
def test_a_button_leads_to_more_buttons(world: World, channel: str, language: str) -> None:
    chat = world.chat(channel)
    chat.ask(PHONE[language])
    chat.press(LEGACY[language]).must_offer("Essentiel", "Small Shop", "Large Shop", "Business")
    chat.press("Essentiel").must_say("Essentiel", LACKS[language], "Small Shop")


@every_channel
@every_language
def test_a_mail_is_prepared(world: World, channel: str, language: str) -> None:
    chat = world.chat(channel)
    chat.ask(INVOICE[language]).must_say(truth.CENTRAL, truth.TRUSTED_SENDER).must_offer(PREPARE[language])
    chat.press(PREPARE[language]).must_speak(language)
    chat.ask("Margaridas & Filhos").must_say("CNPJ")
    mail = chat.ask("11.222.333/0001-81")
    mail.must_say(MAIL_TO[language], truth.CENTRAL, "Margaridas & Filhos", "11.222.333/0001-81")
    sent = [message for message in chat.messages if "Margaridas" in message.shown][-1]
    assert ("```" in sent.text) if channel.startswith("slack") else ("<pre>" in sent.html), "it can be copied"


@every_channel
@every_language
def test_a_topic_without_a_time_promises_none(world: World, channel: str, language: str) -> None:
    chat = world.chat(channel)
    chat.ask(CANCEL[language]).must_speak(language).must_say(truth.CENTRAL).never_say(*truth.NO_TIME[language])


@every_channel
@every_language
def test_the_language_is_switched(world: World, channel: str, language: str) -> None:
    chat = world.chat(channel)
    chat.ask(PHONE[language]).must_speak(language)
    chat.ask(SWITCH[language]).must_speak(OTHER[language])


@every_channel
@every_language
def test_who_sends_no_words_is_asked_for_some(world: World, channel: str, language: str) -> None:
    chat = world.chat(channel)
    chat.ask(PHONE[language])
    chat.ask("😀").must_say(WITHOUT_WORDS[language])


@every_channel
def test_a_typed_payload_is_text(world: World, channel: str) -> None:
    world.chat(channel).ask('/inform_plan{"plan": "platinum"}').never_say("Platinum", "Traceback")


def test_two_people_of_a_group_have_a_conversation_each(world: World) -> None:
    ana, bruno = world.chat("telegram group"), world.chat("telegram group")
    ana.ask(PHONE["fr"])
    ana.press("Lite").must_say("Lite")
    bruno.ask(f"@{USERNAME} {PHONE['pt']}").must_speak("pt").must_offer("Lite")


# ── What Telegram adds ───────────────────────────────────────────────────────────────────────────────


@every_language
def test_the_menu_speaks_the_language_of_the_app_at_once(world: World, language: str) -> None:
    chat = world.chat("telegram", language)
    chat.ask("/start").must_speak(language).must_say("Guichet")
    chat.ask({"pt": "/planos", "fr": "/abonnements"}[language]).must_speak(language).must_say("Sendcloud")
    chat.ask("/ajuda").must_speak(language)  # a command of another menu changes nothing


@every_language
def test_a_short_first_word_is_answered_in_the_language_of_the_app(world: World, language: str) -> None:
    chat = world.chat("telegram", language)
    chat.ask("ok").must_speak(language)


def test_what_is_written_counts_for_more_than_the_app(world: World) -> None:
    chat = world.chat("telegram", "fr")
    chat.ask(PHONE["pt"]).must_speak("pt")


def test_the_language_is_a_command(world: World) -> None:
    chat = world.chat("telegram", "pt")
    chat.ask("/francais").must_speak("fr")
    chat.ask("/portugues").must_speak("pt")


# ── Everything that may come, three times each ───────────────────────────────────────────────────────


def test_whatever_comes_is_answered_once_or_left_alone(world: World) -> None:
    count = 0
    for kind, is_answered, envelope in test_slack.everything(world.slack):
        before = len(world.slack.posted)
        assert [world.slack.send(envelope).statuses for _ in range(3)] == [[200]] * 3, kind
        assert len(world.slack.posted) - before == is_answered, kind
        count += 1
    for kind, is_answered, content in test_telegram.everything(world.telegram):
        before, update = len(world.telegram.sent), world.telegram.update(content)
        assert [world.telegram.deliver(update) for _ in range(3)] == [[200]] * 3, kind
        assert len(world.telegram.sent) - before == is_answered, kind
        count += 1
    world.telegram.errors.clear()  # a press that nobody made is among them
    assert count > 200
    assert world.server is not None
    assert "Traceback" not in world.server.log()


# ── A restart ────────────────────────────────────────────────────────────────────────────────────────


def test_after_a_restart_dialogues_go_on_where_they_were(world: World) -> None:
    chats = {(channel, language): world.chat(channel) for channel in CHANNELS for language in truth.LANGUAGES}
    for (_, language), chat in chats.items():
        chat.ask(PHONE[language]).must_offer("Growth")
    told = world.slack.envelope({"type": "message", "user": "U0ANA", "channel": "D0ANA", "text": "oi"})
    update = world.telegram.update({"message": world.telegram.message("oi")})
    deliver: list[Callable[[], object]] = [lambda: world.slack.send(told), lambda: world.telegram.deliver(update)]
    for one in deliver:
        one()
    assert world.server is not None
    world.server.kill()
    world.stop()
    world.start()
    for (_, language), chat in chats.items():
        chat.press("Growth").must_say("› Growth", HAS[language])
    before = (len(world.slack.posted), len(world.telegram.sent))
    for one in deliver:
        one()
    assert (len(world.slack.posted), len(world.telegram.sent)) == before, "what was answered before is not again"


def test_the_log_holds_no_secrets_and_nobodys_ids(world: World) -> None:
    assert world.server is not None
    log = world.server.log()
    for secret in (*SECRETS.values(), "telegram:5", "slack:D"):
        assert secret not in log
