"""Composes one message from several responses of domain.yml.

Rasa's own generator turns one response into one message; an answer of ours has a verdict, a way, hours
and a source, each a response of its own, and reads better as one message.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import rasa_mends
from bot.answers.layout import COMPOSED, arrange, mail_link

# Braces that are meant, doubled as Rasa wants them; or a value's name.
_PLACEHOLDER = re.compile(r"{{([^{}]*)}}|{(\w+)}")
_SAYS_WHO = ("utter_greet", "utter_bot_challenge", "utter_other_language")
MAIL = "utter_mail"  # a mail as text
GREETED = "greeted"  # in a message's metadata: the page has said hello already


class ComposedResponses(TemplatedNaturalLanguageGenerator):
    """Named in endpoints.yml under `nlg:`, so every command that serves creates one."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        rasa_mends.apply()
        super().__init__(domain.responses)

    def _random_response_for(
        self, utter_action: str, output_channel: str, filled_slots: dict[str, Any]
    ) -> dict[str, Any] | None:
        """As Rasa, which makes an array of numpy to draw one of a list: a twentieth of a turn."""
        if utter_action not in self.responses:
            return None
        variations = ResponseVariationFilter(self.responses)  # a model that is loaded later brings its own
        suitable = variations.responses_for_utter_action(utter_action, output_channel, filled_slots)
        return random.choice(suitable) if suitable else None  # noqa: S311 (no secret)

    def generate_from_slots(
        self, utter_action: str, filled_slots: dict[str, Any], output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """As Rasa, which copies the response deeply, and leaves a text raw when a value holds "0["."""
        response = self._random_response_for(utter_action, output_channel, filled_slots)
        return None if response is None else _filled(response, {**filled_slots, **kwargs})

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The message for a response; for `utter_answer` with `parts` and `choices`, or with a `letter`.

        `language` overrides the slot: a turn that switches it speaks the new one at once. The first message of a
        session says hello.
        """
        slots = {**tracker.current_slot_values()}
        slots["language"] = kwargs.get("language") or slots.get("language")

        def words(part: dict[str, Any]) -> str:
            return str(self._part(part, slots, output_channel)["text"])

        if kwargs.get("letter"):
            message = self._mail(kwargs["letter"], words)
        elif utter_action == COMPOSED:
            spoken = [(self._part(part, slots, output_channel), part) for part in kwargs.get("parts", ())]
            text = arrange((one["text"], bool(part.get("apart"))) for one, part in spoken)
            message = {"text": text, "buttons": [button for one, _ in spoken for button in one.get("buttons", ())]}
        else:
            said = self.generate_from_slots(utter_action, slots, output_channel, **kwargs)
            # A channel shows each message in its language.
            return said and self._greeted({**said, "language": slots["language"]}, utter_action, tracker, words)
        message.setdefault("buttons", []).extend(
            self._button(choice, slots, output_channel) for choice in kwargs.get("choices", ())
        )
        follows = kwargs.get("letter") or kwargs.get("follows")  # another message of the same turn
        return message if follows else self._greeted(message, utter_action, tracker, words)

    def _part(self, part: dict[str, Any], slots: dict[str, Any], output_channel: str) -> dict[str, Any]:
        spoken = {**slots, "language": part.get("language") or slots["language"]}
        message = self.generate_from_slots(part["response"], spoken, output_channel, **part.get("values", {}))
        if message is None:
            raise ValueError(f"domain.yml has no response {part['response']} in {spoken['language']!r}")
        return message

    @staticmethod
    def _mail(letter: dict[str, Any], words: Callable[[dict[str, Any]], str]) -> dict[str, Any]:
        """The mail as text to copy; and in `custom`, for channels that can show more."""
        body = letter["body"]
        values = {**body["values"], "fields": "\n".join(map(words, letter.get("fields", ())))}
        mail = {"to": letter["to"], "subject": words(letter["subject"]), "body": words({**body, "values": values})}
        text = words({"response": MAIL, "values": mail})
        more = {"mailto": mail_link(**mail), "language": body.get("language")}
        return {"text": arrange([(text, False)]), "custom": {"mail": {**mail, **more}}}

    @staticmethod
    def _greeted(
        message: dict[str, Any],
        response: str,
        tracker: DialogueStateTracker,
        words: Callable[[dict[str, Any]], str],
    ) -> dict[str, Any]:
        if response in _SAYS_WHO or not _is_first(tracker):
            return message
        return {**message, "text": arrange([(words({"response": "utter_hello"}), False), (message["text"], True)])}

    def _button(self, choice: dict[str, Any], slots: dict[str, Any], output_channel: str) -> dict[str, str]:
        title = choice.get("title")
        if title is None:
            message = self.generate_from_slots(choice["response"], slots, output_channel)
            title = message["text"] if message else choice["intent"]
        entities = json.dumps(choice["entities"], ensure_ascii=False) if choice.get("entities") else ""
        return {"title": title, "payload": f"/{choice['intent']}{entities}"}


def _filled(response: Any, values: dict[str, Any]) -> Any:
    """A response with its values; a placeholder without one stays, as the JSON of a payload does."""
    if isinstance(response, str):
        return _PLACEHOLDER.sub(
            lambda found: f"{{{found[1]}}}" if found[2] is None else str(values.get(found[2], found[0])), response
        )
    if isinstance(response, dict):
        return {key: _filled(one, values) for key, one in response.items()}
    return [_filled(one, values) for one in response] if isinstance(response, list) else response


def _is_first(tracker: DialogueStateTracker) -> bool:
    """Whether the bot has not spoken yet since the session began."""
    message = tracker.latest_message
    if message is not None and (message.metadata or {}).get(GREETED):
        return False
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            return False
        if isinstance(event, SessionStarted):
            return True
    return True
