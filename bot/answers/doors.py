"""Answers about the matrix: one option, all options, and the best door now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers import hours
from bot.answers.model import Scene, option_intent
from bot.locale_format import listing
from bot.matrix.lookup import best_door, doors, has, option_in_plan, options_of, plans_with
from bot.matrix.model import Desk, Option


def answer_option(scene: Scene, key: str) -> None:
    """Can I reach you by `key`? In the plan at hand; asks for the plan where it matters and is unknown."""
    desk = scene.desk
    option = desk.options.get(key)
    if option is None:
        answer_option_not_named(scene, key)
        return
    if not desk.plans:
        say_mailboxes(scene, option)
        scene.offer("draft_email", response="utter_button_draft")
    elif not option.plans:
        scene.say("utter_no_plan_has", option, what=option.what.in_(scene.language))
        say_general_door(scene)
    elif scene.plan is None and not has(desk, key, None):
        ask_plan(scene)
        return
    elif scene.plan is None:
        scene.say("utter_option_everyone", option, what=option.what.in_(scene.language))
        _say_how(scene, key)
    else:
        _answer_for_plan(scene, key, scene.plan)
    scene.say_source()


def _answer_for_plan(scene: Scene, key: str, plan: str) -> None:
    desk, option = scene.desk, scene.desk.options[key]
    found = option_in_plan(desk, key, plan)
    name, what = desk.plans[plan].name, option.what.in_(scene.language)
    if found.included:
        scene.say(f"utter_option_included{_yours(scene)}", option, desk.plans[plan], plan=name, what=what)
        _say_how(scene, key)
        return
    names = [desk.plans[other].name for other in found.plans_with]
    if found.upward and len(names) > 1:
        scene.say("utter_option_not_included_from", option, plan=name, what=what, from_plan=names[0])
    else:
        shown = listing(names, scene.language)
        scene.say("utter_option_not_included_only", option, plan=name, what=what, plans=shown)
    scene.say("utter_use_instead")
    say_doors(scene, found.instead)
    for other in found.instead:
        scene.offer_option(other)
    scene.offer("compare_plans", response="utter_button_compare")


def _say_how(scene: Scene, key: str) -> None:
    """What the option is for, where it is, and when."""
    option = scene.desk.options[key]
    scene.is_about(option)
    if option.use_for and option.see_also:
        values = {"use_for": option.use_for.in_(scene.language), "see_also": option.see_also.in_(scene.language)}
        scene.say("utter_use_for_and_read", option.use_for, option.see_also, **values)
    elif option.use_for:
        scene.say("utter_use_for", option.use_for, use_for=option.use_for.in_(scene.language))
    if option.kinds:
        kinds = [kind.name.in_(scene.language) for kind in option.kinds]
        scene.say("utter_ticket_kinds", *option.kinds, kinds=listing(kinds, scene.language, "or"))
    if option.not_for:
        scene.say("utter_not_for", option.not_for, not_for=option.not_for.in_(scene.language))
    say_way(scene, option)
    others = doors(scene.desk, scene.plan, but=key)
    if not option.door:
        scene.say("utter_no_door_of_its_own")
        say_doors(scene, others)
    if option.hours:
        hours.say_hours(scene, key)
    for other in others[:2]:
        scene.offer_option(other)


def say_way(scene: Scene, option: Option) -> None:
    """How to get through the option's door: step by step, or only where it is."""
    door = option.door
    if door and door.steps:
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(door.steps.in_(scene.language), 1))
        scene.say("utter_steps", door, steps=steps)
    elif door and door.where:
        scene.say("utter_where", door, where=door.where.in_(scene.language))


def say_doors(scene: Scene, keys: tuple[str, ...]) -> None:
    """One line a door: what it is for, what it is, where."""
    for key in keys:
        option = scene.desk.options[key]
        where = option.door.where if option.door else None
        if option.door is None or where is None:
            continue
        values = {"what": option.what.in_(scene.language), "where": where.in_(scene.language)}
        if option.use_for:
            use_for = option.use_for.in_(scene.language)
            scene.say("utter_door_for", option.door, option.use_for, use_for=use_for, **values)
        else:
            scene.say("utter_door", option.door, **values)


def say_mailboxes(scene: Scene, option: Option) -> None:
    """The addresses of a desk without plans, one line each."""
    scene.say("utter_write_by_mail", option, desk=scene.desk.name)
    _say_addresses(scene, option)


def _say_addresses(scene: Scene, option: Option) -> None:
    for key in option.door.mailboxes if option.door else ():
        mailbox = scene.desk.mailboxes[key]
        values = {"use_for": mailbox.use_for.in_(scene.language), "name": mailbox.name.in_(scene.language)}
        scene.say("utter_mailbox", mailbox, address=mailbox.address, **values)


def say_general_door(scene: Scene) -> None:
    """The door for all that the article does not treat."""
    option = scene.desk.options[scene.desk.general_door.option]
    scene.cite(scene.desk.general_door)
    if option.door and option.door.where:
        where, what = option.door.where.in_(scene.language), option.what.in_(scene.language)
        scene.say("utter_general_door", option.door, what=what, where=where)
        scene.offer_option(scene.desk.general_door.option)
    else:
        say_mailboxes(scene, option)


