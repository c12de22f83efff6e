"""Answers about plans: who has what, what differs, and where to find one's own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers import doors
from bot.answers.model import Scene, option_intent
from bot.locale_format import listing
from bot.matrix.lookup import difference, options_of, plans_of_family


def answer_compare(scene: Scene, plans: tuple[str, ...], option: str | None) -> None:
    """Which plans have `option`, what differs between two plans, or the whole matrix."""
    desk = scene.desk
    if not desk.plans:
        say_no_plans(scene)
        return
    if option is not None and option not in desk.options:
        doors.answer_option_not_named(scene, option)
        return
    known = [plan for plan in plans if plan in desk.plans]
    if len(known) >= 2 and known[0] != known[1]:
        _say_difference(scene, known[0], known[1])
    elif option is not None:
        _say_plans_with(scene, option)
    else:
        _say_matrix(scene)
    scene.say_source()


def say_no_plans(scene: Scene) -> None:
    """The desk's article speaks of no plans: say so, name who does, and give the general door."""
    scene.say("utter_no_plans_here", desk=scene.desk.name)
    doors.say_general_door(scene)
    doors.offer_other_desks(scene, "choose_desk", [desk for desk in scene.catalogue.desks.values() if desk.plans])
    scene.say_source()


def _say_plans_with(scene: Scene, key: str) -> None:
    option = scene.desk.options[key]
    what = option.what.in_(scene.language)
    if not option.plans:
        scene.say("utter_no_plan_has", option, what=what)
    elif set(option.plans) == set(scene.desk.plans):
        scene.say("utter_option_everyone", option, what=what)
    else:
        scene.say("utter_plans_with", option, what=what)
        for family_key in reversed(list(scene.desk.families)):
            family = scene.desk.families[family_key]
            names = [
                scene.desk.plans[plan].name for plan in option.plans if scene.desk.plans[plan].family == family_key
            ]
            if names:
                label = family.name.in_(scene.language)
                scene.say("utter_family_line", family, family=label, plans=listing(names, scene.language))
    scene.offer(option_intent(key), response="utter_button_my_plan", option=key)


def _say_difference(scene: Scene, first: str, second: str) -> None:
    desk, language = scene.desk, scene.language
    found = difference(desk, first, second)
    names = {"first": desk.plans[first].name, "second": desk.plans[second].name}

    def shown(keys: tuple[str, ...]) -> str:
        return listing([desk.options[key].name.in_(language) for key in keys], language)

    options = [desk.options[key] for key in (*found.both, *found.only_first, *found.only_second)]
    if not found.only_first and not found.only_second:
        scene.say("utter_same_options", *options, options=shown(found.both), **names)
        return
    if found.both:
        scene.say("utter_both_have", *options, options=shown(found.both), **names)
    for plan, keys in ((first, found.only_first), (second, found.only_second)):
        if keys:
            scene.say("utter_only_has", plan=desk.plans[plan].name, options=shown(keys))


def _say_matrix(scene: Scene) -> None:
    desk = scene.desk
    shared = options_of(desk, None)
    names = [desk.options[key].name.in_(scene.language) for key in shared]
    everyone = listing(names, scene.language)
    scene.say("utter_matrix_intro", *(desk.options[key] for key in shared), options=everyone)
    for family_key, family in reversed(list(desk.families.items())):
        scene.say("utter_family_heading", family, family=family.name.in_(scene.language))
        for key in plans_of_family(desk, family_key):
            plan = desk.plans[key]
            extra = [desk.options[name] for name in options_of(desk, key) if name not in shared]
            if extra:
                shown = listing([option.name.in_(scene.language) for option in extra], scene.language)
                scene.say("utter_matrix_line", plan, *extra, plan=plan.name, options=shown)
            else:
                scene.say("utter_matrix_line_nothing", plan, plan=plan.name)
    doors.offer_plans(scene)


def answer_find_plan(scene: Scene) -> None:
    """Where to see which plan one has."""
    found = scene.desk.find_plan
    if found is None or not scene.desk.plans:
        say_no_plans(scene)
        return
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(found.steps.in_(scene.language), 1))
    scene.say("utter_find_plan", found, steps=steps)
    scene.say_source()
    doors.offer_plans(scene)


def say_unknown_plan(scene: Scene) -> None:
    """A plan that the desk does not have: say so, give the general door, and offer the plans that it has."""
    desk = scene.desk
    if not desk.plans:
        say_no_plans(scene)
        return
    newest_first = reversed(list(desk.families))
    names = [desk.plans[key].name for family in newest_first for key in plans_of_family(desk, family)]
    scene.say("utter_unknown_plan", desk=desk.name)
    doors.say_general_door(scene)
    scene.say("utter_known_plans", *desk.plans.values(), plans=listing(names, scene.language))
    scene.say_source()
    scene.answer.asks = "plan"
    doors.offer_plans(scene)


def ask_which_of(scene: Scene, keys: Sequence[str]) -> None:
    """Ask which of several plans is the merchant's."""
    known = {key: scene.desk.plans[key].name for key in dict.fromkeys(keys) if key in scene.desk.plans}
    scene.say("utter_ask_which_of", plans=listing(list(known.values()), scene.language, "or"))
    scene.answer.asks = "plan"
    for key, name in known.items():
        scene.offer("inform_plan", title=name, plan=key)


def say_plan_of_other_desk(scene: Scene, plan: str) -> None:
    """A plan named together with a desk that does not have it."""
    owner = scene.catalogue.desk_of_plan(plan)
    if owner is not None:
        scene.say("utter_plan_of_other_desk", plan=owner.plans[plan].name, owner=owner.name, desk=scene.desk.name)
