"""What the tests of the pure core share."""

from __future__ import annotations

import pytest

from agents.code_articles import Coder


@pytest.fixture(scope="session")
def coder() -> Coder:
    return Coder.load()
