"""How urgent a version is, IPTC's 1 (flash) to 9, and each step that led there."""

from __future__ import annotations

from agents.watching.standing import Standing

_BY_STATUS = {"corroborated": (-1, "corroborated by independent sources"), "denied": (1, "denied")}
_BY_MODALITY = {
    "alleged": (2, "only alleged"), "possible": (2, "only possible"), "hypothetical": (3, "only hypothetical"),
    "planned": (1, "only planned"),
}  # fmt: skip
GREAT_TOLL = 100


def urgency(base: int, now: Standing) -> tuple[int, tuple[str, ...]]:
    """The urgency of a story that stands so, from its rule's, and the steps as ``what: urgency after it``."""
    level, reasons = base, [f"rule: {base}"]
    event = now.lead.event
    steps = [_BY_STATUS.get(now.status)]
    if event.polarity == "affirmed":
        steps.append(_BY_MODALITY.get(event.modality))
        steps.append((-1, f"{now.killed} killed") if now.killed >= GREAT_TOLL else None)
    for step in steps:
        if step and 1 <= level + step[0] <= 9:
            level += step[0]
            reasons.append(f"{step[1]}: {level}")
    return level, tuple(reasons)
