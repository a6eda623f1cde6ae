"""The desk's state: the open stories as they stand on ``tocsin.stories.v1``, and the indexes that find them.

Stories are kept as the bytes that travel (a third of the size of the records in memory, and what is restored is what
was applied, to the byte); a small :class:`~agents.watching.folding.Card` a story is all that folding looks at first.
Nothing here depends on the order in which records were restored.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable
from pathlib import Path

import msgspec

from agents.watching.families import PATH as FAMILIES
from agents.watching.families import Families, load_families
from agents.watching.folding import Card, Key, card_of, standing_keys, to_ms
from agents.watching.groups import PATH as GROUPS
from agents.watching.groups import load_groups
from agents.watching.rules import DIRECTORY, Rules, load_rules
from agents.watching.verdict import Record, Verdict
from agents.wording.wording import Wording
from schemas.story import ARTICLE, MARK, RESERVED, ArticleMemory, Mark, Story

_STORY = msgspec.json.Decoder(Story)
_MARK = msgspec.json.Decoder(Mark)
_MEMORY = msgspec.json.Decoder(ArticleMemory)


class Desk:
    """Rules and wording, loaded once, and the state that :meth:`restore` and :meth:`apply` change.

    ``digest`` is that of rules, groups, families and wording: the content that makes alerts. ``desks`` are the names
    that the rules route to, sorted.
    """

    def __init__(self, rules: Rules, families: Families, wording: Wording, digest: str) -> None:
        self.rules = rules
        self.families = families
        self.wording = wording
        self.digest = digest
        self.desks: tuple[str, ...] = tuple(sorted({desk for rule in rules.by_id.values() for desk in rule.desks}))
        self._stories: dict[str, bytes] = {}
        self._cards: dict[str, Card] = {}
        self._index: dict[Key, tuple[str, ...]] = {}
        self._told_in: dict[str, tuple[str, ...]] = {}
        self._marks: dict[int, int] = {}
        self._memories: dict[str, ArticleMemory] = {}
        self._expiry: list[tuple[int, str]] = []

    @classmethod
    def load(cls, rules_directory: Path | None = None) -> Desk:
        """Load the rules of a directory (default: those of the package) with everything that they rest on.

        Raises DataError for the first file with a mistake in it, naming file, line and key.
        """
        directory = DIRECTORY if rules_directory is None else rules_directory
        groups, wording = load_groups(), Wording.load()
        rules = load_rules(groups, directory)
        digest = hashlib.sha256()
        for path in (GROUPS, FAMILIES, *sorted(directory.glob("*.toml")), *wording.files):
            if not path.name.endswith(".test.toml"):
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return cls(rules, load_families(), wording, f"sha256:{digest.hexdigest()}")

    def __len__(self) -> int:
        """How many stories are open."""
        return len(self._stories)

    def restore(self, key: bytes, value: bytes | None) -> None:
        """Take one record of ``tocsin.stories.v1``, in the order of the log.

        Raises msgspec.DecodeError (or UnicodeDecodeError for the key) for a record that is not ours: a desk that cannot
        read its state must not go on.
        """
        name = key.decode()
        if value is None:
            self._forget(name)
        elif name.startswith(MARK):
            self._marks[int(name.removeprefix(MARK))] = _MARK.decode(value).offset
        elif name.startswith(ARTICLE):
            self._remember(name, _MEMORY.decode(value))
        elif not name.startswith(RESERVED):
            self._keep(_STORY.decode(value), value)

    def apply(self, verdict: Verdict) -> None:
        """Make a verdict's changes part of the state."""
        for (key, record), (_, raw) in zip(verdict.changes, verdict.written, strict=True):
            self._take(key, record, raw)

    def _take(self, key: str, record: Record | None, raw: bytes | None) -> None:
        if record is None or raw is None:
            self._forget(key)
        elif isinstance(record, Mark):
            self._marks[int(key.removeprefix(MARK))] = record.offset
        elif isinstance(record, ArticleMemory):
            self._remember(key, record)
        else:
            self._keep(record, raw)

    def mark(self, partition: int) -> int:
        """The highest raw offset of a partition that has been folded; -1 if none has."""
        return self._marks.get(partition, -1)

    def story(self, story_id: str) -> Story | None:
        """An open story."""
        raw = self._stories.get(story_id)
        return None if raw is None else _STORY.decode(raw)

    def told_in(self, article_id: str) -> tuple[str, ...]:
        """The ids of the open stories that an article tells, sorted."""
        return self._told_in.get(article_id, ())

    def memory(self, article_id: str) -> ArticleMemory | None:
        """What is remembered of an article that was revised or withdrawn."""
        return self._memories.get(ARTICLE + article_id)

    def find(self, keys: Iterable[Key]) -> list[Card]:
        """The cards of the open stories under any of these keys, each once, in no order that means anything."""
        found = dict.fromkeys(story_id for key in keys for story_id in self._index.get(key, ()))
        return [self._cards[story_id] for story_id in found]

    def due(self, now_ms: int) -> list[str]:
        """The keys of all that has expired at ``now_ms``, the longest expired first: a walk over the heap's due top."""
        found: set[tuple[int, str]] = set()
        places = [0]
        while places:
            place = places.pop()
            if place < len(self._expiry) and self._expiry[place][0] <= now_ms:
                found.add(self._expiry[place])
                places += (2 * place + 1, 2 * place + 2)
        return [key for at, key in sorted(found) if self._expires(key) == at]

    def _expires(self, key: str) -> int | None:
        if key in self._cards:
            return self._cards[key].expires_ms
        memory = self._memories.get(key)
        return None if memory is None else to_ms(memory.expires_at)

    def _remember(self, key: str, memory: ArticleMemory) -> None:
        self._memories[key] = memory
        self._schedule(to_ms(memory.expires_at), key)

    def _keep(self, story: Story, raw: bytes) -> None:
        """Put a story in place of what stood under its id; indexes are touched only where something differs."""
        card, old = card_of(story), self._cards.get(story.story_id)
        self._stories[story.story_id], self._cards[story.story_id] = raw, card
        if old is None or _claim(old) != _claim(card):
            self._reindex(story.story_id, standing_keys(old) if old else (), standing_keys(card))
        if old is None or old.articles != card.articles:
            self._retell(story.story_id, old.articles if old else (), card.articles)
        if old is None or old.expires_ms != card.expires_ms:
            self._schedule(card.expires_ms, story.story_id)

    def _forget(self, key: str) -> None:
        if key.startswith(RESERVED):
            self._memories.pop(key, None)
        elif self._stories.pop(key, None) is not None:
            card = self._cards.pop(key)
            self._reindex(key, standing_keys(card), ())
            self._retell(key, card.articles, ())
        while self._expiry and self._expires(self._expiry[0][1]) != self._expiry[0][0]:
            heapq.heappop(self._expiry)

    def _schedule(self, at_ms: int, key: str) -> None:
        heapq.heappush(self._expiry, (at_ms, key))
        while self._expires(self._expiry[0][1]) != self._expiry[0][0]:
            heapq.heappop(self._expiry)

    def _reindex(self, story_id: str, before: tuple[Key, ...], after: tuple[Key, ...]) -> None:
        for key in before:
            left = tuple(one for one in self._index[key] if one != story_id)
            if left:
                self._index[key] = left
            else:
                del self._index[key]
        for key in after:
            self._index[key] = (*self._index.get(key, ()), story_id)

    def _retell(self, story_id: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        for article_id in set(before) - set(after):
            left = tuple(one for one in self._told_in[article_id] if one != story_id)
            if left:
                self._told_in[article_id] = left
            else:
                del self._told_in[article_id]
        for article_id in set(after) - set(before):
            self._told_in[article_id] = tuple(sorted((*self._told_in.get(article_id, ()), story_id)))


def _claim(card: Card) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """What the index goes by."""
    return card.family, card.direction, card.actors, card.recipients
