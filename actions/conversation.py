"""Between Rasa and the core: what the tracker says, and what goes back to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import now
from bot.answers.answering import answer
from bot.answers.context import Hints, Mentions, PlanMention, Remembered, hints_from, resolve
from bot.answers.model import Answer, Context, Part, Question
from bot.catalogue import current_catalogue
from bot.matrix.model import Catalogue, Language


@dataclass(frozen=True)
class Turn:
    """One message in its conversation."""

    catalogue: Catalogue
    intent: str
    mentions: Mentions
    remembered: Remembered
    hints: Hints
    language: Language
    topic: str | None
    pending: Question | None
    last_question: Question | None
    requested_language: str | None

    def context(self, *, claims_plan: bool = False) -> Context:
        return resolve(
            self.mentions, self.remembered, self.hints, self.language, self.catalogue, claims_plan=claims_plan
        )


def read(tracker: Tracker) -> Turn:
    """The turn that the tracker is in. Names that no desk file knows are left out."""
    catalogue = current_catalogue()
    message = tracker.latest_message
    entities = [entity for entity in message.get("entities") or [] if isinstance(entity.get("value"), str)]

    def values(name: str) -> list[str]:
        return [entity["value"] for entity in entities if entity["entity"] == name]

    plans = [
        PlanMention(entity["value"], entity.get("role") == "owned")
        for entity in entities
        if entity["entity"] == "plan" and catalogue.desk_of_plan(entity["value"])
    ]
    families = [value for value in values("plan_family") if any(value in d.families for d in catalogue.desks.values())]
    mentions = Mentions(
        desks=tuple(value for value in values("desk") if value in catalogue.desks),
        plans=tuple(plans),
        options=tuple(dict.fromkeys(value for value in values("option") if _is_option(value, catalogue))),
        markets=tuple(value for value in values("market") if catalogue.desk_of_market(value)),
        plan_family=families[-1] if families else None,
        own_plan=bool(values("own_plan")),
        urgent=bool(values("urgent")),
    )
    remembered = Remembered(
        desk=_known(tracker.get_slot("desk"), catalogue.desks),
        plan=tracker.get_slot("plan"),
        focus=tracker.get_slot("plan_in_focus"),
        market=tracker.get_slot("market"),
        page_desk=tracker.get_slot("page_desk"),
    )
    return Turn(
        catalogue=catalogue,
        intent=(message.get("intent") or {}).get("name") or "",
        mentions=mentions,
        remembered=remembered,
        hints=hints_from(message.get("metadata"), catalogue),
        language="fr" if tracker.get_slot("language") == "fr" else "pt",
        topic=tracker.get_slot("topic"),
        pending=Question.from_slot(tracker.get_slot("pending")),
        last_question=Question.from_slot(tracker.get_slot("last_question")),
        requested_language=next(iter(values("requested_language")), None),
    )


def reply(
    dispatcher: CollectingDispatcher, turn: Turn, question: Question, context: Context, lead: Part | None = None
) -> list[EventType]:
    """Answer the question, after the `lead`, and remember what follows from it."""
    given = answer(question, context, turn.catalogue, now())
    if lead is not None:
        given.parts.insert(0, lead)
    utter(dispatcher, given, context.language)
    waiting = given.asks is not None
    if question.kind == "find_plan" and turn.pending is not None:
        waiting, question = True, turn.pending  # looking the plan up does not drop what was asked
    return [
        *remember(turn, context),
        SlotSet("pending", question.to_slot() if waiting else None),
        SlotSet("last_question", question.to_slot()),
        SlotSet("topic", question.topic or turn.topic),
    ]


def remember(turn: Turn, context: Context) -> list[EventType]:
    """The context as slots; a desk only where the merchant told it."""
    return [
        SlotSet("desk", context.desk if context.desk_certain else turn.remembered.desk),
        SlotSet("page_desk", turn.hints.desk or turn.remembered.page_desk),
        SlotSet("plan", context.plan),
        SlotSet("plan_in_focus", context.focus),
        SlotSet("market", context.market),
    ]


def utter(dispatcher: CollectingDispatcher, given: Answer, language: Language) -> None:
    """One message: `bot.nlg` composes it from the named responses."""
    dispatcher.utter_message(
        response="utter_answer",
        language=language,
        parts=[asdict(part) for part in given.parts],
        choices=[asdict(choice) for choice in given.choices],
    )


def _is_option(value: str, catalogue: Catalogue) -> bool:
    return any(value in desk.options or value in desk.not_named for desk in catalogue.desks.values())


def _known(value: Any, names: Any) -> str | None:
    return value if value in names else None
