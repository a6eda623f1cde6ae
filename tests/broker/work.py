"""A worker as a process of its own, with the simple stages: ``python -m tests.broker.work``, settings from TOCSIN_*.

``--patience SECONDS`` is the watchdog's; ``--with TROUBLE`` and ``--without CURE`` are those of ``cures.py``.
"""

from __future__ import annotations

import argparse
import os
import sys

from stream import logs
from stream.settings import Settings
from stream.worker.app import run
from stream.worker.watchdog import Patience
from tests.broker import cures, simple

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--patience", type=float)
    parser.add_argument("--with", dest="troubles", action="append", default=[], choices=cures.TROUBLES)
    parser.add_argument("--without", dest="cures", action="append", default=[], choices=cures.CURES)
    options = parser.parse_args()
    settings = Settings.from_environment(os.environ)
    logs.configure(settings.log_format, settings.log_level)
    patience = None if options.patience is None else Patience(options.patience, 3 * options.patience)
    stages = simple.stages()
    for name in options.troubles:
        stages = cures.TROUBLES[name](stages)
    for name in options.cures:
        stages = cures.CURES[name](stages)
    sys.exit(run(settings, stages, patience=patience))
