"""Did you mean … ? The likeliest requests, as buttons; and the best door to a person where that fails, too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.answers import doors
from bot.answers.answering import question_of
from bot.answers.context import Mentions
from bot.answers.model import OPTION_OF_INTENT, Answer, Context, Part, Scene, option_intent
from bot.answers.topics import topic_name
from bot.locale_format import capitalised, listing
from bot.matrix.model import Catalogue


def did_you_mean(
    intents: Sequence[str], mentions: Mentions, context: Context, catalogue: Catalogue, now: datetime, *, most: int
) -> Answer | None:
    """Up to `most` requests of `intents`, the likeliest first; None where none of them asks anything.

    What the message names goes along: a plan, a desk, an option.
    """
    scene = Scene(catalogue, context, now)
    for intent in intents:
        if len(scene.answer.choices) < most:
            offer_guess(scene, intent, mentions)
    if not scene.answer.choices:
        return None
    scene.say("utter_did_you_mean")
    scene.answer.asks = "intent"
    scene.offer("none_of_these", response="utter_button_none_of_these")
    return scene.answer


def best_person(mentions: Mentions, context: Context, catalogue: Catalogue, now: datetime) -> Answer:
    """A second misunderstanding: the best door to a person now, and what to say there."""
    scene = Scene(catalogue, context, now)
    scene.say("utter_rather_a_person")
    doors.answer_human(scene, urgent=mentions.urgent)
    scene.answer.parts.insert(-1, _what_to_say(scene))
    return scene.answer


def offer_guess(scene: Scene, intent: str, mentions: Mentions) -> None:
    """A button for the intent, where it asks something that merchants ask."""
    question = question_of(intent, mentions, scene.catalogue)
    if question is None:
        return
    named = {"plan": mentions.plans[-1].plan} if mentions.plans else {}
    named |= {"desk": mentions.desks[-1]} if mentions.desks else {}
    if question.kind == "topic":
        scene.offer(intent, title=capitalised(topic_name(scene, question.topic or "")), **named)
    elif question.kind == "option" and (question.option or "") in scene.desk.options:
        option = OPTION_OF_INTENT.get(intent, question.option or "")
        if option in scene.desk.options:
            title = scene.desk.options[option].button.in_(scene.language)
            scene.offer(option_intent(option), title=title, option=option, **named)
    elif question.kind != "option":
        scene.offer(intent, response=f"utter_guess_{question.kind}", **named)


def _what_to_say(scene: Scene) -> Part:
    """What the person there will ask for."""
    desk = scene.desk
    topic = desk.topics.get(desk.general_door.topic or "")
    if topic is None or topic.write is None:
        return Part("utter_say_there")
    names = [desk.details[key].name.in_(scene.language) for key in topic.write.details]
    return Part("utter_say_there_with", {"details": listing(names, scene.language)})
