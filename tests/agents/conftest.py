"""What the tests of the pure core share."""

from __future__ import annotations

import pytest

from agents.code_articles import Coder
from tests import loaded


@pytest.fixture(scope="session")
def coder() -> Coder:
    return loaded.coder()
