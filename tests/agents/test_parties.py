from __future__ import annotations

import pytest

from agents.parties import state_level


@pytest.mark.parametrize(
    ("code", "acts_as", "suffers_as"),
    [
        ("ARM", "ARM", "ARM"),
        ("ARM:GOV", "ARM", "ARM"),
        ("ARM:MIL", "ARM", "ARM"),
        ("ARM:OPP", "ARM:OPP", "ARM:OPP"),
        ("ARM:CVL", "ARM:CVL", "ARM"),
        ("CSTO", "CSTO", "CSTO"),
    ],
)
def test_a_government_and_an_army_are_their_state(code: str, acts_as: str, suffers_as: str) -> None:
    assert state_level(code) == acts_as
    assert state_level(code, recipient=True) == suffers_as
