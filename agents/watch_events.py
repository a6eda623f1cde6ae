"""Codings into alerts: ``(Desk, Coding | Action, timestamp) → Verdict``. A page on purpose; the steps are in
``watching/``.

Each event of a coding finds the open story of the same proposition, or, if it concerns a rule, opens one; the article
then tells each of its stories, and what is news rings. A story may be open without having rung (version 0): a rumour
waits there for its denial or confirmation. An event that concerns no rule and is of no open story leaves no trace,
not in the ledger either: most of the world's events are such, and "no rule watches this" is read from the rules.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from agents.watching.desk import Desk
from agents.watching.draft import Draft
from agents.watching.folding import Proposition, closeness, meets, proposition, search_keys, to_moment, to_ms
from agents.watching.telling import Cause, Claim, opening, tell, teller_of
from agents.watching.verdict import Origin, Verdict
from schemas.action import Action
from schemas.coding import CodedEvent, Coding
from schemas.story import ARTICLE, MARK, ArticleMemory, Mark, Story, Teller

__all__ = ["Desk", "Origin", "Verdict", "watch_events"]

MEMORY_MS = 3 * 86_400_000
"""How long a revised or withdrawn article is remembered: in that time an older version of it changes nothing."""

_Told = dict[str, list[Claim]]


def watch_events(desk: Desk, record: Coding | Action, at_ms: int, origin: Origin | None) -> Verdict:
    """What follows from ``record``, whose Kafka timestamp is ``at_ms``; ``desk`` stays as it is.

    ``origin`` is where the coding's article stood in the raw topic (None: no duplicates are looked for). A record seen
    before answers ``duplicate``, an older version of an article than one seen ``stale_version``. An editor's Action
    changes nothing yet and answers ``nothing``.
    """
    if isinstance(record, Action):
        return Verdict()
    if origin and origin.offset <= desk.mark(origin.partition):
        return Verdict(outcome="duplicate")
    draft = Draft(desk, at_ms)
    for key in desk.due(at_ms):
        draft.put(key, None)
    if origin:
        draft.put(f"{MARK}{origin.partition}", Mark(origin.offset))
    held = {story_id: story for story_id in draft.told_in(record.article_id) if (story := draft.story(story_id))}
    seen = _seen(draft, record.article_id, held)
    if record.article.version < seen:
        return draft.verdict("stale_version")
    withdrawn = record.article.status == "withdrawn" or record.outcome == "withdrawn"
    published_at = _published(record, draft.now)
    told: _Told = {} if withdrawn else _sort(draft, record, published_at)
    cause: Cause = "withdrawn" if withdrawn else "revised" if held else "told"
    again = bool(told)
    for story_id in [*_in_order(told), *(one for one in held if one not in told)]:
        story = draft.story(story_id)
        if story is None:
            continue
        claims = told.get(story_id, [])
        teller = teller_of(record, [event for event, _ in claims], published_at) if claims else None
        same = teller is not None and _is_told(story, teller)
        again = again and same
        if not same:
            tell(draft, story, record, teller, claims, cause)
    if withdrawn or record.article.version > 1:
        memory = ArticleMemory(record.article.version, to_moment(to_ms(draft.now) + MEMORY_MS))
        draft.put(ARTICLE + record.article_id, memory)
    return draft.verdict("news" if draft.rang else "duplicate" if again else "nothing")


def _published(coding: Coding, now: datetime) -> datetime:
    """When the article was published, UTC; a time to come is taken as now."""
    try:
        return min(coding.article.published_at.astimezone(UTC), now)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if coding.article.published_at < now else now


def _seen(draft: Draft, article_id: str, held: dict[str, Story]) -> int:
    """The newest version of the article that is known; 0 if none is."""
    memory = draft.desk.memory(article_id)
    remembered = memory.version if memory and to_ms(memory.expires_at) > draft.now_ms else 0
    told = (one.version for story in held.values() for one in story.articles if one.id == article_id)
    return max(remembered, *told, 0)


def _is_told(story: Story, teller: Teller) -> bool:
    """Whether the story has this very version of the article with these very events."""
    return any(
        one.id == teller.id
        and one.version == teller.version
        and [event.id for event in one.events] == [event.id for event in teller.events]
        for one in story.articles
    )


def _sort(draft: Draft, coding: Coding, published_at: datetime) -> _Told:
    """The coding's events by the story that each is of; stories are opened for those that concern a rule."""
    told: _Told = {}
    for event in coding.events:
        claim = proposition(event, draft.desk.families, published_at.date())
        rule = draft.desk.rules.concerned(event, claim.day)
        if age := _is_history(event, claim, published_at.date()):
            if rule:
                draft.suppress(coding.article_id, event.id, "historic", age, rule.id)
            continue
        story_id = None if _is_empty(event, claim) else _story_of(draft, claim, coding.article_id)
        if story_id is None and rule:
            story = opening(draft, rule, event, claim, coding)
            story_id = story.story_id
            if draft.story(story_id) is None:
                draft.put(story_id, story)
        if story_id:
            told.setdefault(story_id, []).append(Claim(event, claim))
    return told


def _in_order(told: _Told) -> list[str]:
    """The stories as they are told: what answers nothing first, so that an answer in the same article can name it."""
    return sorted(told, key=lambda story_id: bool(told[story_id][0].claim.family.answers))


def _is_history(event: CodedEvent, claim: Proposition, published: date) -> str | None:
    """Why the event is an old one retold, for a person; None if it is not."""
    if event.temporality == "historic":
        return "coded as history, told again"
    days = published.toordinal() - claim.day
    if days * 24 > claim.family.open_hours:
        return f"happened on {event.happened_on}, {days} days before it was told here"
    return None


def _is_empty(event: CodedEvent, claim: Proposition) -> bool:
    """Whether the event denies an act without saying whose: that is no answer to a claim that names the doer."""
    return event.polarity == "denied" and claim.direction == "directed" and not claim.actors


def _story_of(draft: Draft, claim: Proposition, article_id: str) -> str | None:
    """The open story that the claim is of; of several, the closest."""
    met = [card for card in draft.find(search_keys(claim)) if meets(claim, card)]
    return max(met, key=lambda card: closeness(claim, card, article_id)).story_id if met else None
