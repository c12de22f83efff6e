"""What a message means after what the bot has just said: a button told in words, or the detail that was asked for.

Rasa hands the conversation to a component that takes `tracker`. The last of the pipeline; it changes the intent only
where the bot's own question makes another one of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.catalogue import current_catalogue
from bot.choosing import chosen
from bot.drafts import Draft
from bot.nlu.awaited import gives
from bot.nlu.context_cues import context_cues
from bot.nlu.text import LONGEST_MESSAGE
from bot.payloads import read_payload

_UNSURE = "nlu_fallback"
_ASKS_NOTHING = ("affirm", "deny", _UNSURE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class InContext(GraphComponent, IntentClassifier):
    """Reads a message as the answer to the bot's last question, where it is one."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> InContext:
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            if tracker is None or not tracker.events or not text or text.startswith("/"):
                continue
            buttons = last_buttons(tracker.events)
            draft = Draft.from_slot(tracker.get_slot("draft"))
            button = pressed_in_words(text, buttons)
            if button is not None:
                _take_as_pressed(message, button)
                continue
            if _answers_nothing(message, tracker, draft, buttons):
                _doubt(message)
            if _tells_a_plan(message, tracker):
                _set(message, "inform_plan", message.get(ENTITIES, []))
            elif _tells_a_desk(message):
                _set(message, "choose_desk", message.get(ENTITIES, []))
            else:
                _take_as_detail(message, tracker, draft)
        return messages


def last_buttons(events: Iterable[Any]) -> list[dict[str, str]]:
    """The buttons of the bot's last message."""
    said = next((event for event in reversed(list(events)) if isinstance(event, BotUttered)), None)
    return [button for button in (said.data.get("buttons") or () if said else ()) if isinstance(button, dict)]


def pressed_in_words(text: str, buttons: list[dict[str, str]]) -> str | None:
    """The payload of the button that the text means, or None."""
    words = context_cues()
    filler = {word for group in words["around_ordinal"].values() for word in group}
    index = chosen(text[:LONGEST_MESSAGE], [str(button.get("title")) for button in buttons], words["ordinals"], filler)
    return str(buttons[index].get("payload")) if index is not None else None


def _take_as_pressed(message: Message, payload: str) -> None:
    try:
        intent, named = read_payload(payload)
    except ValueError:
        return
    end = len(message.get(TEXT))
    entities = [{"entity": key, "value": value, "start": 0, "end": end} for key, value in named.items()]
    kept = [entity for entity in message.get(ENTITIES, []) if entity["entity"] == "language"]
    _set(message, intent, [*kept, *entities])


def _answers_nothing(
    message: Message, tracker: DialogueStateTracker, draft: Draft | None, buttons: list[dict[str, str]]
) -> bool:
    """Going without, where nothing was asked for; none of these, where nothing was offered."""
    intent = (message.get(INTENT) or {}).get("name")
    is_asked = tracker.get_slot("pending") is not None or (draft is not None and draft.awaits is not None)
    return (intent == "skip_detail" and not is_asked) or (intent == "none_of_these" and not buttons)


def _doubt(message: Message) -> None:
    """The message is not understood; its other guesses stay."""
    wrong = message.get(INTENT)["name"]
    others = [guess for guess in message.get(INTENT_RANKING_KEY) or () if guess["name"] not in (wrong, _UNSURE)]
    unsure = {"name": _UNSURE, "confidence": 1.0}
    message.set(INTENT, unsure, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [unsure, *others], add_to_output=True)


def _tells_a_plan(message: Message, tracker: DialogueStateTracker) -> bool:
    """ "non pardon, Premium": a plan in a message that asks nothing, once plans were spoken of."""
    intent = (message.get(INTENT) or {}).get("name")
    known = any(tracker.get_slot(name) for name in ("plan", "plan_in_focus", "pending"))
    named = any(entity["entity"] == "plan" for entity in message.get(ENTITIES, []))
    return intent in _ASKS_NOTHING and known and named and "?" not in message.get(TEXT)


def _tells_a_desk(message: Message) -> bool:
    """ "et chez Sendcloud ?": too little to be sure of, but a desk is named, and nothing is likelier."""
    guesses = [guess["name"] for guess in message.get(INTENT_RANKING_KEY) or () if guess["name"] != _UNSURE]
    named = any(entity["entity"] == "desk" for entity in message.get(ENTITIES, []))
    return (message.get(INTENT) or {}).get("name") == _UNSURE and named and guesses[:1] == ["choose_desk"]


def _take_as_detail(message: Message, tracker: DialogueStateTracker, draft: Draft | None) -> None:
    """A question that was put after the mail's comes first: its answer is no detail."""
    if draft is None or draft.awaits is None or tracker.get_slot("pending") is not None:
        return
    desk = current_catalogue().desks.get(draft.desk)
    detail = desk.details.get(draft.awaits) if desk else None
    if detail is None:
        return
    entities = message.get(ENTITIES, [])
    named = [entity for entity in entities if entity["entity"] in ("store", "cnpj")]
    if detail.kind in ("cnpj", "address", "number") and any(entity["entity"] == "store" for entity in named):
        _set(message, "provide_details", named)  # another one is corrected
        return
    intent: Mapping[str, Any] = message.get(INTENT) or {}
    given = gives(detail.kind, message.get(TEXT), str(intent.get("name")), float(intent.get("confidence") or 0))
    if given is None:
        return
    if given == "":
        _set(message, "skip_detail", [])
        return
    text = message.get(TEXT)
    found = {"entity": "detail", "value": given, "role": draft.awaits, "start": 0, "end": len(text)}
    others = [entity for entity in entities if entity["entity"] == "cnpj" and detail.kind != "cnpj"]
    _set(message, "provide_details", [found, *others])  # a store's name is of no language


def _set(message: Message, intent: str, entities: list[dict[str, Any]]) -> None:
    certain = {"name": intent, "confidence": 1.0}
    message.set(INTENT, certain, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [certain], add_to_output=True)
    message.set(ENTITIES, entities, add_to_output=True)
