"""A short fingerprint of a text, by which near-copies of one wire text are known."""

from __future__ import annotations

from rensa import RMinHash

from agents.coding.fold import fold_plain
from agents.coding.words import TOKEN

LANES = 32
_SHINGLE = 3


def fingerprint(body: str) -> str:
    """MinHash (Broder 1997) over folded three-word shingles: 32 lanes of 32 bits in hexadecimal; empty for no text.

    The share of equal lanes of two fingerprints estimates the Jaccard similarity of the texts, ± 0.09.
    """
    tokens = [t for t in TOKEN.findall(fold_plain(body)) if t.isalnum()]
    if len(tokens) < _SHINGLE:
        return ""
    shingles = [" ".join(tokens[i : i + _SHINGLE]) for i in range(len(tokens) - _SHINGLE + 1)]
    sketch = RMinHash(num_perm=LANES, seed=1)
    sketch.update(shingles)
    return "".join(f"{lane:08x}" for lane in sketch.digest())
