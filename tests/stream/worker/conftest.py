"""``without(cure)``: the worker as it would be with a cure taken out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stream.worker.cures import CURES

Without = Callable[[str | None], None]


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Without:
    """``without(cure)`` takes a cure out until the test ends; None takes out nothing."""
    return lambda cure: None if cure is None else CURES[cure](monkeypatch)
