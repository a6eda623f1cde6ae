"""Watch rules: a closed set of keys over event fields, one rule a TOML file (``rules/``), its tests beside it.

A rule *concerns* an event by what happened and who is in it (type, mode, context, parties, place). Whether it then
rings is a matter of how it is told (polarity, modality, temporality, confidence, sources): an event that concerns a
rule and does not ring is suppressed with a reason. When a rule wants ``or``, write a second rule.

Keys: ``id``, ``title``, ``rationale``, ``false_positives``, ``urgency`` (1 to 9), ``desks``, ``subjects`` (IPTC Media
Topics), ``event_type``, ``mode`` (``none`` for an event without one), ``context`` (one of them), ``actor`` and
``recipient`` (codes, or names of groups in ``groups.toml``), ``place`` (countries or groups), ``polarity``,
``modality``, ``temporality``, ``minimum_status``, ``minimum_confidence``. Of ``mode`` to ``place``, one left out asks
for nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, get_args

from agents.parties import state_level
from agents.watching.data import DataError, check_keys, read_toml, where
from agents.watching.groups import Groups
from schemas.coding import CodedEvent, EventType, Modality, Polarity, Temporality

DIRECTORY = Path(__file__).parent / "rules"

_NEEDED = {"id", "title", "rationale", "false_positives", "urgency", "desks", "subjects", "event_type"}
_CLOSED: dict[str, tuple[str, ...]] = {
    "event_type": get_args(EventType),
    "polarity": get_args(Polarity),
    "modality": get_args(Modality),
    "temporality": tuple(value for value in get_args(Temporality) if value != "historic"),
    "minimum_status": ("single_source", "corroborated"),
}
_DEFAULT: dict[str, Any] = {
    "mode": (), "context": (), "actor": (), "recipient": (), "place": (), "polarity": ("affirmed",),
    "modality": ("asserted", "reported"), "temporality": ("current",), "minimum_status": "single_source",
    "minimum_confidence": 0.0,
}  # fmt: skip
_LISTS = {
    "false_positives", "desks", "subjects", "event_type", "mode", "context", "actor", "recipient", "place",
    "polarity", "modality", "temporality",
}  # fmt: skip
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Rule(NamedTuple):
    """One watch rule, checked. Empty tuples in ``mode`` to ``place`` ask for nothing."""

    id: str
    title: str
    rationale: str
    false_positives: tuple[str, ...]
    urgency: int
    desks: tuple[str, ...]
    subjects: tuple[str, ...]
    event_type: tuple[str, ...]
    mode: tuple[str, ...]
    context: tuple[str, ...]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    place: tuple[str, ...]
    polarity: tuple[str, ...]
    modality: tuple[str, ...]
    temporality: tuple[str, ...]
    minimum_status: str
    minimum_confidence: float


class Rules(NamedTuple):
    """The watchlist, found by ``type/mode``; within one, the most urgent first, then by id."""

    by_id: dict[str, Rule]
    by_code: dict[str, tuple[Rule, ...]]
    groups: Groups

    def concerned(self, event: CodedEvent, day: int) -> Rule | None:
        """The rule that an event of that ``day`` (proleptic ordinal) concerns, the most urgent of several."""
        for rule in self.by_code.get(f"{event.event_type}/{event.mode or 'none'}", ()) or self.by_code.get(
            f"{event.event_type}/*", ()
        ):
            if concerns(rule, event, day, self.groups):
                return rule
        return None


def concerns(rule: Rule, event: CodedEvent, day: int, groups: Groups) -> bool:
    """Whether ``event`` is what the rule watches, whatever is said of its truth, time and sources.

    An act between several actors without a recipient ("clash") satisfies ``recipient`` by another of its actors.
    """
    if event.event_type not in rule.event_type or (rule.mode and (event.mode or "none") not in rule.mode):
        return False
    if rule.context and not set(rule.context) & set(event.context):
        return False
    if rule.place and not any(place.country and _is(place.country, rule.place, day, groups) for place in event.place):
        return False
    actors = {state_level(party.code) for party in event.actor}
    recipients = {state_level(party.code, recipient=True) for party in event.recipient}
    doers = {code for code in actors if _is(code, rule.actor, day, groups)} if rule.actor else actors
    if rule.actor and not doers:
        return False
    if not rule.recipient:
        return True
    if not recipients and len(actors) > 1:
        recipients = actors
    suffering = {code for code in recipients if _is(code, rule.recipient, day, groups)}
    return bool(suffering) and (not rule.actor or len(doers | suffering) > 1)


def _is(code: str, wanted: Iterable[str], day: int, groups: Groups) -> bool:
    return any(want == code or (want in groups.periods and groups.has(want, code, day)) for want in wanted)


def load_rules(groups: Groups, directory: Path = DIRECTORY) -> Rules:
    """Read every rule of a directory. Raises DataError with file, line and key for the first mistake."""
    rules: dict[str, Rule] = {}
    paths: dict[str, Path] = {}
    if not directory.is_dir():
        raise DataError(f"{directory}: no such directory of rules")
    for path in sorted(directory.glob("*.toml")):
        if path.name.endswith(".test.toml"):
            continue
        rule, text = read_rule(path, groups)
        if rule.id in rules:
            raise DataError(f"{where(path, text, 'id')}: {rule.id} is the id of {paths[rule.id]} too: give it another")
        rules[rule.id], paths[rule.id] = rule, path
    return index(rules.values(), groups)


def index(rules: Iterable[Rule], groups: Groups) -> Rules:
    """The rules, found by what they watch."""
    ordered = sorted(rules, key=lambda rule: (rule.urgency, rule.id))
    codes = {f"{kind}/{mode}" for rule in ordered for kind in rule.event_type for mode in (*rule.mode, "*")}
    by_code = {
        code: tuple(
            rule
            for rule in ordered
            if code.partition("/")[0] in rule.event_type and (not rule.mode or code.partition("/")[2] in rule.mode)
        )
        for code in sorted(codes)
    }
    return Rules({rule.id: rule for rule in ordered}, by_code, groups)


def read_rule(path: Path, groups: Groups) -> tuple[Rule, str]:
    """One rule file, checked, and its text. Raises DataError with file, line and key."""
    table, text = read_toml(path)
    check_keys(table, path, text, _NEEDED, set(Rule._fields))
    for key, value in table.items():
        problem = _problem(key, value, groups)
        if problem:
            raise DataError(f"{where(path, text, key)}: {problem}")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in (_DEFAULT | table).items()
    }
    return Rule(**values), text


def _problem(key: str, value: Any, groups: Groups) -> str | None:
    """What is wrong with one value, for a person; None if nothing is."""
    if key in _LISTS and not (isinstance(value, list) and value and all(isinstance(x, str) and x for x in value)):
        return "a list of one or more texts"
    if key == "urgency" and not (type(value) is int and 1 <= value <= 9):
        return f"{value!r} is no urgency: 1 (flash) to 9"
    if key == "minimum_confidence" and not (isinstance(value, int | float) and 0 <= value <= 1):
        return f"{value!r} is no confidence: 0 to 1"
    if key in ("title", "rationale") and not (isinstance(value, str) and value.strip()):
        return "a sentence for people"
    if key == "id" and not (isinstance(value, str) and _NAME.fullmatch(value)):
        return f"{value!r} is no id: lower case, digits and hyphens"
    if key == "desks" and (bad := [name for name in value if not _NAME.fullmatch(name)]):
        return f"{bad[0]!r} is no name of a desk: lower case, digits and hyphens, since its topic is named after it"
    if key in _CLOSED:
        for given in value if isinstance(value, list) else [value]:
            if given not in _CLOSED[key]:
                near = difflib.get_close_matches(str(given), _CLOSED[key], 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                return f"{given!r} is none of {', '.join(_CLOSED[key])}{hint}"
    if key in ("actor", "recipient", "place"):
        for given in value:
            if given == given.lower() and given not in groups.periods:
                near = difflib.get_close_matches(given, list(groups.periods), 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                return f"no group is called {given!r} (groups.toml){hint}"
    return None
