"""``make lexicons``: ask the morphology library once for all forms of all entries, and keep the answers."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from agents.coding.forms import pack
from agents.coding.lexicon import DIRECTORY, Lexicon


def generated(directory: Path = DIRECTORY) -> dict[str, bytes]:
    """The files as they should be, by name: one for each language whose morphology is a library's."""
    lexicon = Lexicon(directory, prepared=False)
    files = {}
    for code in lexicon.codes:
        made = lexicon.made_by_library(code)
        if made:
            files[f"{code}.json"] = msgspec.json.format(msgspec.json.encode(pack(made)), indent=1) + b"\n"
    return files


def main() -> int:
    """Write the files."""
    folder = DIRECTORY / "forms"
    folder.mkdir(exist_ok=True)
    for name, content in generated().items():
        (folder / name).write_bytes(content)
        sys.stdout.write(f"{name}: {len(content):,} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
