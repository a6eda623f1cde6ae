"""Who says so: the subject of a verb of saying, the party behind a quotation, the outlet that is quoted."""

from __future__ import annotations

import re

from agents.coding.mentions import Item, Sentence
from agents.coding.verbs import Scene, subject

_NEAR = 4
_REACH = 6
_CLOSING_REACH = 10
# The words right beside "according to", as far as they are capitalised; a script without capitals gives none.
_WORDS = re.compile(r"\s*(?:[Tt]he\s+)?((?:\w[\w&'’.-]*\s*){1,5})")
_MOST = 4


def official(party: Item) -> str:
    """A state that speaks is its government: ``KAZ`` is ``KAZ:GOV``."""
    if party.actor is not None and party.actor.kind == "state" and not party.role:
        return f"{party.actor.code}:GOV"
    return party.code


def speaker_of(scene: Scene, verb: Item) -> str | None:
    """Who says or denies: the subject of the verb, or the party beside the noun ("Kazakhstan's denial")."""
    found = [p for p in subject(scene, verb) if p.kind == "party"]
    if not found and "noun" in verb.features:
        found = [i for i in scene.sentence.items if i.kind == "party" and abs(i.first - verb.last) <= _NEAR]
    return official(found[0]) if found else None


def closes(sentence: Sentence, say: Item) -> bool:
    """Whether a verb of saying closes what was said ("…, Tokayev said"): a comma or quotation mark goes before it."""
    for index in range(say.first - 1, max(-1, say.first - _CLOSING_REACH), -1):
        item = sentence.at.get(index)
        if item is not None and item.kind in ("comma", "quote", "dash"):
            return True
        if item is not None and item.kind in ("trigger", "that"):
            return False
    return False


def _beside(sentence: Sentence, say: Item, item: Item) -> bool:
    """Whether ``item`` is a party beside a verb of saying, with no comma or quotation mark between them."""
    if item.kind != "party" or abs(item.first - say.last) > _REACH:
        return False
    low, high = sorted((item.last, say.last))
    return not any(i.kind in ("comma", "quote") and low < i.first < high for i in sentence.items)


def voice(sentence: Sentence) -> Item | None:
    """Who spoke the quotation that the sentence is: "…", Widodo said. A "he" in the next sentence means him."""
    if not any(item.kind == "quote" for item in sentence.items):
        return None
    for say in reversed(sentence.items):
        if say.kind == "say" and "noun" not in say.features and closes(sentence, say):
            return next((item for item in sentence.items if _beside(sentence, say, item)), None)
    return None


def closing_speaker(scene: Scene, say: Item) -> str | None:
    """Who is meant by a verb of saying behind what is said: the party beside it, before or after."""
    sentence = scene.sentence
    for item in sentence.items:
        if _beside(sentence, say, item):
            return official(item)
        if item.kind == "lookback" and item.value == "speaker" and abs(item.first - say.last) <= 2:
            found = scene.memory.subject[:1]
            return official(found[0]) if found else None
    return None


def source_after(sentence: Sentence, cue: Item) -> Item | None:
    """The party right behind "according to", or before it where complements stand there ("sözlərinə görə")."""
    if sentence.by_case:
        before = next((i for i in reversed(sentence.items) if i.last < cue.first and i.kind == "party"), None)
        if before is not None and cue.first - before.last <= _NEAR:
            return before
    for item in sentence.items:
        if item.first > cue.last:
            if item.first - cue.last > _REACH or item.kind in ("comma", "quote"):
                return None
            if item.kind == "party":
                return item
    return None


def outlet_after(scene: Scene, cue: Item) -> str | None:
    """The outlet that is quoted, as it is written: the capitalised words right behind the cue, or before it."""
    text = scene.folded.original
    if scene.sentence.by_case:
        return _outlet_before(scene, cue)
    match = _WORDS.match(text, scene.folded.origin(cue.end), scene.folded.origin(scene.sentence.end))
    name: list[str] = []
    for word in match[1].split() if match else ():
        if not word[0].isupper():
            break
        name.append(word)
    return " ".join(name).rstrip(".'’-") or None


def _outlet_before(scene: Scene, cue: Item) -> str | None:
    """ "İHA'ya göre": the last capitalised words before the cue, without the ending that an apostrophe parts."""
    sentence, text = scene.sentence, scene.folded.original
    name: list[str] = []
    for index in range(cue.first - 1, max(-1, cue.first - 1 - _REACH), -1):
        low, high = scene.folded.span(sentence.starts[index], sentence.ends[index])
        if text[low : low + 1].isupper() and len(name) < _MOST:
            name.insert(0, text[low:high])
        elif name:
            break
    return " ".join(name) or None
