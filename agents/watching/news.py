"""Whether a change of a story is news: rings, with which kind of message, and why; or stays silent, and why.

What is compared is what newsrooms were told last (``Story.rung``), not the last state: a toll that creeps up by ones
rings when it has risen materially since it rang.
"""

from __future__ import annotations

from typing import NamedTuple

from agents.parties import state_level
from agents.watching.rules import Rule
from agents.watching.standing import Standing, is_denial, is_firm
from schemas.alert import MsgType, SuppressedReason
from schemas.coding import CodedEvent
from schemas.story import Rung, Story

RISE = 1.2
RISE_BY = 10


class News(NamedTuple):
    """A version of the story is to go out; ``why`` says for people what is new in it, the weightiest first."""

    msg_type: MsgType
    why: tuple[str, ...]


class Silence(NamedTuple):
    """Nothing goes out."""

    reason: SuppressedReason
    detail: str


def is_material(told: int, now: int) -> bool:
    """Whether a toll has risen so much that it is news: by a fifth, or by ten; the first toll always is."""
    return now > told and (now >= told * RISE or now >= told + RISE_BY)


def first_ring(rule: Rule, now: Standing) -> bool:
    """Whether a story that nobody was told of rings as it stands now."""
    if now.status == "denied":
        return "denied" in rule.polarity
    if not now.asserted or (now.status != "disputed" and "affirmed" not in rule.polarity):
        return False
    return rule.minimum_status == "single_source" or now.status != "single_source"


def what_is_new(told: Rung, now: Standing, *, fell_away: str | None) -> News | None:
    """What newsrooms must hear of, who were told ``told``; None if there is nothing.

    ``fell_away`` is why an article that the story rested on no longer carries it, if that is what happened.
    """
    taken_back = _taken_back(told, now)
    news = _status_news(told, now)
    if now.status != "denied":
        if is_material(told.killed, now.killed):
            news.append(f"toll: {now.killed} killed" + (f", {told.killed} before" if told.killed else ""))
        added = [place for place in now.places if place not in told.places]
        if added and now.asserted:
            news.append(f"new place: {', '.join(added[:3])}")
    if taken_back:
        return News("correction", (*taken_back, *news))
    if fell_away:
        news.append(fell_away)
    return News("update", tuple(news)) if news else None


def _status_news(told: Rung, now: Standing) -> list[str]:
    if told.status == now.status:
        return []
    who = _who(now)
    words = {
        "corroborated": "second independent source",
        "denied": f"denied by {who}",
        "disputed": f"denied by {who}" if is_denial(now.lead.event) else f"asserted by {who}, denied by others",
        "single_source": "one independent source is left" if told.status == "corroborated" else "confirmed",
        "withdrawn": "withdrawn",
    }
    if now.status == "corroborated" and told.status in ("denied", "disputed"):
        return ["confirmed", words["corroborated"]]
    return [words[now.status]]


def _who(now: Standing) -> str:
    """Who speaks for the story, by the name that the event gives him."""
    event, speaker = now.lead.event, now.lead.event.attribution.speaker
    names = {state_level(party.code): party.name for party in (*event.recipient, *event.actor)}
    return names.get(state_level(speaker), speaker) if speaker else now.lead.teller.source


def _taken_back(told: Rung, now: Standing) -> list[str]:
    """Facts that newsrooms were told and that no article tells any more. Only a revision or withdrawal does that."""
    back = []
    if now.killed < told.killed:
        back.append(f"toll taken back: {now.killed or 'none'} killed, {told.killed} before")
    lost = [place for place in told.places if place not in now.places]
    if lost and now.status != "denied" and len(now.places) < 20:
        back.append(f"place taken back: {', '.join(lost[:3])}")
    if told.asserted and not now.asserted:
        back.append("no longer asserted by anyone" if now.status == "denied" else "now told only as a rumour")
    return back


def silence(event: CodedEvent, rule: Rule, story: Story, now: Standing) -> Silence:
    """Why an event of a story that did not ring just now stayed silent."""
    if story.version:
        told = f"version {story.version} of story {story.story_id}, told by {now.independent} independent of "
        return Silence("folded", f"nothing new: {told}{story.sources.articles} articles, has it")
    if is_denial(event):
        return Silence("denied", f"coded as denied; rule {rule.id} wants {_or(rule.polarity)}")
    if event.polarity == "denied":
        return Silence("below_status", f"only supposed not to be so ({event.modality})")
    if event.modality not in rule.modality:
        return Silence("below_status", f"told as {event.modality}; rule {rule.id} wants {_or(rule.modality)}")
    if event.temporality not in rule.temporality:
        return Silence("below_status", f"told as {event.temporality}; rule {rule.id} wants {_or(rule.temporality)}")
    if not is_firm(event, rule):
        wanted = f"rule {rule.id} wants {rule.minimum_confidence:g}"
        return Silence("below_confidence", f"coded with a confidence of {event.confidence:g}; {wanted}")
    if now.status == "denied":
        return Silence("denied", f"denied since by the same speaker; rule {rule.id} wants {_or(rule.polarity)}")
    if "affirmed" not in rule.polarity:
        return Silence("below_status", f"coded as affirmed; rule {rule.id} wants {_or(rule.polarity)}")
    return Silence("below_status", f"{now.status.replace('_', ' ')}; rule {rule.id} wants {rule.minimum_status}")


def _or(values: tuple[str, ...]) -> str:
    return " or ".join(values)
