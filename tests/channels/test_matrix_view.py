"""What the demo page shows of the desk files."""

from __future__ import annotations

import json

from bot.channels.matrix_view import matrix_view
from bot.matrix.lookup import has
from bot.matrix.model import Catalogue, Desk


def test_it_is_json_and_names_every_desk(catalogue: Catalogue) -> None:
    view = json.loads(json.dumps(matrix_view(catalogue)))
    assert {key: desk["name"] for key, desk in view.items()} == {
        key: desk.name for key, desk in catalogue.desks.items()
    }


def test_a_plan_has_the_options_that_the_matrix_gives_it(catalogue: Catalogue, sendcloud: Desk) -> None:
    shown = {option["key"]: option["plans"] for option in matrix_view(catalogue)["sendcloud"]["options"]}
    assert shown == {key: [plan for plan in sendcloud.plans if has(sendcloud, key, plan)] for key in sendcloud.options}


def test_families_hold_all_plans_from_small_to_large(catalogue: Catalogue, sendcloud: Desk) -> None:
    families = matrix_view(catalogue)["sendcloud"]["families"]
    assert [plan["key"] for family in families for plan in family["plans"]] == list(sendcloud.plans)


def test_evidence_names_the_lines_and_tells_readings_of_ours(catalogue: Catalogue) -> None:
    options = {option["key"]: option for option in matrix_view(catalogue)["sendcloud"]["options"]}
    assert (options["phone"]["lines"], options["phone"]["assumed"]) == ([11, 18], True)
    assert (options["chat"]["lines"], options["chat"]["assumed"]) == ([10, 17], False)


def test_a_topic_tells_where_to_write_what_and_by_when(catalogue: Catalogue) -> None:
    topics = {topic["key"]: topic for topic in matrix_view(catalogue)["clearsale"]["topics"]}
    login = topics["request_login"]
    assert login["mailbox"] == "central.relacionamento@clear.sale"
    assert login["write"]["fr"] == ["Nom de la boutique", "CNPJ"]
    assert login["business_days"] == [3]
    assert login["lines"] == [7, 8]
    assert topics["account_question"]["business_days"] == [3, 10]
    assert topics["cancel_plan"]["business_days"] == []


def test_the_doors_of_a_page_without_the_assistant_are_open_to_every_customer(catalogue: Catalogue) -> None:
    view = matrix_view(catalogue)
    assert [door["address"] for door in view["clearsale"]["doors"]["pt"]] == [
        "central.relacionamento@clear.sale",
        "suporte@clear.sale",
    ]
    assert [door["name"] for door in view["sendcloud"]["doors"]["fr"]] == ["e-mail (ticket)", "chat en direct"]
