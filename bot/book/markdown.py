"""Writes a desk's entries as a page for people who review what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.answers.model import Question
from bot.book.groups import MAIN, Book, Entry, Lead, Said
from bot.matrix.model import Catalogue, Desk
from bot.words import Responses

_TITLES = {
    "option": "A way of contact",
    "contact_options": "All ways of contact",
    "hours": "Opening hours",
    "topic": "A topic",
    "human": "A person",
    "compare": "Plans compared",
    "response_time": "Reply times",
    "find_plan": "Which plan is mine?",
    "draft": "The mail, ready to send",
}

_KINDS = {
    "hours": "opening hours",
    "response_time": "reply time",
    "draft": "mail",
    "contact_options": "ways of contact",
    "find_plan": "where to see the plan",
}

_INTRO = """\
# {name}: what Guichet answers

Written by `guichet answers`; do not edit. Each distinct answer stands here once, in Portuguese, then in French,
with its [buttons], below what leads to it. ‹plan›, ‹market›, ‹contact› and ‹topic› stand for the one asked about.
The clock stands at {clock}, unless another time is named.

Answers end with this paragraph, unless they name a section of the article in its place, or “no source” is written
above them:

```text
{pt}
{fr}
```
"""


def pages(catalogue: Catalogue, responses: Responses) -> dict[str, str]:
    """File name -> text, one a desk."""
    return {f"{key}.md": _page(Book(catalogue, desk, responses)) for key, desk in catalogue.desks.items()}


def _page(book: Book) -> str:
    source = book.source()
    clock = MAIN.strftime("%Y-%m-%d %H:%M UTC%z")
    blocks = [_INTRO.format(name=book.desk.name, clock=clock, **source._asdict())]
    for kind, heading in _TITLES.items():
        entries = [entry for entry in book.entries if entry.leads[0].question.kind == kind]
        if entries:
            blocks.append(f"## {heading}\n")
            blocks += [_entry(entry, book, source) for entry in entries]
    blocks.append("## A plan that is not this desk's\n")
    blocks += [_answer(lead, said, book, source) for lead, said in book.plans_elsewhere().items()]
    return "\n".join(blocks)


def _entry(entry: Entry, book: Book, source: Said) -> str:
    first, *others = _leads(entry.leads, book.desk)
    lines = [_answer(first, entry.said, book, source, others)]
    if entry.if_only_named:
        lines += ["where the plan is named but not told:", "", "```text", *entry.if_only_named, "```", ""]
    return "\n".join(lines)


def _answer(first: str, answer: Said, book: Book, source: Said, others: Sequence[str] = ()) -> str:
    """An answer below all that leads to it."""
    said = _without_source(answer, source)
    lines = [f"### {first}", ""]
    lines += [f"- {other}" for other in others] + [""] if others else []
    lines += ["no source", ""] if not book.has_source(answer) else []
    return "\n".join([*lines, "```text", said.pt, "", said.fr, "```", ""])


def _without_source(said: Said, source: Said) -> Said:
    """Without the paragraph that most answers end with; that of a section of the article stays."""
    texts = (text.replace(f"\n \n{end}", "") for text, end in zip(said, source, strict=True))
    return Said(*(text.replace("\n \n", "\n\n").replace(" \n", "\n") for text in texts))


def _leads(leads: Iterable[Lead], desk: Desk) -> Iterator[str]:
    """One line for all questions that lead there from the same knowledge."""
    known: dict[tuple[Question, str, str], list[Lead]] = defaultdict(list)
    for lead in leads:
        known[lead.question, lead.instant, lead.mail].append(lead)
    questions: dict[str, list[Question]] = defaultdict(list)
    for (question, instant, mail), found in known.items():
        questions[mail or _circumstances(found, desk, instant)].append(question)
    for circumstances, asked in questions.items():
        yield _questions(asked, desk) + (f" ({circumstances})" if circumstances else "")


def _questions(asked: Iterable[Question], desk: Desk) -> str:
    """Those of one kind together: "opening hours: chat, phone; which plans have: chat"."""
    subjects: dict[str, list[str]] = defaultdict(list)
    for question in asked:
        kind, subject = _question(question, desk)
        subjects[kind].append(subject)
    lines = [f"{kind}: {', '.join(filter(None, about))}" if any(about) else kind for kind, about in subjects.items()]
    return "; ".join(line.removeprefix(": ") for line in lines)


def _question(question: Question, desk: Desk) -> tuple[str, str]:
    """The kind of a question in words, and what it is about."""
    about = question.option or question.topic or ""
    if question.kind == "compare" and question.plans:
        return "", " and ".join(desk.plans[plan].name if plan in desk.plans else plan for plan in question.plans)
    if question.kind == "compare":
        return ("which plans have", about) if about else ("compare the plans", "")
    if question.kind == "human":
        return ("a person, urgently" if question.urgent else "a person"), ""
    if question.kind in ("hours", "response_time", "draft") and not about:
        about = "in general"
    return _KINDS.get(question.kind, ""), about


def _circumstances(leads: list[Lead], desk: Desk, instant: str) -> str:
    """What is known: empty where the answer is the same whatever is known."""
    plans = [lead.plan for lead in leads if lead.plan]
    markets = [lead.market for lead in leads if lead.market]
    bare = [lead for lead in leads if not lead.plan and not lead.market]
    shown = [instant] if instant else []
    if len(plans) == len(desk.plans) and len(markets) == len(desk.markets) and len(bare) == 2:
        return "".join(shown)
    if len(bare) == 1:
        shown.append("desk told" if bare[0].desk_told else "desk only assumed")
    elif bare:
        shown.append("nothing known")
    if plans:
        every = len(plans) == len(desk.plans)
        shown.append("any plan" if every else "plan " + ", ".join(desk.plans[plan].name for plan in plans))
    if markets:
        shown.append("any market" if len(markets) == len(desk.markets) else "market " + ", ".join(markets))
    return "; ".join(shown)
