"""What a message mentions, and the context that follows from it and from what is remembered."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.answers.model import Context
from bot.drafts import Draft
from bot.matrix.model import Catalogue, Desk, Language

_FLAG = ("true",)


@dataclass(frozen=True)
class PlanMention:
    """A plan that is named; `owned` where the merchant says that it is theirs."""

    plan: str
    owned: bool = False


@dataclass(frozen=True)
class Mentions:
    """What one message names, in its order; `own_plan` where it says "my plan", `unknown_plan` where one of none,
    `several_plans` where it joins two of them.
    `topic` is a button's own, `also_asks` the intent of another request in the message, which may
    stand before the one that the message is taken for.
    """

    desks: tuple[str, ...] = ()
    plans: tuple[PlanMention, ...] = ()
    options: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    plan_family: str | None = None
    unknown_plan: bool = False
    several_plans: bool = False
    own_plan: bool = False
    urgent: bool = False
    confirmed: bool = False
    topic: str | None = None
    also_asks: str | None = None
    asks_it_before: bool = False


@dataclass(frozen=True)
class Remembered:
    """What the conversation knows from before.

    `desk` is the one last spoken of, `desk_told` whether the merchant named it; `page_desk` the page's
    hint at that time; `draft` the mail under way.
    """

    desk: str | None = None
    desk_told: bool = False
    plan: str | None = None
    focus: str | None = None
    market: str | None = None
    page_desk: str | None = None
    draft: Draft | None = None


@dataclass(frozen=True)
class Hints:
    """What the page says; the merchant may correct it."""

    desk: str | None = None
    plan: str | None = None
    market: str | None = None


def mentions_from(entities: Iterable[Mapping[str, Any]], catalogue: Catalogue) -> Mentions:
    """The mentions among entities `{entity, value, role}`; what no desk file knows is left out."""
    found = [entity for entity in entities if isinstance(entity.get("value"), str)]

    def values(name: str, known: Container[str]) -> tuple[str, ...]:
        return tuple(entity["value"] for entity in found if entity["entity"] == name and entity["value"] in known)

    desks = catalogue.desks.values()
    options = {key for desk in desks for key in (*desk.options, *desk.not_named)}
    families = values("plan_family", {key for desk in desks for key in desk.families})
    return Mentions(
        desks=values("desk", catalogue.desks),
        plans=tuple(
            PlanMention(entity["value"], entity.get("role") == "owned")
            for entity in found
            if entity["entity"] == "plan" and catalogue.desk_of_plan(entity["value"])
        ),
        options=tuple(dict.fromkeys(values("option", options))),
        markets=values("market", {key for desk in desks for key in desk.markets}),
        plan_family=families[-1] if families else None,
        unknown_plan=bool(values("unknown_plan", _FLAG)),
        several_plans=bool(values("several_plans", _FLAG)),
        own_plan=bool(values("own_plan", _FLAG)),
        urgent=bool(values("urgent", _FLAG)),
        confirmed=bool(values("confirmed", _FLAG)),
        topic=next(iter(values("topic", {key for desk in desks for key in desk.topics})), None),
        asks_it_before=any(one.get("role") == "before" for one in found if one["entity"] == "also_asks"),
        also_asks=next((entity["value"] for entity in found if entity["entity"] == "also_asks"), None),
    )


def details_given(entities: Iterable[Mapping[str, Any]], desk: Desk, draft: Draft | None) -> dict[str, str]:
    """What a message gives for a mail, by detail of the desk: what it was asked for, a store's name, a CNPJ."""
    kinds: dict[str, str] = {}
    for key, detail in desk.details.items():
        kinds.setdefault(detail.kind, key)
    given: dict[str, str] = {}
    for entity in entities:
        value, key = entity.get("value"), ""
        if entity.get("entity") == "detail":
            key = entity.get("role") or (draft.awaits if draft else None) or ""
        elif entity.get("entity") in ("store", "cnpj"):
            key = kinds.get("name" if entity["entity"] == "store" else "cnpj", "")
        if key and isinstance(value, str):
            given.setdefault(key, value)
    return given


def hints_from(metadata: Mapping[str, object] | None, catalogue: Catalogue) -> Hints:
    """Hints of a channel's metadata; what no desk file knows is left out."""
    found = {key: value for key, value in (metadata or {}).items() if isinstance(value, str)}
    desk, plan, market = found.get("desk"), found.get("plan"), found.get("market")
    return Hints(
        desk=desk if desk in catalogue.desks else None,
        plan=plan if plan and catalogue.desk_of_plan(plan) else None,
        market=market if market and catalogue.desk_of_market(market) else None,
    )


def resolve(
    mentions: Mentions,
    remembered: Remembered,
    hints: Hints,
    language: Language,
    catalogue: Catalogue,
    *,
    claims_plan: bool = False,
) -> Context:
    """The context of this message.

    `claims_plan` is true where any plan that is named is meant as the merchant's own: an answer to our
    question, or the intent to tell it. The desk is, in this order: the one named, the desk of a plan
    named, the page's, the conversation's, the language's default. A page's hint that was there already
    when the merchant named a desk has been corrected, and no longer counts.
    """
    claimed = [mention.plan for mention in mentions.plans if mention.owned or claims_plan]
    plan = claimed[-1] if claimed else (remembered.plan or hints.plan)
    if mentions.plans:
        focus: str | None = mentions.plans[-1].plan
    else:
        focus = plan if mentions.own_plan else remembered.focus
    market = mentions.markets[-1] if mentions.markets else (remembered.market or hints.market)
    desk, certain = _desk(mentions, remembered, hints, catalogue)
    return Context(
        language=language,
        desk=desk if desk is not None else catalogue.default_desk(language).desk,
        desk_certain=certain,
        plan=plan,
        focus=focus,
        market=market,
        named_plan=mentions.plans[-1].plan if mentions.plans else None,
        draft=remembered.draft,
    )


def _desk(mentions: Mentions, remembered: Remembered, hints: Hints, catalogue: Catalogue) -> tuple[str | None, bool]:
    """The desk, and whether the merchant told it."""
    if mentions.desks:
        return mentions.desks[-1], True
    if mentions.plans:
        owner = catalogue.desk_of_plan(mentions.plans[-1].plan)
        if owner is not None:
            return owner.desk, True
    page_moved = hints.desk is not None and hints.desk != remembered.page_desk
    if remembered.desk is not None and not page_moved:
        return remembered.desk, remembered.desk_told
    return hints.desk, False
