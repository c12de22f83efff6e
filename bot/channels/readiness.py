"""Whether this process can answer, on which facts, and what keeps newer ones from being served."""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent

from bot.catalogue import look, state


async def readiness(agent: Agent | None) -> tuple[dict[str, Any], int]:
    """What a probe is told, and the HTTP status: 200, or 503 without a model to answer with.

    Broken desk files leave it ready, for the last good ones are served: `problems` lists what is wrong.
    """
    ready = agent is not None and agent.is_ready()
    await look()
    facts = state()
    told = {"status": "ready" if ready else "no model", "facts": facts.version, "problems": [*map(str, facts.problems)]}
    return told, 200 if ready else 503
