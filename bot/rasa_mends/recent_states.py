"""Looks back no further in a conversation than the longest rule does.

Defect in Rasa 3.6.21: `RulePolicy` builds the states of the whole conversation for each prediction, by replaying it on
a new tracker: with 60 events 4 ms, three times a turn. It then compares each rule with as many of the newest states
as the rule has, though the same states come again and again. And each time after a message it does so twice, once
with the message's text in place of its intent, though no rule names a text.
"""

from __future__ import annotations

import copy
import functools
import inspect
import json
from collections import deque
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT, TEXT

_STATES = "states = self._prediction_states("
_COMPARED = "for i, state in enumerate(reversed(states)):"
_ENOUGH = "if turn_index >= len(reversed_rule_states):"
_KNOWN = "_guichet_known_keys"
_MOST_KNOWN = 500  # states whose rules are remembered


def apply() -> None:
    """Hand the policy the newest part of the conversation, and spare it the search for rules with texts."""
    states, find, possible = (
        RulePolicy._prediction_states,
        RulePolicy._find_action_from_rules,
        RulePolicy._get_possible_keys,
    )
    if getattr(states, "mended", False):
        return
    needed = (
        (_STATES, find),
        (_COMPARED, possible),
        (_ENOUGH, RulePolicy._is_rule_applicable),
    )
    for code, method in needed:
        if code not in inspect.getsource(inspect.unwrap(method)):
            raise RuntimeError(f"RulePolicy.{method.__name__} has changed; read rasa_mends/recent_states.py")

    @functools.wraps(states)
    def prediction_states(
        self: RulePolicy, tracker: DialogueStateTracker, domain: Domain, *args: Any, **kwargs: Any
    ) -> list[State]:
        longest = _longest(_rules(self.lookup))
        return states(self, recent(tracker, longest), domain, *args, **kwargs)[-max(longest, 1) :]

    @functools.wraps(find)
    def find_action(
        self: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Any:
        if use_text_for_last_user_input and not tracker.active_loop and not _may_match_texts(_rules(self.lookup)):
            return None, None, False
        return find(self, tracker, domain, use_text_for_last_user_input)

    @functools.wraps(possible)
    def possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
        if any(TEXT in state.get(USER, {}) for state in states):
            return possible(self, lookup, states)  # nothing is remembered of what users write
        known: dict[Any, set[str]] = self.__dict__.setdefault(_KNOWN, {})
        asked = (tuple(lookup), repr(states))
        if asked not in known:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[asked] = possible(self, lookup, states)
        return set(known[asked])

    prediction_states.mended = True  # type: ignore[attr-defined]
    RulePolicy._prediction_states = prediction_states
    RulePolicy._find_action_from_rules = find_action
    RulePolicy._get_possible_keys = possible_keys


def recent(tracker: DialogueStateTracker, states: int) -> DialogueStateTracker:
    """A view of the conversation whose newest `states` states are those of the whole.

    A state is the last message, the last action, the active loop, and the slots that influence the conversation.
    Where there is a loop or such a slot, it is the tracker itself; else the view knows neither slots nor replies.
    """
    if any(slot.has_features() for slot in tracker.slots.values()):
        return tracker
    if tracker.active_loop or any(isinstance(event, ActiveLoop) for event in tracker.events):
        return tracker
    events = tracker.applied_events()
    start = _before(events, ActionExecuted, states - 1)
    first = min(_before(events[:start], ActionExecuted, 1), _before(events[:start], UserUttered, 1))
    view = copy.copy(tracker)
    view.slots = {}  # Rasa copies each of them for each replay
    view.events = deque(event for event in events[first:] if not isinstance(event, (SlotSet, BotUttered)))
    return view


def _before(events: list[Event], kind: type[Event], nth: int) -> int:
    """Where the nth event of this kind stands, from the end; the end for none of them, 0 where there are fewer."""
    place = len(events)
    for _ in range(nth):
        place = next((index for index in range(place - 1, -1, -1) if isinstance(events[index], kind)), 0)
    return place


def _rules(lookup: dict[str, Any]) -> tuple[str, ...]:
    """Each rule's states as JSON, the newest last."""
    return (*lookup.get(RULES, ()), *lookup.get(RULES_FOR_LOOP_UNHAPPY_PATH, ()))


@functools.lru_cache(maxsize=4)
def _longest(rules: tuple[str, ...]) -> int:
    """The states of the longest rule."""
    return max((len(json.loads(rule)) for rule in rules), default=0)


@functools.lru_cache(maxsize=4)
def _may_match_texts(rules: tuple[str, ...]) -> bool:
    """Whether a rule could hold right after a message whatever its intent; one that names it does not."""
    newest = [states[-1] for states in map(json.loads, rules) if states]
    waits = [state for state in newest if state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) == ACTION_LISTEN_NAME]
    return any(not state.get(USER, {}).get(INTENT) for state in waits)
