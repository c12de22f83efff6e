"""Between Rasa and the core: what the tracker says, and what goes back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import now
from bot.answers import drafting
from bot.answers.afterwards import after
from bot.answers.asking import AskedBack, is_about_a_plan, offer_known_plans
from bot.answers.both import answers
from bot.answers.context import Hints, Mentions, Remembered, hints_from, mentions_from, resolve
from bot.answers.guessing import best_person
from bot.answers.layout import COMPOSED
from bot.answers.model import Answer, Choice, Context, Part, Question, Scene
from bot.catalogue import current_edition
from bot.drafts import Draft
from bot.matrix.model import LANGUAGES, Catalogue, Language

ENOUGH = 2  # times that the same thing is asked back in a row


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
    requested_language: Language | None
    misunderstood: int
    asked_back: AskedBack | None
    slots: Mapping[str, Any]

    def context(self, *, claims_plan: bool = False) -> Context:
        return resolve(
            self.mentions, self.remembered, self.hints, self.language, self.catalogue, claims_plan=claims_plan
        )

    def asks_again(self, question: Question, context: Context) -> bool:
        """Whether the merchant puts the last question once more, and nothing has changed since."""
        before = self.remembered
        known = (before.desk, before.plan, before.focus, before.market)
        same = known == (context.desk, context.plan, context.focus, context.market) and not self.requested_language
        return same and question == self.last_question


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
        draft=Draft.from_slot(tracker.get_slot("draft")),
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
        misunderstood=int(tracker.get_slot("misunderstood") or 0),
        asked_back=AskedBack.from_slot(tracker.get_slot("asked_back")),
        slots=tracker.slots,
    )


def _requested_language(entities: list[dict[str, Any]]) -> Language | None:
    """The one that is named; of several ("pourquoi en portugais ? parle français") the one they are named in."""
    named = {entity["value"] for entity in entities if entity["entity"] == "requested_language"}
    spoken = {entity["value"] for entity in entities if entity["entity"] == "language"}
    meant = named if len(named) == 1 else named & spoken
    return next((language for language in LANGUAGES if language in meant), None)


def reply(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    question: Question,
    context: Context,
    lead: Part | None = None,
    **told: Any,
) -> list[EventType]:
    """Answer the question, after the `lead`, and remember what follows from it. `told` goes into the metadata."""
    *before, (question, given) = answers(question, context, turn.catalogue, now())
    for _, one in before:
        one.parts[:0] = [lead] if lead else []
        utter(dispatcher, turn, one, context, **told)
        lead, told = None, {**told, "follows": True}
    if turn.mentions.unknown_plan and is_about_a_plan(question, given):
        given = offer_known_plans(context, turn.catalogue)
    return hand_over(dispatcher, turn, question, given, context, lead, **told)


def hand_over(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    question: Question,
    given: Answer,
    context: Context,
    lead: Part | None = None,
    **told: Any,
) -> list[EventType]:
    """Utter an answer to the question, after the `lead`; go back to a mail under way; and remember."""
    asked = AskedBack.after(turn.asked_back, given.asks)
    if asked and asked.times > ENOUGH:
        asked, question = None, Question("human", urgent=turn.mentions.urgent)
        given = best_person(turn.mentions, context, turn.catalogue, now())
    if lead is not None:
        given.parts.insert(0, lead)
    if question.kind != "draft" and given.asks is None:
        ask_for_the_mail(turn, given, context)
    more = after(question, given, asked_before=turn.asks_again(question, context))
    utter(dispatcher, turn, given, context, more, **told)
    waiting = given.asks not in (None, "detail")
    if question.kind == "find_plan" and turn.pending is not None:
        waiting, question = True, turn.pending  # looking the plan up does not drop what was asked
    return [
        *remember(turn, context, spoken_of=given.asks != "desk"),
        *changed_slots(
            turn,
            pending=question.to_slot() if waiting else None,
            last_question=question.to_slot(),
            topic=question.topic or turn.topic,
            draft=given.draft.to_slot() if given.draft else turn.slots.get("draft"),
            asked_back=asked.to_slot() if asked else None,
            misunderstood=None,
        ),
    ]


def ask_for_the_mail(turn: Turn, given: Answer, context: Context) -> None:
    """Add to the answer what the mail under way still lacks."""
    if context.draft is not None:
        about = replace(context, desk=context.draft.desk)
        drafting.ask_again(Scene(turn.catalogue, about, now(), given))


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


def utter(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    given: Answer,
    context: Context,
    more: Sequence[Choice] = (),
    **told: Any,
) -> None:
    """One message, and one more for a mail: `bot.nlg` composes them from the named responses.

    What it does not use ends up in the message's metadata: the version of the facts that it rests on, the
    desk that it is about, and what it asks for. The buttons, with `more` of them, stand below the last one.
    """
    identity = {"language": context.language, "facts": turn.facts, "desk": context.desk, "asks": given.asks, **told}
    choices = [dict(vars(choice)) for choice in (*given.choices, *more)]
    parts = [dict(vars(part)) for part in given.parts]
    first_choices = [] if given.letter else choices
    dispatcher.utter_message(response=COMPOSED, parts=parts, choices=first_choices, **identity)
    if given.letter:
        dispatcher.utter_message(response=COMPOSED, letter=asdict(given.letter), choices=choices, **identity)


def _known(value: Any, names: Any) -> str | None:
    return value if value in names else None
