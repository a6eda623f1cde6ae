"""A worker as a process of its own, with the simple stages: ``python -m tests.broker.work``, settings from TOCSIN_*."""

from __future__ import annotations

import os
import sys

from stream import logs
from stream.settings import Settings
from stream.worker.app import run
from tests.broker import simple

if __name__ == "__main__":
    settings = Settings.from_environment(os.environ)
    logs.configure(settings.log_format, settings.log_level)
    sys.exit(run(settings, simple.stages()))
