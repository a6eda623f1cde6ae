"""One article and one story: what the story is after the article told it, told it anew, or took it back."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Literal, NamedTuple

from msgspec.structs import replace

from agents.watching.alerting import ring
from agents.watching.draft import Draft
from agents.watching.folding import Proposition, to_moment, to_ms
from agents.watching.independence import sketch
from agents.watching.news import News, Silence, first_ring, silence, what_is_new
from agents.watching.rules import Rule
from agents.watching.standing import Standing, is_denial, is_firm, let_go, stand
from agents.watching.urgency import urgency
from schemas.alert import Sources
from schemas.coding import CodedEvent, Coding, Evidence
from schemas.story import Rung, Story, Teller, lead_event

_HOUR = 3_600_000
EVENTS = 4
SPANS = 8
EXACT = 300
AROUND = 80

Cause = Literal["told", "revised", "withdrawn"]


class Claim(NamedTuple):
    """An event, and what it claims."""

    event: CodedEvent
    claim: Proposition


def opening(draft: Draft, rule: Rule, event: CodedEvent, told: Proposition, coding: Coding) -> Story:
    """A story that nobody has told yet: version 0, without articles. Its id follows from its first event's."""
    day = date.fromordinal(told.day)
    return Story(
        story_id=str(uuid.uuid5(uuid.NAMESPACE_URL, event.id)), version=0, status="single_source", rule=rule.id,
        urgency=rule.urgency, headline={}, lead=event.id, sources=Sources(0, 0), first_seen_at=draft.now,
        updated_at=draft.now, lexicon=coding.lexicon, family=told.family.name, direction=told.direction,
        actors=told.actors, recipients=told.recipients, first_on=day, last_on=day, dated=told.dated,
        expires_at=_expiry(told.family.open_hours, draft.now),
    )  # fmt: skip


def teller_of(coding: Coding, events: list[CodedEvent], published_at: datetime) -> Teller:
    """The article as a story keeps it: at most four of its events, denials first, with at most eight spans each."""
    article = coding.article
    kept = sorted(events, key=lambda event: event.polarity != "denied")[:EVENTS]
    return Teller(
        id=coding.article_id, url=article.url, source=article.source, title=article.title, language=coding.language,
        published_at=published_at, version=article.version, sketch=sketch(article.fingerprint),
        events=tuple(replace(event, evidence=tuple(map(_short, event.evidence[:SPANS]))) for event in kept),
    )  # fmt: skip


def tell(draft: Draft, story: Story, coding: Coding, teller: Teller | None, claims: list[Claim], cause: Cause) -> None:
    """Put ``teller`` in the place of what the article told before (None: it tells the story no more); ring if that is
    news, else write into the ledger why each of its ``claims`` stays silent."""
    rule = draft.desk.rules.by_id.get(story.rule)
    before = next((one for one in story.articles if one.id == coding.article_id), None)
    tellers = tuple(one for one in story.articles if one.id != coding.article_id) + ((teller,) if teller else ())
    tellers, earlier = let_go(tellers, story.earlier, rule)
    now = stand(tellers, earlier, rule, coding.article_id)
    if now is None:
        _lose(draft, story, coding, rule, cause)
        return
    news = _news(story, now, rule, before, teller, cause)
    after = replace(story, articles=tellers, earlier=earlier, lexicon=coding.lexicon)
    after = _picture(draft, after, now, rule, anew=news is not None)
    if claims:
        after = _reach(draft, after, claims, rule)
    if news is None or rule is None:
        draft.put(after.story_id, after)
        for event, _ in claims:
            why = silence(event, rule, after, now) if rule else _NO_RULE
            rule_id = rule.id if rule else None
            draft.suppress(coding.article_id, event.id, why.reason, why.detail, rule_id, after.story_id)
        return
    rung = Rung(status=now.status, asserted=now.asserted, killed=now.killed, places=now.places)
    ring(draft, replace(after, rung=rung), rule, news, now.lead.event)


_NO_RULE = Silence("no_rule", "the rule under which this story was opened is no longer in the watchlist")


def _news(
    story: Story, now: Standing, rule: Rule | None, before: Teller | None, teller: Teller | None, cause: Cause
) -> News | None:
    if rule is None:
        return None
    if story.rung is None or story.rung.status == "withdrawn":
        again = ("told again after it was taken back",) if story.rung else ()
        return News("alert", again) if first_ring(rule, now) else None
    leading = before is not None and teller is None and any(event.id == story.lead for event in before.events)
    fell_away = f"the article that it rested on was {cause}" if leading else None
    return what_is_new(story.rung, now, fell_away=fell_away)


