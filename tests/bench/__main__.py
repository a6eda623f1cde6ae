"""``make bench``: what each stage costs, how late an alert is, and how fast a worker is. Medians; never a test.

``python -m tests.bench [coder] [desk] [latency] [throughput] [seed]``: all of them without a word. ``seed`` needs
development data that is not part of this project: DEV_DATA names its directory (``../shared/data`` by itself).
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from rich.console import Console

from tests.bench import coder, desk, latency, seed, throughput

PARTS: dict[str, Callable[[Console], None]] = {
    "coder": coder.run,
    "desk": desk.run,
    "latency": latency.run,
    "throughput": throughput.run,
    "seed": seed.run,
}


def main(names: list[str]) -> None:
    console = Console(width=120)
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    for name in names or PARTS:
        console.rule(name)
        PARTS[name](console)


if __name__ == "__main__":
    main(sys.argv[1:])
