"""The support matrix as the demo page shows it: what an answer rests on, with the lines of the article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.matrix.lookup import has, plans_of_family
from bot.matrix.model import LANGUAGES, Bilingual, Catalogue, Desk, Fact, Language, OpeningHours, Option, Topic

Json = dict[str, Any]


def matrix_view(catalogue: Catalogue) -> Json:
    """Desk -> its matrix. What is worded stands there as `{pt, fr}`; lines count from 1."""
    return {key: _desk(desk) for key, desk in catalogue.desks.items()}


def _desk(desk: Desk) -> Json:
    article = desk.article
    return {
        "name": desk.name,
        "about": _both(desk.about),
        "default_for": desk.default_for,
        "article": {
            "title": article.title,
            "url": str(article.url),
            "language": article.language,
            "read": article.read.isoformat(),
        },
        "families": [
            {
                "key": key,
                "name": _both(family.name),
                "plans": [{"key": plan, "name": desk.plans[plan].name} for plan in plans_of_family(desk, key)],
            }
            for key, family in desk.families.items()
        ],
        "options": [_option(desk, key, option) for key, option in desk.options.items()],
        "topics": [_topic(desk, key, topic) for key, topic in desk.topics.items()],
        "doors": _doors(desk),
    }


def _option(desk: Desk, key: str, option: Option) -> Json:
    return {
        "key": key,
        "name": _both(option.name),
        "plans": [plan for plan in desk.plans if has(desk, key, plan)],
        "hours": [_hours(desk, hours) for hours in option.hours],
        **_evidence(option),
    }


def _hours(desk: Desk, hours: OpeningHours) -> Json:
    return {
        "markets": {
            language: [desk.markets[market].name.in_(language) for market in hours.markets] for language in LANGUAGES
        },
        "open": hours.open,
        "zone": hours.zone,
        **_evidence(hours),
    }


def _topic(desk: Desk, key: str, topic: Topic) -> Json:
    details = topic.write.details if topic.write else ()  # what a mail may hold besides is no fact of the article
    times = topic.times_unclear.business_days if topic.times_unclear else ()
    return {
        "key": key,
        "name": _both(topic.name),
        "mailbox": desk.mailboxes[topic.mailbox].address if topic.mailbox else None,
        "through": _both(desk.options[topic.through].name) if topic.through else None,
        "write": {language: [desk.details[one].label.in_(language) for one in details] for language in LANGUAGES},
        "business_days": [topic.time.business_days] if topic.time else list(times),
        **_evidence(topic, *filter(None, (topic.write, topic.time, topic.times_unclear))),
    }


def _doors(desk: Desk) -> dict[Language, list[Json]]:
    """The ways that are open to every customer, for a page to show while the assistant is out of reach."""
    return {language: list(_doors_in(desk, language)) for language in LANGUAGES}


def _doors_in(desk: Desk, language: Language) -> Iterable[Json]:
    for key, option in desk.options.items():
        if option.door is None or not has(desk, key, None):
            continue
        if option.door.where is not None:
            yield {"name": option.name.in_(language), "where": option.door.where.in_(language)}
        for mailbox in (desk.mailboxes[one] for one in option.door.mailboxes):
            yield {"name": mailbox.use_for.in_(language), "address": mailbox.address}


def _evidence(*facts: Fact) -> Json:
    """The lines that these facts were read from, and whether some of them are our own reading."""
    lines = {source.line for fact in facts for source in fact.source}
    return {"lines": sorted(lines), "assumed": any(fact.assumed is not None for fact in facts)}


def _both(text: Bilingual) -> dict[Language, str]:
    return {language: text.in_(language) for language in LANGUAGES}
