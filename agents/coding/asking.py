"""Whom a request is made to, and what for, where its own frame does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.frames import TOPIC_ENDS
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations

if TYPE_CHECKING:
    from agents.coding.acts import Act

_NEAR_THAT = 3


def is_help(inner: Act, act: Act) -> bool:
    """Whether violence is asked for and not to be stopped: "asked the US for air strikes on the militants"."""
    stopped = any(g.item.kind == "stop" or g.negated is not None for g in inner.chain) or "yield" in act.topics
    return inner.event_type == "ASSAULT" and not stopped and inner.negator is None and "noun" in inner.trigger.features


def asked_that(sentence: Sentence, trigger: Item) -> list[Item]:
    """ "requested that NATO station missiles": who is to do it, whatever it is."""
    joint = sentence.at.get(trigger.last + 1)
    that = trigger if joint is None or joint.kind != "that" else joint
    for item in sentence.items:
        if item.first > that.last:
            near = item.first - that.last <= _NEAR_THAT and that is not trigger
            return [item] if item.kind == "party" and near and relations(sentence, item) == ("bare",) else []
    return []


def whose_troops(sentence: Sentence, act: Act) -> list[Item]:
    """ "a plea for CSTO troops": who is asked is whose troops they are."""
    for item in sentence.items:
        if item.first <= act.trigger.last:
            continue
        if item.kind in TOPIC_ENDS or item.kind == "comma":
            break
        if item.kind == "party" and item.actor is not None:
            for index in (item.first - 1, item.last + 1):
                near = sentence.at.get(index)
                if near is not None and near.tags & {"word:troops", "word:aid"}:
                    return [item]
    return []
