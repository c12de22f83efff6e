"""The assistant's actions, of which one fails as the page's hint `fault` tells it to.

Loaded by the assistant under test: `action_endpoint: {actions_module: faulty_actions}`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions.conversation
import actions.session  # noqa: F401
from actions.answers import AnswerQuestion

HANGS = 7  # seconds: longer than an action may take


class Faulty(AnswerQuestion):
    """Registered after its parent, and so in its place."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        Path(os.environ["GUICHET_FAULTS"], tracker.sender_id).touch()  # a test waits for this
        fault = (tracker.latest_message.get("metadata") or {}).get("fault")
        if fault == "raises":
            raise RuntimeError("the action is broken")
        if fault == "exits":
            sys.exit(1)
        if fault == "hangs":
            time.sleep(HANGS)
        if fault == "is slow":
            time.sleep(1)
        if fault == "says nothing":
            return []
        if fault == "returns rubbish":
            return "rubbish"
        if fault == "returns rubbish events":
            return [{"event": "rubbish"}, {"no": "event"}, 3]
        if fault == "utters an unknown response":
            dispatcher.utter_message(response="utter_nonexistent")
            return []
        if fault == "utters a broken answer":
            dispatcher.utter_message(response="utter_answer", parts=[{"response": "utter_nonexistent"}])
            return []
        return super().run(dispatcher, tracker, domain)
