"""What one record changes, while it is being worked out: an overlay on the desk's state, which stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from agents.watching.desk import Desk
from agents.watching.folding import Card, Key, card_of, to_moment
from agents.watching.verdict import Outcome, Record, Verdict
from schemas.alert import Alert, Suppressed, SuppressedReason
from schemas.story import Story


class Draft:
    """The verdict on one record, growing. ``now_ms`` is the record's Kafka timestamp, ``now`` the same as a time."""

    def __init__(self, desk: Desk, now_ms: int) -> None:
        self.desk = desk
        self.now_ms = now_ms
        self.now: datetime = to_moment(now_ms)
        self._changes: dict[str, Record | None] = {}
        self._alerts: list[Alert] = []
        self._suppressions: list[Suppressed] = []

    def put(self, key: str, record: Record | None) -> None:
        """Write a record, or None to close the story or forget the article."""
        self._changes[key] = record

    def story(self, story_id: str) -> Story | None:
        """An open story, as it stands after what has been written so far."""
        if story_id in self._changes:
            record = self._changes[story_id]
            return record if isinstance(record, Story) else None
        return self.desk.story(story_id)

    def find(self, keys: Iterable[Key]) -> list[Card]:
        """Cards of open stories: those of the desk under ``keys``, and all that were written by this record."""
        found = [card for card in self.desk.find(keys) if card.story_id not in self._changes]
        return found + [card_of(record) for record in self._changes.values() if isinstance(record, Story)]

    def told_in(self, article_id: str) -> list[str]:
        """The ids of the stories that the article tells by what was read before this record."""
        return [story_id for story_id in self.desk.told_in(article_id) if self.story(story_id) is not None]

    def ring(self, alert: Alert) -> None:
        """Send an alert."""
        self._alerts.append(alert)

    def suppress(
        self, article_id: str, event_id: str, reason: SuppressedReason, detail: str,
        rule: str | None, story_id: str | None = None,
    ) -> None:  # fmt: skip
        """Write into the ledger why an event did not ring."""
        self._suppressions.append(
            Suppressed(
                story_id=story_id,
                article_id=article_id,
                event_id=event_id,
                rule=rule,
                reason=reason,
                detail=detail,
                at=self.now,
            )
        )

    def verdict(self, outcome: Outcome) -> Verdict:
        """All of it, as a value."""
        return Verdict(tuple(self._changes.items()), tuple(self._alerts), tuple(self._suppressions), outcome)

    @property
    def rang(self) -> bool:
        """Whether anything went out."""
        return bool(self._alerts)
