"""One entry for all questions: which desk, what is missing, and the answer."""

from __future__ import annotations

from datetime import datetime

from bot.answers import doors, drafting, hours, plans, topics
from bot.answers.context import Mentions
from bot.answers.model import OPTION_OF_INTENT, Answer, Context, Question, Scene
from bot.locale_format import listing
from bot.matrix.model import Catalogue, Desk, Language


def question_of(
    intent: str,
    mentions: Mentions,
    catalogue: Catalogue,
    topic: str | None = None,
    last: Question | None = None,
    language: Language | None = None,
) -> Question | None:
    """The question behind an intent, or None if it asks nothing.

    `topic` is the one last spoken of; `last` the last question: "e no Premium?" asks it again for a plan.
    `language` is the one that is asked for, of a mail.
    """
    stranger = next((o for o in mentions.options if not any(o in d.options for d in catalogue.desks.values())), None)
    option = next(iter(mentions.options), None)
    if intent in OPTION_OF_INTENT:
        return Question("option", option=stranger or OPTION_OF_INTENT[intent])
    if intent == "ask_contact_options":
        return Question("option", option=option) if option else Question("contact_options")
    if intent == "ask_opening_hours":
        return Question("hours", option=option)
    if intent == "request_human":
        return Question("human", urgent=mentions.urgent)
    if intent == "compare_plans" and len(mentions.plans) == 1 and last is not None and last.kind == "option":
        return Question("option", option=option or last.option)
    if intent == "compare_plans":
        return Question("compare", option=option, plans=tuple(mention.plan for mention in mentions.plans))
    if intent == "ask_response_time":
        return Question("response_time", topic=topic)
    if intent == "find_my_plan":
        return Question("find_plan")
    if intent == "draft_email":
        return Question("draft", topic=mentions.topic or topic, language=language)
    if any(intent in (*desk.topics, *_locked_out(desk)) for desk in catalogue.desks.values()):
        return Question("topic", topic=intent)
    return None


def answer(question: Question, context: Context, catalogue: Catalogue, now: datetime) -> Answer:
    """Answer `question`, or ask for what is missing (`Answer.asks`)."""
    scene = Scene(catalogue, context, now)
    if context.named_plan is not None and context.named_plan not in scene.desk.plans:
        plans.say_plan_of_other_desk(scene, context.named_plan)
    if not knows(scene.desk, question) and not context.desk_certain:
        others = [desk for desk in catalogue.desks.values() if knows(desk, question)]
        if others:
            ask_desk(scene)
            return scene.answer
    _dispatch(scene, question)
    if not context.desk_certain and question.kind in ("human", "contact_options"):
        intent = "request_human" if question.kind == "human" else "ask_contact_options"
        for desk in catalogue.desks.values():
            if desk is not scene.desk:
                scene.offer(intent, title=desk.name, desk=desk.desk)
    return scene.answer


def knows(desk: Desk, question: Question) -> bool:
    """Whether the desk's article has anything to say about the question."""
    if question.kind == "option":
        return question.option in desk.options
    if question.kind == "topic":
        return question.topic in desk.topics
    if question.kind == "hours":
        named = desk.options.get(question.option) if question.option else None
        return named is not None or any(option.hours for option in desk.options.values())
    if question.kind in ("compare", "find_plan"):
        return bool(desk.plans)
    if question.kind == "response_time":
        return any(topic.time for topic in desk.topics.values())
    if question.kind == "draft":
        return question.topic is None or question.topic in desk.topics
    return True


def ask_desk(scene: Scene) -> None:
    """Ask which desk is meant."""
    desks = scene.catalogue.desks.values()
    shown = [f"{desk.name} ({desk.about.in_(scene.language)})" for desk in desks]
    scene.answer.asks = "desk"
    scene.say("utter_ask_desk", desks=listing(shown, scene.language, "or"))
    for desk in desks:
        scene.offer("choose_desk", title=desk.name, desk=desk.desk)


def _dispatch(scene: Scene, question: Question) -> None:
    if question.kind == "option":
        doors.answer_option(scene, question.option or scene.desk.general_door.option)
    elif question.kind == "contact_options":
        doors.answer_contact_options(scene)
    elif question.kind == "hours" and (question.option is None or question.option in scene.desk.options):
        hours.answer_hours(scene, question.option)
    elif question.kind == "hours":
        doors.answer_option_not_named(scene, question.option or "")
    elif question.kind == "topic":
        topics.answer_topic(scene, question.topic or "")
    elif question.kind == "human":
        doors.answer_human(scene, urgent=question.urgent)
    elif question.kind == "compare":
        plans.answer_compare(scene, question.plans, question.option)
    elif question.kind == "response_time":
        topics.answer_response_time(scene, question.topic)
    elif question.kind == "find_plan":
        plans.answer_find_plan(scene)
    elif question.kind == "draft":
        drafting.answer_draft(scene, question.topic, question.language)


def _locked_out(desk: Desk) -> tuple[str, ...]:
    return tuple(desk.locked_out.topics) if desk.locked_out else ()
