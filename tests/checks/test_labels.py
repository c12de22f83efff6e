"""Labels of the widget count as used where its scripts or its page quote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.code import names_in_code


@pytest.mark.parametrize(
    ("response", "used"),
    [
        ("utter_widget_send", True),
        ("utter_widget_close", True),
        ("utter_demo_lead", True),
        ("utter_demo_try_sendcloud_1", True),
        ("utter_widget_lead", False),
        ("utter_widget_sen", False),
        ("utter_demo_send", False),
        ("utter_send", False),
    ],
)
def test_a_label_is_used_where_it_is_quoted(tmp_path: Path, response: str, used: bool) -> None:
    script, page = tmp_path / "widget.js", tmp_path / "index.html"
    script.write_text('say("send"); words.get(`demo_try_${desk}_${number}`); // "demo_lead" is on the page')
    page.write_text("<p data-say=\"demo_lead\"></p><button data-label='close'></button>")
    assert names_in_code([], tmp_path, [script, page]).uses(response) is used
