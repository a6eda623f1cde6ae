"""Property tests here have no time limits: they are about what is true, on a machine however slow."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("schemas", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("schemas")
