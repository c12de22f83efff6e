"""The mail, ready to send: asks for what is missing, says what is wrong, and shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot import drafts
from bot.answers import doors, topics
from bot.answers.model import Letter, Part, Scene
from bot.details import CNPJ_LENGTH, NEED_EXAMPLES, Problem
from bot.drafts import Draft
from bot.locale_format import capitalised, listing
from bot.matrix.lookup import topic_door
from bot.matrix.model import LANGUAGES, Desk, Language, Mailbox, Topic

GAP = "____"  # stands in the mail for what was left out


def answer_draft(scene: Scene, key: str | None, language: Language | None = None) -> None:
    """The mail about this topic; without one, about the draft's under way. Asks for what is missing."""
    draft = _of_this_desk(scene)
    key = key or (draft.topic if draft else None)
    topic = scene.desk.topics.get(key) if key else None
    if key is None or topic is None or topic.mailbox is None or topic.write is None:
        scene.answer.draft = draft
        _ask_topic(scene)
        return
    _go_on(scene, topic, drafts.begun(scene.desk, key, draft), language)


def take_details(scene: Scene, given: Mapping[str, str], topic: str | None = None) -> None:
    """What the merchant gave, detail by detail: into the mail with what is valid, and on to what is missing.

    Without a mail under way, it is about `topic`, where the desk writes about it.
    """
    desk, draft = scene.desk, _of_this_desk(scene) or Draft(scene.desk.desk)
    if draft.topic is None and topic in desk.topics and desk.topics[topic].mailbox:
        draft = drafts.begun(desk, topic, draft)
    wrong: list[tuple[str, Problem]] = []
    for detail, text in given.items():
        if detail in desk.details:
            draft, problem = drafts.taken(desk, draft, detail, text)
            wrong += [(detail, problem)] if problem else []
    awaited = draft.awaits if draft.awaits in dict(wrong) else None
    enough = awaited is not None and draft.asked_again > drafts.PATIENCE
    for detail, problem in wrong:
        if not enough or detail != awaited:
            scene.say(f"utter_wrong_{problem}", **_form(scene, detail))
    entry = desk.topics.get(draft.topic) if draft.topic else None
    if entry is None:
        scene.answer.draft = draft
        _ask_topic(scene)
        return
    if awaited is not None and not enough:
        _offer_to_go_on(scene, draft, awaited)
        return
    _go_on(scene, entry, _left_out(scene, draft, awaited) if awaited is not None else draft)


def _form(scene: Scene, detail: str) -> dict[str, str]:
    """What a valid one looks like, for the responses that say what is wrong."""
    entry = scene.desk.details[detail]
    if entry.kind not in NEED_EXAMPLES:
        return {}
    length = {"length": str(CNPJ_LENGTH)} if entry.kind == "cnpj" else {}
    return {"examples": listing(entry.examples, scene.language, "or"), **length}


def skip_detail(scene: Scene) -> bool:
    """Go on without what was asked for; False where nothing was."""
    draft = _of_this_desk(scene)
    topic = scene.desk.topics.get(draft.topic) if draft and draft.topic else None
    if draft is None or topic is None or draft.awaits is None:
        return False
    optional = drafts.is_optional(scene.desk, topic, draft.awaits)
    draft = drafts.without(draft, draft.awaits) if optional else _left_out(scene, draft, draft.awaits)
    _go_on(scene, topic, draft)
    return True


def ask_again(scene: Scene) -> bool:
    """After a digression: back to what the mail lacks; a button alone where it was asked twice. Whether it asks."""
    draft = _of_this_desk(scene)
    detail = draft.awaits if draft else None
    topic = scene.desk.topics.get(draft.topic) if draft and draft.topic else None
    if draft is None or detail is None or topic is None:
        return False
    if draft.asked_again + 1 >= drafts.PATIENCE:
        scene.answer.draft = replace(draft, asked=0)
        scene.offer("draft_email", response="utter_button_back_to_mail")
        return False
    name = scene.desk.details[detail].name.in_(scene.language)
    scene.say_apart("utter_back_to_the_mail", {"detail": name})
    scene.answer.draft, scene.answer.asks = drafts.asking(draft, detail), "detail"
    _offer_ways_on(scene, topic, detail)
    return True


