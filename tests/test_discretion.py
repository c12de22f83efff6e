"""What stands in the log, and what does not."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import log
from bot.discretion import WITHHELD, Speaker, masked, record_factory, speaking, structlog_processor

SPEAKER = Speaker("joana-42", "5ca1ab1e", "Meu boleto não chegou, a loja é Flores & Cia")


class Lines(logging.Handler):
    """What a handler with Rasa's plain format writes."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(logging.Formatter("%(message)s").format(record))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Lines of this process, as an assistant logs them; the process is as before afterwards."""
    handler, root, factory = Lines(), logging.getLogger(), logging.getLogRecordFactory()
    level, configured = root.level, structlog.get_config()
    logging.setLogRecordFactory(record_factory(logging.LogRecord))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.written
    logging.setLogRecordFactory(factory)
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.configure(**configured)


@pytest.fixture
def debugging(lines: list[str]) -> Iterator[None]:
    rasa = logging.getLogger("rasa")
    before = rasa.level
    rasa.setLevel(logging.DEBUG)
    yield
    rasa.setLevel(before)


NUMBERS = [
    "12.345.678/0001-95", "12345678000195", "12.ABC.345/01DE-35", "12ABC34501DE35", "12.345.678 / 0001-95",
    "12 345 678 0001 95", "12345678/0001-95",
]  # fmt: skip
ADDRESSES = ["joana@flores.com.br", "Joana.Silva+loja@mail.flores.com", "joana%40flores.com"]


@pytest.mark.parametrize("secret", [*NUMBERS, *ADDRESSES])
@pytest.mark.parametrize("around", ["{}", "o CNPJ é {}.", '{{"text": "{}"}}', "linha\\n{}\\nfim", "('{}',)", "é{}"[1:]])
def test_numbers_and_addresses_are_masked_wherever_they_stand(secret: str, around: str) -> None:
    line = masked(around.format(secret))
    assert secret not in line
    assert "[CNPJ]" in line or "[e-mail]" in line


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-22T01:22:58.676+00:00", "1763737200.1234567", "http://localhost:5005/webhooks/rest/webhook",
        "Loading model models/guichet.tar.gz...", "bot/answers/doors.py:115 in answer_option", "5ca1ab1e0ddba11f00d",
    ],
)  # fmt: skip
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert masked(line) == line


def test_masks_hold_at_debug_level_too(lines: list[str], debugging: None) -> None:
    try:
        raise ValueError(f"{NUMBERS[0]} of {ADDRESSES[0]}")
    except ValueError:
        logging.getLogger("rasa.core").exception("failed for %s", ADDRESSES[0])
    assert "ValueError: [CNPJ] of [e-mail]" in lines[0]
    assert lines[0].startswith("failed for [e-mail]\nTraceback")


def test_a_line_that_quotes_the_user_is_withheld(lines: list[str]) -> None:
    logger = logging.getLogger("rasa.core.tracker_store")
    with speaking(SPEAKER):
        logger.warning("can't save %r", "meu BOLETO")
        logger.error("unlucky: {'text': 'Meu boleto n\\u00e3o chegou'}")
        logger.error("the store is locked")
    assert lines == [WITHHELD, WITHHELD, "the store is locked"]


@pytest.mark.parametrize("text", ["oi", "1234", "ok?"])
def test_short_messages_are_withheld_too(lines: list[str], text: str) -> None:
    with speaking(Speaker("x", "y", text)):
        logging.getLogger("rasa").error("cannot parse '%s'", text)
    assert lines == [WITHHELD]


def test_the_conversations_id_becomes_its_pseudonym(lines: list[str]) -> None:
    with speaking(SPEAKER):
        logging.getLogger("rasa.core.processor").warning("Circuit breaker tripped for sender 'joana-42'.")
    assert lines == ["Circuit breaker tripped for sender '5ca1ab1e'."]


def test_an_exception_shows_its_kind_and_place_but_not_its_words(lines: list[str]) -> None:
    try:
        try:
            raise KeyError("Flores & Cia")
        except KeyError as error:
            raise ValueError("no store called Flores & Cia") from error
    except ValueError:
        logging.getLogger("bot.rasa_mends.in_process_actions").exception("The action action_answer failed.")
    [line] = lines
    assert line.startswith("The action action_answer failed.\nValueError from KeyError")
    assert __file__ in line
    assert "Flores" not in line


@pytest.mark.parametrize(
    "message",
    [
        "(sqlite3.OperationalError) disk full [SQL: INSERT INTO events] [parameters: ('x', 'Flores & Cia')]",
        "Task exception was never retrieved\nfuture: <Task finished exception=ValueError('Flores & Cia')>",
    ],
)
def test_what_libraries_quote_outside_of_a_turn_is_cut_off(lines: list[str], message: str) -> None:
    logging.getLogger("asyncio").error(message)
    assert "Flores" not in lines[0]
    assert lines[0].startswith(message[:20])


def test_structured_lines_of_rasa_keep_names_and_numbers_only(lines: list[str]) -> None:
    structlog.configure(
        processors=[structlog_processor, structlog.dev.set_exc_info, structlog.processors.dict_tracebacks,
                    structlog.processors.JSONRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )  # fmt: skip
    try:
        raise ValueError("Flores & Cia")
    except ValueError:
        structlog.get_logger().exception("rest.message.received.failure", text="Flores & Cia", tries=2)
    [line] = lines
    assert "rest.message.received.failure" in line
    assert '"tries": 2' in line
    assert "ValueError" in line
    assert "Flores" not in line


def test_debug_shows_everything_but_what_is_masked(lines: list[str], debugging: None) -> None:
    with speaking(SPEAKER):
        logging.getLogger("rasa.core").error("quotes meu boleto of joana-42")
    assert lines == ["quotes meu boleto of joana-42"]


def test_a_line_with_wrong_arguments_is_left_to_logging(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    logging.getLogger("rasa").warning("%d things", 3)
    assert lines == ["3 things"]


def test_a_pseudonym_is_stable_under_a_key_and_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def pseudonym(key: str, conversation: str) -> str:
        monkeypatch.setenv("GUICHET_LOG_KEY", key)
        log._key.cache_clear()
        return log.pseudonym(conversation)

    first = pseudonym("one", "joana@flores.com.br")
    assert first == pseudonym("one", "joana@flores.com.br")
    assert first != pseudonym("one", "joao@flores.com.br")
    assert first != pseudonym("two", "joana@flores.com.br")
    assert "joana" not in first
    assert pseudonym("", "joana") == log.pseudonym("joana"), "without a key, the same within the process"
    assert pseudonym("one", "\ud83d"), "an id that is no text has one, too"
    log._key.cache_clear()
