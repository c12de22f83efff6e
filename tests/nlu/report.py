"""`make nlu-report`: how well the trained model understands messages that it has not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import yaml
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bot.nlu.text import simplified
from tests.nlu.understanding import (
    LANGUAGES,
    ROOT,
    Understood,
    accuracy,
    accuracy_of_answers,
    confusions,
    in_scope,
    is_short,
    macro_f1,
    messages,
    names_f1,
    off_topic,
    rejection_curve,
    share,
    tells_its_language,
    understood,
)

SETS = {"first set": "unseen", "second set": "second"}
ENTITIES = ("plan", "desk", "option", "market", "cnpj", "store")
NEAR = 92  # of 100: rapidfuzz's ratio from which two texts are the same but for a letter or two
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.44, 0.46, 0.48, 0.5, 0.52, 0.6, 0.7, 0.8, 0.9)


def main() -> None:
    console = Console(width=110)
    sets = {name: understood(messages(folder)) for name, folder in SETS.items()}
    everything = [one for results in sets.values() for one in results]
    ours = [one for one in everything if one.expected.language in LANGUAGES]
    console.print(_accuracy(ours, sets))
    console.print(_languages(everything, understood(messages("short")), understood(messages("language"))))
    console.print(_names(ours))
    console.print(_confusions(ours))
    console.print(_curve(understood(messages("calibration"))))
    training = _training()
    console.print(_coverage(ours, training))
    console.print(_near_duplicates(ours, training))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold", title_style="bold")
    for index, column in enumerate(columns):
        table.add_column(column, justify="left" if index == 0 else "right")
    return table


def _accuracy(results: Sequence[Understood], sets: Mapping[str, Sequence[Understood]]) -> Table:
    table = _table(
        "Intents of messages that nobody trained on",
        "messages", "count", "accuracy", "macro-F1", "answers right", "requests rejected", "off-topic rejected",
    )  # fmt: skip
    groups = {"all": list(results)}
    for name, members in sets.items():
        groups[name] = [one for one in members if one.expected.language in LANGUAGES]
    for one in results:
        groups.setdefault(one.expected.language, []).append(one)
    for one in results:
        groups.setdefault(one.expected.style, []).append(one)
    for name, group in groups.items():
        refused, foreign = share(one.is_rejected for one in in_scope(group)), off_topic(group)
        table.add_row(
            name, str(len(group)), f"{accuracy(group):.3f}", f"{macro_f1(group):.3f}",
            f"{accuracy_of_answers(group):.3f}", f"{refused:.1%}",
            f"{share(one.is_rejected for one in foreign):.1%}" if foreign else "",
        )  # fmt: skip
    return table


def _languages(unread: Sequence[Understood], words: Sequence[Understood], told: Sequence[Understood]) -> Table:
    """Of both sets, but for short messages that tell no language; of short ones, unseen; of what settings rest on."""
    table = _table("Language", "messages", "count", "right", "unsure", "wrong")
    everything = [*unread, *told]
    groups = {
        "to three words, of both sets": [
            one for one in unread if _is_ours(one) and is_short(one) and tells_its_language(one)
        ],
        "to three words, tests/nlu/short": list(words),
        "to three words, to choose settings by": [one for one in told if _is_ours(one) and is_short(one)],
        "longer": [one for one in everything if _is_ours(one) and not is_short(one)],
        "in neither": [one for one in everything if not _is_ours(one)],
    }
    for name, group in groups.items():
        languages = [(one.language, one.expected.language if _is_ours(one) else None) for one in group]
        right = share(found == meant for found, meant in languages)
        unsure = share(found is None and meant is not None for found, meant in languages)
        wrong = share(found not in (None, meant) for found, meant in languages)
        table.add_row(name, str(len(group)), f"{right:.1%}", f"{unsure:.1%}", f"{wrong:.1%}")
    answered = share(one.best == "other_language" for one in unread if not _is_ours(one))
    table.caption = f"{answered:.0%} of the unseen ones in neither are told which languages it speaks"
    return table


def _is_ours(one: Understood) -> bool:
    return one.expected.language in LANGUAGES


def _names(results: Sequence[Understood]) -> Table:
    table = _table("Names", "entity", "count", "F1")
    for entity in ENTITIES:
        score, count = names_f1(results, entity)
        table.add_row(entity, str(count), f"{score:.3f}")
    return table


def _confusions(results: Sequence[Understood]) -> Table:
    table = _table("Taken for another intent, twice and more", "meant", "understood", "times")
    for (meant, told), times in confusions(results).most_common():
        if times > 1:
            table.add_row(meant, told, str(times))
    return table


def _curve(results: Sequence[Understood]) -> Table:
    """Rejecting below a threshold: what it keeps out, and what it costs, with its standard error."""
    table = _table("Rejection, on tests/nlu/calibration", "threshold", "off-topic rejected", "requests rejected", "")
    requests = len(in_scope(results))
    for threshold, kept_out, lost in rejection_curve(results, THRESHOLDS):
        cost = f"{lost:.1%} ± {(lost * (1 - lost) / requests) ** 0.5:.1%}"
        table.add_row(f"{threshold:g}", f"{kept_out:.1%}", cost, "█" * round(40 * (kept_out - lost)))
    return table


def _training() -> dict[str, list[tuple[str, str]]]:
    """Language -> (intent, text) of the training data."""
    found: dict[str, list[tuple[str, str]]] = {language: [] for language in LANGUAGES}
    for language, examples in found.items():
        for file in sorted((ROOT / "data" / "nlu" / language).glob("*.yml")):
            for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
                lines = [line.strip() for line in entry["examples"].splitlines()]
                examples += [(entry["intent"], line[1:].strip()) for line in lines if line.startswith("-")]
    return found


def _coverage(results: Sequence[Understood], training: dict[str, list[tuple[str, str]]]) -> Table:
    table = _table(
        "Examples", "intent", *(f"{language}, {kind}" for kind in ("train", "test") for language in LANGUAGES)
    )
    learnt = {language: Counter(intent for intent, _ in examples) for language, examples in training.items()}
    asked = Counter((one.expected.intent, one.expected.language) for one in results)
    for intent in sorted(set().union(*learnt.values())):
        counts = [learnt[language][intent] for language in LANGUAGES]
        table.add_row(intent, *map(str, counts), *(str(asked[intent, language]) for language in LANGUAGES))
    return table


def _near_duplicates(results: Sequence[Understood], training: dict[str, list[tuple[str, str]]]) -> Table:
    table = _table("In the test and nearly so in the training data", "test", "training")
    for language, examples in training.items():
        test = [one.expected.text for one in results if one.expected.language == language]
        texts = [text for _, text in examples]
        likeness = process.cdist(
            [simplified(text) for text in test],
            [simplified(text) for text in texts],
            scorer=fuzz.ratio,
            score_cutoff=NEAR,
        )
        for index, nearest in enumerate(likeness.argmax(axis=1)):
            if likeness[index, nearest] > 0:
                table.add_row(test[index], texts[int(nearest)])
    table.caption = f"{table.row_count} of {len(results)}"
    return table


if __name__ == "__main__":
    main()
