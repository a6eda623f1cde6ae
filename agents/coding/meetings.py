"""How two sides meet: on whose soil, and whether they are more than two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.memory import Memory

if TYPE_CHECKING:
    from agents.coding.acts import Act


def settle_meeting(act: Act, memory: Memory) -> None:
    """Give a meeting its mode: a visit on the soil of one, ``third-party`` elsewhere, else ``multilateral``."""
    if act.event_type != "CONSULT" or act.mode is not None:
        return
    parties = [p.actor for p in act.roles.actor if p.actor is not None]
    states = {p.within or p.code for p in parties if p.kind != "organisation"}
    told = next((d.mode for d in reversed(memory.deeds) if _is_same(d, act)), None)
    if told is not None:
        act.mode = told
    elif len(states) > 2 or any(p.kind == "organisation" for p in parties):
        act.mode = "multilateral"
    elif len(states) == 2:
        soil = memory.place or memory.home
        if soil is not None and soil.code in states:
            act.mode = "visit"
        elif memory.place is not None:
            act.mode = "third-party"


def _is_same(told: Act, act: Act) -> bool:
    """Whether a meeting told before is this one: it has the same parties."""
    return told.event_type == "CONSULT" and {p.actor for p in told.roles.actor} == {p.actor for p in act.roles.actor}