def _go_on(scene: Scene, topic: Topic, draft: Draft, language: Language | None = None) -> None:
    missing = drafts.next_missing(scene.desk, draft)
    if missing is not None and missing == draft.awaits and draft.asked >= drafts.PATIENCE:
        draft = _left_out(scene, draft, missing)
        missing = drafts.next_missing(scene.desk, draft)
    if missing is None:
        _show(scene, topic, drafts.at_rest(draft), language)
        return
    values = {"detail": scene.desk.details[missing].name.in_(scene.language)}
    if not draft.noticed:
        scene.say("utter_data_notice")
    if scene.answer.parts:
        scene.say_apart("utter_ask_detail", values)
    else:
        scene.say("utter_ask_detail", **values)
    scene.answer.draft, scene.answer.asks = drafts.asking(draft, missing), "detail"
    _offer_ways_on(scene, topic, missing)


def _offer_to_go_on(scene: Scene, draft: Draft, detail: str) -> None:
    """The answer was not valid. When the detail is asked for the third time, say that it goes without."""
    if draft.asked_again >= drafts.PATIENCE:
        scene.say("utter_go_on_without", detail=scene.desk.details[detail].name.in_(scene.language))
    scene.answer.draft, scene.answer.asks = draft, "detail"
    scene.offer("skip_detail", response="utter_button_go_on_without")
    scene.offer("stop", response="utter_button_stop")


def _offer_ways_on(scene: Scene, topic: Topic, detail: str) -> None:
    if drafts.is_optional(scene.desk, topic, detail):
        scene.offer("skip_detail", response="utter_button_skip")
    scene.offer("stop", response="utter_button_stop")


def _left_out(scene: Scene, draft: Draft, detail: str) -> Draft:
    scene.say("utter_left_out", detail=scene.desk.details[detail].name.in_(scene.language))
    return drafts.without(draft, detail)


def _show(scene: Scene, topic: Topic, draft: Draft, language: Language | None) -> None:
    desk, mailbox = scene.desk, scene.desk.mailboxes[topic.mailbox or ""]
    own: Language = "fr" if desk.article.language == "fr" else "pt"
    written_in = language or own
    scene.answer.draft = draft
    scene.say("utter_mail_ready", topic, mailbox, address=mailbox.address)
    if any(not drafts.is_optional(desk, topic, key) for key in draft.skipped):
        scene.say("utter_mail_has_gaps", gap=GAP)
    if written_in == own != scene.language:
        scene.say(f"utter_mail_in_{own}", desk=desk.name)
    found = topic_door(desk, draft.topic or "", scene.now)
    if found is not None:
        topics.say_time(scene, found)
    scene.say_source()
    scene.answer.letter = _letter(desk, topic, mailbox, draft, written_in)
    for other in LANGUAGES:
        if other != written_in and scene.language != own:
            scene.offer(
                "draft_email",
                response=f"utter_button_mail_in_{other}",
                topic=draft.topic or "",
                requested_language=other,
            )


def _letter(desk: Desk, topic: Topic, mailbox: Mailbox, draft: Draft, language: Language) -> Letter:
    fields = []
    for key in drafts.details_of(topic):
        value = draft.given.get(key) or ("" if drafts.is_optional(desk, topic, key) else GAP)
        if value:
            label = desk.details[key].label.in_(language)
            fields.append(Part("utter_mail_field", {"label": label, "value": value}, language))
    name = topic.name.in_(language)
    sender = draft.given.get(next((key for key, detail in desk.details.items() if detail.kind == "name"), ""))
    if sender:
        subject = Part("utter_mail_subject_of", {"topic": capitalised(name), "sender": sender}, language)
        body = Part("utter_mail_body_signed", {"topic": name, "sender": sender}, language)
    else:
        subject = Part("utter_mail_subject", {"topic": name}, language)
        body = Part("utter_mail_body", {"topic": name}, language)
    return Letter(mailbox.address, subject, body, tuple(fields))


def _of_this_desk(scene: Scene) -> Draft | None:
    draft = scene.context.draft
    return draft if draft is not None and draft.desk == scene.desk.desk else None


def _ask_topic(scene: Scene) -> None:
    written = {key: topic for key, topic in scene.desk.topics.items() if topic.mailbox}
    if not written:
        scene.say("utter_no_mail_here", desk=scene.desk.name)
        doors.say_general_door(scene)
        scene.say_source()
        return
    scene.answer.asks = "topic"
    scene.say("utter_ask_topic")
    for key, topic in written.items():
        scene.offer(key, title=capitalised(topic.name.in_(scene.language)))


def stopped(draft: Draft | None) -> Draft | None:
    """The draft, left for now: what was given stays known in this conversation."""
    return replace(drafts.at_rest(draft), topic=None, skipped=()) if draft else None
