"""Which party an act is laid to: the parts of a state that are the state, and those that are not."""

from __future__ import annotations

STATE_ROLES = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
"""Parts of a state that act for it: ``ARM:MIL`` is Armenia. All other parts (``ARM:OPP``) are themselves."""


def state_level(code: str, *, recipient: bool = False) -> str:
    """The state that a party acts for: ``ARM:GOV`` → ``ARM``; ``ARM:OPP`` and ``CSTO`` stay what they are.

    What is done to a state's civilians is done to it: as a ``recipient``, ``ARM:CVL`` is ``ARM`` too.
    """
    state, colon, role = code.partition(":")
    return state if colon and (role in STATE_ROLES or (recipient and role == "CVL")) else code