def answer_option_not_named(scene: Scene, key: str) -> None:
    """The desk's article knows nothing of this way of contact: say so, and give the general door."""
    scene.say("utter_option_not_named", desk=scene.desk.name, option=option_name(scene, key))
    say_general_door(scene)
    others = [desk for desk in scene.catalogue.desks.values() if key in desk.options and desk is not scene.desk]
    offer_other_desks(scene, option_intent(key), others, option=key)
    scene.say_source()


def offer_other_desks(scene: Scene, intent: str, desks: Sequence[Desk], **entities: str) -> None:
    """Ask whether another desk was meant, with a button for each."""
    if desks:
        scene.answer.asks = "desk"
        scene.say("utter_other_desk")
    for desk in desks:
        scene.offer(intent, title=desk.name, desk=desk.desk, **entities)


def option_name(scene: Scene, key: str) -> str:
    """The option's name in the merchant's language, from whichever desk knows it."""
    for desk in (scene.desk, *scene.catalogue.desks.values()):
        entry = desk.options.get(key) or desk.not_named.get(key)
        if entry is not None:
            return entry.name.in_(scene.language)
    return key


def answer_contact_options(scene: Scene) -> None:
    """All ways to reach the desk, in the plan at hand; without one, what everybody has and who has more."""
    desk, plan = scene.desk, scene.plan
    if not desk.plans:
        say_mailboxes(scene, desk.options[desk.general_door.option])
        scene.say("utter_topics_help")
        scene.say_source()
        scene.offer("draft_email", response="utter_button_draft")
        return
    mine = options_of(desk, plan)
    missing = [key for key in desk.options if key not in mine]
    if plan is not None:
        scene.say(f"utter_plan_includes{_yours(scene)}", desk.plans[plan], plan=desk.plans[plan].name)
    else:
        scene.say("utter_everyone_has")
    _say_options(scene, mine)
    if plan is None:
        scene.say("utter_depends_on_plan")
        for key in missing:
            say_who_has(scene, key)
        scene.say("utter_ask_which_plan")
        scene.answer.asks = "plan"
        offer_plans(scene)
    elif missing:
        names = [desk.options[key].name.in_(scene.language) for key in missing]
        scene.say("utter_not_included", *(desk.options[key] for key in missing), options=listing(names, scene.language))
        scene.offer("compare_plans", response="utter_button_compare")
    if plan is not None:
        for key in doors(desk, plan):
            scene.offer_option(key)
    scene.say_source()


def _say_options(scene: Scene, keys: tuple[str, ...]) -> None:
    for key in keys:
        option = scene.desk.options[key]
        name = option.name.in_(scene.language)
        if option.door and option.door.where:
            scene.say("utter_door", option, option.door, what=name, where=option.door.where.in_(scene.language))
        else:
            scene.say("utter_item", option, item=name)


def say_who_has(scene: Scene, key: str) -> None:
    """One line: which plans have the option, current plans first."""
    option = scene.desk.options[key]
    families = reversed(list(scene.desk.families))
    plans = [scene.desk.plans[plan].name for family in families for plan in plans_with(scene.desk, key, family)]
    scene.say("utter_who_has", option, option=option.name.in_(scene.language), plans=listing(plans, scene.language))


def answer_human(scene: Scene, *, urgent: bool) -> None:
    """The best door to a person, now."""
    desk = scene.desk
    best = best_door(desk, scene.plan, scene.market, scene.now, urgent=urgent)
    option, because = desk.options[best.option], best.rule.because.in_(scene.language)
    what = option.what.in_(scene.language)
    scene.cite(option, desk.best_door)
    if option.door and option.door.where:
        where = option.door.where.in_(scene.language)
        scene.say("utter_best_door", what=what, because=because)
        scene.say("utter_where", option.door, where=where)
    else:
        scene.say("utter_best_mail", what=what, because=because)
        _say_addresses(scene, option)
        scene.offer("draft_email", response="utter_button_draft")
    if option.hours:
        hours.say_hours(scene, best.option)
    if desk.plans and scene.plan is None:
        more = [key for key, other in desk.options.items() if other.door and not has(desk, key, None)]
        if more:
            names = [desk.options[key].name.in_(scene.language) for key in more]
            scene.say("utter_plan_may_add", options=listing(names, scene.language, "or"))
            for key in more:
                scene.offer_option(key)
    for key in doors(desk, scene.plan, but=best.option):
        scene.offer_option(key)
    scene.say_source()


def ask_plan(scene: Scene, family: str | None = None) -> None:
    """Ask which plan the merchant has; of `family`, or the newest family and a way to the others."""
    scene.answer.asks = "plan"
    scene.say("utter_ask_plan_of_family" if family else "utter_ask_plan")
    offer_plans(scene, family)


def offer_plans(scene: Scene, family: str | None = None) -> None:
    desk = scene.desk
    families = list(desk.families)
    shown = family if family in desk.families else families[-1]
    for key, plan in desk.plans.items():
        if plan.family == shown:
            scene.offer("inform_plan", title=plan.name, plan=key)
    for other in families:
        if other != shown:
            title = desk.families[other].one.in_(scene.language)
            scene.offer("inform_plan", title=title, plan_family=other)
    scene.offer("find_my_plan", response="utter_button_unknown_plan")


def _yours(scene: Scene) -> str:
    return "_yours" if scene.plan_is_theirs else ""