def _lose(draft: Draft, story: Story, coding: Coding, rule: Rule | None, cause: Cause) -> None:
    """Nobody tells the story any more: kill what rang, close what did not."""
    if story.rung is None or rule is None:
        draft.put(story.story_id, None)
    elif story.rung.status != "withdrawn":
        why = f"its last source, {coding.article.source}, was {cause}" + (
            " and no longer says so" if cause == "revised" else ""
        )
        event = lead_event(story)
        after = replace(
            story, status="withdrawn", sources=Sources(0, 0), rung=Rung(status="withdrawn"), places=(),
            updated_at=max(story.updated_at, draft.now), lexicon=coding.lexicon,
        )  # fmt: skip
        ring(draft, after, rule, News("kill", (why,)), event)


def _picture(draft: Draft, story: Story, now: Standing, rule: Rule | None, *, anew: bool) -> Story:
    """The story as it stands: status, urgency, lead, sources; the headline too if the lead has changed, or ``anew``."""
    level, reasons = urgency(rule.urgency, now) if rule else (story.urgency, story.reasons)
    event, disputed = now.lead.event, now.status == "disputed"
    same = story.lead == event.id and story.headline and disputed == (story.status == "disputed")
    headline = story.headline
    if anew or not same:
        headline = draft.desk.wording.headlines(_whole(event, story), disputed=disputed)
    return replace(
        story, status=now.status, urgency=level, reasons=reasons, lead=event.id, places=now.places, headline=headline,
        sources=Sources(len(story.articles) + story.earlier.articles, now.independent),
        articles=tuple(one if one.id == now.lead.teller.id else _brief(one) for one in story.articles),
        updated_at=max(story.updated_at, draft.now),
    )  # fmt: skip


def _whole(event: CodedEvent, story: Story) -> CodedEvent:
    """The lead as a headline says it: a side that its article leaves out has the names that another article gives."""
    told = [event, *(one for teller in story.articles for one in teller.events)]
    if story.direction == "together":
        return event if len(event.actor) > 1 or event.recipient else replace(event, actor=max(told, key=_parties).actor)
    actor = next((one.actor for one in told if one.actor), ())
    return replace(event, actor=actor, recipient=next((one.recipient for one in told if one.recipient), ()))


def _parties(event: CodedEvent) -> int:
    return 0 if event.recipient else len(event.actor)


def _reach(draft: Draft, story: Story, claims: list[Claim], rule: Rule | None) -> Story:
    """The story's days and its life, made longer by a telling, and a side of it named that was not; a rumour adds no
    days and no names."""
    told = [claim for event, claim in claims if is_firm(event, rule) or is_denial(event)]
    days = [story.first_on, story.last_on, *(date.fromordinal(claim.day) for claim in told)]
    actors, recipients = story.actors, story.recipients
    for claim in told:
        if not actors or (story.direction == "together" and len(actors) == 1 and set(actors) < set(claim.actors)):
            actors = claim.actors
        recipients = recipients or claim.recipients
    expires_at = max(story.expires_at, _expiry(claims[0].claim.family.open_hours, draft.now))
    return replace(
        story, first_on=min(days), last_on=max(days), actors=actors, recipients=recipients, expires_at=expires_at
    )


def _expiry(hours: int, now: datetime) -> datetime:
    """The full hour at or after ``hours`` from ``now``: few different times are cheap to keep in order."""
    return to_moment(-(-(to_ms(now) + hours * _HOUR) // _HOUR) * _HOUR)


def _short(span: Evidence) -> Evidence:
    """A span of at most 300 characters, with at most 80 around it."""
    if max(len(span.exact), span.end - span.start) <= EXACT and max(len(span.prefix), len(span.suffix)) <= AROUND:
        return span
    return replace(
        span, exact=span.exact[:EXACT], end=min(span.end, span.start + EXACT), prefix=span.prefix[-AROUND:],
        suffix=span.suffix[:AROUND] if len(span.exact) <= EXACT else "",
    )  # fmt: skip


def _brief(teller: Teller) -> Teller:
    """The article with the trigger's and the polarity's words alone."""
    if all(len(event.evidence) < 3 for event in teller.events):
        return teller
    return replace(
        teller,
        events=tuple(
            replace(event, evidence=tuple(one for one in event.evidence if one.role in ("trigger", "polarity"))[:2])
            for event in teller.events
        ),
    )
