"""Answers about topics: who answers, what to write, by when."""

from __future__ import annotations

from bot.answers import doors
from bot.answers.model import Scene
from bot.locale_format import day, listing
from bot.matrix.lookup import TopicDoor, topic_door
from bot.matrix.model import Topic


def answer_topic(scene: Scene, key: str) -> None:
    """Which door for `key`? Where the article is silent, it says so and gives the general door."""
    found = topic_door(scene.desk, key, scene.now)
    locked_out = scene.desk.locked_out
    if found is None and locked_out and key in locked_out.topics:
        say_locked_out(scene)
    elif found is None:
        scene.say("utter_topic_not_in_article", desk=scene.desk.name, topic=topic_name(scene, key))
        doors.say_general_door(scene)
        doors.offer_other_desks(scene, key, [desk for desk in scene.catalogue.desks.values() if key in desk.topics])
        scene.say_source()
    elif found.option is not None:
        _answer_through_option(scene, found.topic)
    else:
        _answer_by_mail(scene, key, found)


def say_locked_out(scene: Scene) -> None:
    locked_out = scene.desk.locked_out
    say = locked_out.assumed.say if locked_out and locked_out.assumed else None
    remark = say.in_(scene.language) if say else ""
    scene.say("utter_locked_out", *(o.door for o in scene.desk.options.values() if o.door), desk=scene.desk.name)
    if remark:
        scene.say("utter_remark", text=remark)
    scene.say_source()


def _answer_through_option(scene: Scene, topic: Topic) -> None:
    key = topic.through or scene.desk.general_door.option
    _say_remarks(scene, topic)
    scene.cite(topic)
    doors.say_way(scene, scene.desk.options[key])
    scene.say("utter_time_not_stated")
    scene.say_source()
    for other in (key, *(name for name in scene.desk.options if name != key)):
        option = scene.desk.options[other]
        if other != key and option.door and (not option.plans or set(option.plans) == set(scene.desk.plans)):
            scene.offer_option(other)


def _say_remarks(scene: Scene, topic: Topic) -> None:
    for remark in topic.know_first:
        scene.say("utter_remark", remark, text=remark.in_(scene.language))


def _answer_by_mail(scene: Scene, key: str, found: TopicDoor) -> None:
    topic, mailbox = found.topic, found.mailbox
    if mailbox is None or topic.write is None:
        raise LookupError("a topic without an option has a mailbox and something to write")
    _say_remarks(scene, topic)
    details = [scene.desk.details[detail].name.in_(scene.language) for detail in topic.write.details]
    values = {"address": mailbox.address, "details": listing(details, scene.language)}
    if topic.only_if:
        only_if = topic.only_if.in_(scene.language)
        scene.say("utter_write_to_if", topic, mailbox, topic.write, only_if=only_if, **values)
    else:
        scene.say("utter_write_to", topic, mailbox, topic.write, **values)
    if topic.write.list_lost:
        scene.say("utter_list_lost")
    elif topic.write.assumed:
        scene.say("utter_details_assumed")
    for remark in topic.may_add:
        scene.say("utter_remark", remark, text=remark.in_(scene.language))
    say_time(scene, found)
    scene.say_source()
    scene.offer("draft_email", response="utter_button_draft", topic=key)


def say_time(scene: Scene, found: TopicDoor) -> None:
    """By when, where the article states it; plainly that it does not, where it does not."""
    topic, language = found.topic, scene.language
    if topic.time and found.due:
        what, days = topic.time.what.in_(language), str(found.due.business_days)
        scene.say("utter_due", topic.time, what=what, days=days, date=day(found.due.date, language))
        if found.due.possible_delays:
            delays = (f"{delay.name.in_(language)} ({day(delay.day, language)})" for delay in found.due.possible_delays)
            scene.say("utter_due_may_slip", delays=listing(list(delays), language))
    elif topic.times_unclear:
        times = listing([str(days) for days in topic.times_unclear.business_days], language, "or")
        scene.say("utter_times_unclear", topic.times_unclear, times=times)
    else:
        scene.say("utter_time_not_stated")


def answer_response_time(scene: Scene, key: str | None) -> None:
    """How long does an answer take? For the topic at hand, or for all of the desk's."""
    found = topic_door(scene.desk, key, scene.now) if key else None
    if found is not None:
        scene.say("utter_about_topic", topic=found.topic.name.in_(scene.language))
        say_time(scene, found)
    elif any(topic.time for topic in scene.desk.topics.values()):
        _say_all_times(scene)
    else:
        scene.say("utter_no_times_at_all", desk=scene.desk.name)
        priority = next((o for o in scene.desk.options.values() if o.use_for and not o.door and not o.not_for), None)
        if priority and priority.use_for:
            what, use_for = priority.what.in_(scene.language), priority.use_for.in_(scene.language)
            scene.say("utter_faster_with", priority, priority.use_for, what=what, use_for=use_for)
    scene.say_source()


def _say_all_times(scene: Scene) -> None:
    """One line for each number of business days; then what has no stated time."""
    topics, language = scene.desk.topics.values(), scene.language
    scene.say("utter_times_stated")
    for days in sorted({topic.time.business_days for topic in topics if topic.time}):
        timed = [topic for topic in topics if topic.time and topic.time.business_days == days]
        names = listing([topic.name.in_(language) for topic in timed], language)
        scene.say("utter_time_of_topics", *(t.time for t in timed if t.time), topics=names, days=str(days))
    for topic in topics:
        if topic.times_unclear:
            times = listing([str(days) for days in topic.times_unclear.business_days], language, "or")
            scene.say("utter_time_of_topics", topic.times_unclear, topics=topic.name.in_(language), days=times)
    silent = [topic.name.in_(language) for topic in topics if not topic.time and not topic.times_unclear]
    if silent:
        scene.say("utter_no_time_for", topics=listing(silent, language))


def topic_name(scene: Scene, key: str) -> str:
    """The topic's name in the merchant's language, from whichever desk knows it."""
    found = next((desk.topics[key] for desk in scene.catalogue.desks.values() if key in desk.topics), None)
    return found.name.in_(scene.language) if found else key
