"""Between Rasa and the core: what the tracker says, and what goes back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import now
from bot.answers.answering import answer
from bot.answers.asking import is_about_a_plan, offer_known_plans
from bot.answers.context import Hints, Mentions, Remembered, hints_from, mentions_from, resolve
from bot.answers.layout import COMPOSED
from bot.answers.model import Answer, Context, Part, Question
from bot.catalogue import current_edition
from bot.matrix.model import Catalogue, Language


@dataclass(frozen=True)
class Turn:
    """One message in its conversation. `facts` is the version of the catalogue."""

    catalogue: Catalogue
    facts: str
    intent: str
    mentions: Mentions
    remembered: Remembered
    hints: Hints
    language: Language
    topic: str | None
    pending: Question | None
    last_question: Question | None
    requested_language: str | None
    slots: Mapping[str, Any]

    def context(self, *, claims_plan: bool = False) -> Context:
        return resolve(
            self.mentions, self.remembered, self.hints, self.language, self.catalogue, claims_plan=claims_plan
        )


def read(tracker: Tracker) -> Turn:
    """The turn that the tracker is in. Names that no desk file knows are left out."""
    edition = current_edition()
    catalogue = edition.catalogue
    message = tracker.latest_message
    entities = message.get("entities") or []
    remembered = Remembered(
        desk=_known(tracker.get_slot("desk"), catalogue.desks),
        desk_told=bool(tracker.get_slot("desk_told")),
        plan=tracker.get_slot("plan"),
        focus=tracker.get_slot("plan_in_focus"),
        market=tracker.get_slot("market"),
        page_desk=tracker.get_slot("page_desk"),
    )
    return Turn(
        catalogue=catalogue,
        facts=edition.version,
        intent=(message.get("intent") or {}).get("name") or "",
        mentions=mentions_from(entities, catalogue),
        remembered=remembered,
        hints=hints_from(message.get("metadata"), catalogue),
        language="fr" if tracker.get_slot("language") == "fr" else "pt",
        topic=tracker.get_slot("topic"),
        pending=Question.from_slot(tracker.get_slot("pending")),
        last_question=Question.from_slot(tracker.get_slot("last_question")),
        requested_language=_requested_language(entities),
        slots=tracker.slots,
    )


def _requested_language(entities: list[dict[str, Any]]) -> str | None:
    """The one that is named; of several ("pourquoi en portugais ? parle français") the one they are named in."""
    named = {entity["value"] for entity in entities if entity["entity"] == "requested_language"}
    spoken = {entity["value"] for entity in entities if entity["entity"] == "language"}
    return next(iter(named if len(named) == 1 else named & spoken), None)


def reply(
    dispatcher: CollectingDispatcher, turn: Turn, question: Question, context: Context, lead: Part | None = None
) -> list[EventType]:
    """Answer the question, after the `lead`, and remember what follows from it."""
    given = answer(question, context, turn.catalogue, now())
    if turn.mentions.unknown_plan and is_about_a_plan(question, given):
        given = offer_known_plans(context, turn.catalogue)
    if lead is not None:
        given.parts.insert(0, lead)
    utter(dispatcher, turn, given, context)
    waiting = given.asks is not None
    if question.kind == "find_plan" and turn.pending is not None:
        waiting, question = True, turn.pending  # looking the plan up does not drop what was asked
    return [
        *remember(turn, context, spoken_of=given.asks != "desk"),
        *changed_slots(
            turn,
            pending=question.to_slot() if waiting else None,
            last_question=question.to_slot(),
            topic=question.topic or turn.topic,
        ),
    ]


def remember(turn: Turn, context: Context, *, spoken_of: bool = True) -> list[EventType]:
    """The context as slots; a desk where the merchant told it, or where it was spoken of."""
    keeps_desk = context.desk_certain or spoken_of
    return changed_slots(
        turn,
        desk=context.desk if keeps_desk else turn.remembered.desk,
        desk_told=context.desk_certain,
        page_desk=turn.hints.desk or turn.remembered.page_desk,
        plan=context.plan,
        plan_in_focus=context.focus,
        market=context.market,
    )


def changed_slots(turn: Turn, **values: Any) -> list[EventType]:
    """Events for the slots that have another value: each event is stored, and read again in every later turn."""
    return [SlotSet(name, value) for name, value in values.items() if turn.slots.get(name) != value]


def utter(dispatcher: CollectingDispatcher, turn: Turn, given: Answer, context: Context) -> None:
    """One message: `bot.nlg` composes it from the named responses.

    What it does not use ends up in the message's metadata: the version of the facts that it rests on, the
    desk that it is about, and what it asks for.
    """
    dispatcher.utter_message(
        response=COMPOSED,
        language=context.language,
        facts=turn.facts,
        desk=context.desk,
        asks=given.asks,
        parts=[asdict(part) for part in given.parts],
        choices=[asdict(choice) for choice in given.choices],
    )


def _known(value: Any, names: Any) -> str | None:
    return value if value in names else None
