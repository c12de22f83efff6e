"""An answer is short: four sentences, or three and a list."""

from __future__ import annotations

import re

from bot.matrix.loader import load_catalogue
from bot.words import load_responses, render
from tests.answers.book import SATURDAY, UNKNOWN, pages

ITEM = re.compile(r"• |\d\. ")
ENDS = re.compile(r"(?:\.|[\s\u00a0\u202f]?[?!])(?=\s|$)")


def sentences_and_lists(text: str) -> tuple[int, int]:
    """How many sentences and how many lists a text has, its source left out; a list's heading ends in a colon."""
    sentences = lists = 0
    within = False
    for line in re.sub(r"\S+@\S+|https?://\S+", "…", text).splitlines():
        is_item = ITEM.match(line) is not None
        lists += is_item and not within
        within = is_item
        if not is_item:
            sentences += len(ENDS.findall(line))
    return sentences, lists


def test_no_answer_is_longer_than_four_sentences_or_three_and_a_list() -> None:
    catalogue, responses, long = load_catalogue(), load_responses(), set()
    for page in pages(catalogue, SATURDAY):
        if UNKNOWN not in str(page.said) and page.context.named_plan is None:  # which is told on top
            given = page.answer(catalogue)
            given.letter = None  # what is sent is as long as it must be
            text = render(given, page.context.language, responses)
            sentences, lists = sentences_and_lists(text)
            if sentences > (3 if lists else 4):
                long.add(text)
    assert long == set(), "\n\n".join(sorted(long))


def test_sentences_and_lists_are_told_apart() -> None:
    assert sentences_and_lists("Sim. Não encontrou?\nHorário:\n• um\n• dois. Três.\nPronto !") == (3, 1)
    assert sentences_and_lists("Um:\n1. A.\n\nDois:\n• B.\nEscreva para a@b.c hoje. Certo") == (1, 2)
