"""Composes one message from several responses of domain.yml.

Rasa's own generator turns one response into one message; an answer of ours has a verdict, a way, hours
and a source, each a response of its own, and reads better as one message.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import rasa_mends
from bot.answers.layout import COMPOSED, arrange


class ComposedResponses(TemplatedNaturalLanguageGenerator):
    """Named in endpoints.yml under `nlg:`, so every command that serves creates one."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        rasa_mends.apply()
        super().__init__(domain.responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The message for a response, or for `utter_answer` with `parts` and `choices`.

        `language` overrides the slot: a turn that switches it speaks the new one at once.
        """
        slots = {**tracker.current_slot_values()}
        slots["language"] = kwargs.get("language") or slots.get("language")
        if utter_action != COMPOSED:
            said = self.generate_from_slots(utter_action, slots, output_channel, **kwargs)
            return said and {**said, "language": slots["language"]}  # a channel shows each message in its language
        texts, buttons = [], []
        for part in kwargs.get("parts", ()):
            spoken = {**slots, "language": part.get("language") or slots["language"]}
            message = self.generate_from_slots(part["response"], spoken, output_channel, **part.get("values", {}))
            if message is None:
                raise ValueError(f"domain.yml has no response {part['response']} in {spoken['language']!r}")
            texts.append((message["text"], bool(part.get("apart"))))
            buttons += message.get("buttons", [])
        buttons += [self._button(choice, slots, output_channel) for choice in kwargs.get("choices", ())]
        return {"text": arrange(texts), "buttons": buttons}

    def _button(self, choice: dict[str, Any], slots: dict[str, Any], output_channel: str) -> dict[str, str]:
        title = choice.get("title")
        if title is None:
            message = self.generate_from_slots(choice["response"], slots, output_channel)
            title = message["text"] if message else choice["intent"]
        entities = json.dumps(choice["entities"], ensure_ascii=False) if choice.get("entities") else ""
        return {"title": title, "payload": f"/{choice['intent']}{entities}"}
