"""The questions that one can ask the support matrix. Pure: the instant is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.deadlines import Due, due
from bot.hours import surely_open
from bot.matrix.model import BestDoorRule, Desk, If, Mailbox, Option, Topic


@dataclass(frozen=True)
class OptionInPlan:
    """Whether a plan has an option; if not, who has it and what to use instead.

    `plans_with` are the plans of the same family that have it, from small to large (of all families
    where this family has none). `upward` is true when they are all plans from the first one on.
    """

    option: str
    plan: str
    included: bool
    plans_with: tuple[str, ...]
    upward: bool
    instead: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Options of two plans, by name."""

    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    both: tuple[str, ...]


@dataclass(frozen=True)
class TopicDoor:
    """Who answers a topic: a mailbox to write to, or an option to go through; and by when."""

    topic: Topic
    mailbox: Mailbox | None
    option: Option | None
    due: Due | None


@dataclass(frozen=True)
class BestDoor:
    option: str
    rule: BestDoorRule


def options_of(desk: Desk, plan: str | None) -> tuple[str, ...]:
    """The options of `plan`; without a plan, those that everybody has."""
    return tuple(key for key in desk.options if has(desk, key, plan))


def has(desk: Desk, option: str, plan: str | None) -> bool:
    """Whether `plan` has `option`; without a plan, whether everybody has it."""
    plans = desk.options[option].plans
    if not desk.plans:
        return True
    return plan in plans if plan is not None else set(plans) == set(desk.plans)


def plans_of_family(desk: Desk, family: str) -> tuple[str, ...]:
    """The family's plans, from small to large."""
    return tuple(key for key, plan in desk.plans.items() if plan.family == family)


def plans_with(desk: Desk, option: str, family: str | None = None) -> tuple[str, ...]:
    """The plans that have `option`, from small to large; of one family where it is given."""
    return tuple(
        key for key, plan in desk.plans.items() if key in desk.options[option].plans and family in (None, plan.family)
    )


def option_in_plan(desk: Desk, option: str, plan: str) -> OptionInPlan:
    """Does `plan` have `option`? `KeyError` for names that the desk does not have."""
    family = desk.plans[plan].family
    with_it = plans_with(desk, option, family) or plans_with(desk, option)
    of_family = plans_of_family(desk, family)
    included = has(desk, option, plan)
    return OptionInPlan(
        option=option,
        plan=plan,
        included=included,
        plans_with=with_it,
        upward=len(with_it) > 0 and with_it == of_family[-len(with_it) :],
        instead=() if included else doors(desk, plan, but=option),
    )


def doors(desk: Desk, plan: str | None, *, but: str | None = None) -> tuple[str, ...]:
    """The options of `plan` that one can go through, `but` one; the desk's preferred ones first."""
    preferred = [rule.option for rule in desk.best_door.not_urgent]
    found = [key for key in options_of(desk, plan) if desk.options[key].door and key != but]
    return tuple(sorted(found, key=lambda key: preferred.index(key) if key in preferred else len(preferred)))


def difference(desk: Desk, first: str, second: str) -> Difference:
    """What differs between two plans."""
    a, b = options_of(desk, first), options_of(desk, second)
    return Difference(
        only_first=tuple(key for key in a if key not in b),
        only_second=tuple(key for key in b if key not in a),
        both=tuple(key for key in a if key in b),
    )


def topic_door(desk: Desk, topic: str, now: datetime) -> TopicDoor | None:
    """Who answers `topic`, and by which date where a time is stated; None where the article is silent."""
    entry = desk.topics.get(topic)
    if entry is None:
        return None
    deadline = None
    if entry.time and desk.business_days:
        deadline = due(desk.business_days, entry.time.business_days, now)
    return TopicDoor(
        topic=entry,
        mailbox=desk.mailboxes[entry.mailbox] if entry.mailbox else None,
        option=desk.options[entry.through] if entry.through else None,
        due=deadline,
    )


def best_door(desk: Desk, plan: str | None, market: str | None, now: datetime, *, urgent: bool) -> BestDoor:
    """The first line of the desk's own table that holds. Without a plan, only what everybody has.

    Raises:
        LookupError: if no line holds, because the plan has none of the table's options.
    """
    rules = desk.best_door.urgent if urgent else desk.best_door.not_urgent
    for rule in rules:
        if not has(desk, rule.option, plan):
            continue
        if rule.if_ is If.OPEN and not surely_open(desk, desk.options[rule.option], market, now):
            continue
        return BestDoor(rule.option, rule)
    raise LookupError(f"the best_door table of {desk.desk} has no line for the plan {plan}")
