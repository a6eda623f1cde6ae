"""A version of a story as the alert that newsrooms read."""

from __future__ import annotations

import uuid

from msgspec.structs import replace

from agents.watching.draft import Draft
from agents.watching.folding import answer_keys, answered, card_of
from agents.watching.news import News
from agents.watching.rules import Rule
from agents.watching.standing import Statement
from schemas.alert import Alert, ArticleRef, Quote, Related
from schemas.coding import CodedEvent
from schemas.story import NEWEST, Story, Teller

QUOTES = 10


def ring(draft: Draft, story: Story, rule: Rule, news: News, event: CodedEvent) -> None:
    """Make the story's next version: write it, and send it out with ``event`` as what it says.

    The alert's id is the UUIDv5 of story id and version. A kill names the articles that are gone and quotes none.
    """
    desk = draft.desk
    answers = dict.fromkeys(one.story_id for one in story.related)
    if desk.families.named(story.family).answers:
        card = card_of(story)
        answers |= dict.fromkeys(answered(card, draft.find(answer_keys(card, desk.families)), desk.families))
    version = story.version + 1
    alert_id = str(uuid.uuid5(uuid.UUID(story.story_id), str(version)))
    related = tuple(Related(one, "answers") for one in answers)[:NEWEST]
    killed = news.msg_type == "kill"
    draft.ring(
        Alert(
            alert_id=alert_id,
            story_id=story.story_id,
            version=version,
            msg_type=news.msg_type,
            references=story.alert_ids,
            related=related,
            rule=rule.id,
            desks=rule.desks,
            headline=story.headline,
            urgency=story.urgency,
            reasons=story.reasons,
            note="; ".join(news.why) or None,
            confidence=event.confidence,
            status=story.status,
            event=event,
            sources=story.sources,
            articles=tuple(_reference(one) for one in reversed(story.articles)),
            evidence=() if killed else _quotes(story),
            subjects=rule.subjects,
            first_seen_at=story.first_seen_at,
            updated_at=story.updated_at,
            lexicon=story.lexicon,
            rules=desk.digest,
        )
    )
    alert_ids = (*story.alert_ids, alert_id)[-NEWEST:]
    articles = () if killed else story.articles
    draft.put(story.story_id, replace(story, version=version, related=related, alert_ids=alert_ids, articles=articles))


def _reference(teller: Teller) -> ArticleRef:
    return ArticleRef(
        id=teller.id, url=teller.url, source=teller.source, title=teller.title, language=teller.language,
        published_at=teller.published_at,
    )  # fmt: skip


def _quotes(story: Story) -> tuple[Quote, ...]:
    """The words that the story rests on: the lead's first, then those of the newest articles, one an event."""
    told = [Statement(event, teller) for teller in reversed(story.articles) for event in teller.events]
    told.sort(key=lambda one: one.event.id != story.lead)
    quotes = []
    for event, teller in told:
        span = next((one for one in event.evidence if one.role == "trigger"), None)
        if span:
            quotes.append(
                Quote(
                    article_id=teller.id,
                    url=teller.url,
                    language=teller.language or "und",
                    part=span.part,
                    exact=span.exact,
                    prefix=span.prefix,
                    suffix=span.suffix,
                    start=span.start,
                    end=span.end,
                )
            )
    return tuple(quotes[:QUOTES])
