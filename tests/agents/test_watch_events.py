"""What holds for any log: the same bytes wherever the desk was restarted, and the promises of the contract."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.watch_events import MEMORY_MS, Desk, Origin, watch_events
from agents.wording.wording import LANGUAGES
from schemas.action import Action
from schemas.alert import Alert
from schemas.coding import CodedEvent, Coding
from schemas.encode import encode
from schemas.story import ARTICLE, MARK, NEWEST, Story, lead_event
from tests.agents.watching.making import LOADED, Log, coding, event, fresh_desk, ms

START = datetime(2022, 9, 13, 4, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def attack(**more: Any) -> CodedEvent:
    return event("ASSAULT", "AZE", "ARM", more.pop("told", ""), **more)


def stories(log: Log) -> list[Story]:
    return [story for key, _ in log.states if (story := log.desk.story(key.decode()))]


# Any log

ACTS = st.sampled_from(
    [
        ("ASSAULT", "AZE:MIL", "ARM"),
        ("ASSAULT/aerial", "AZE", "ARM"),
        ("ASSAULT", "ARM", "AZE"),
        ("ASSAULT", "ARM AZE", ""),
        ("ASSAULT", "AZE", ""),
        ("REQUEST/assist", "ARM", "CSTO"),
        ("REQUEST/assist", "ARM", ""),
        ("REJECT/assist", "CSTO", "ARM"),
        ("SANCTION/withdraw", "KAZ", "CSTO"),
        ("SANCTION/withdraw", "KAZ", "EAEU"),
        ("CONCEDE/ceasefire", "ARM AZE", ""),
        ("RETREAT/ceasefire", "RUS ARM AZE", ""),
        ("CONSULT", "FRA", "ARM"),
    ]
)
EVENTS = st.builds(
    lambda act, told, by, place, killed, on, credits: event(
        act[0], act[1], act[2], " ".join(told), by=by, place=place, killed=killed, on=on, credits=credits
    ),
    ACTS,
    st.tuples(
        st.sampled_from(["affirmed", "affirmed", "denied"]),
        st.sampled_from(["asserted", "reported", "alleged", "possible", "planned"]),
        st.sampled_from(["current", "current", "future", "historic"]),
    ),
    st.sampled_from([None, None, "ARM:GOV", "AZE:MIL", "KAZ:GOV", "CSTO"]),
    st.lists(st.sampled_from(["Jermuk", "Sotk", "Goris"]), max_size=2),
    st.sampled_from([0, 0, 12, 49, 105]),
    st.sampled_from([None, None, "2022-09-13", "2022-09-15", "2022-09", "2021-05-12"]),
    st.sampled_from([None, None, "AFP"]),
)
RECORDS = st.builds(
    lambda article, version, withdrawn, events, hours, outlet, wire: (
        coding(
            f"article-{article}", () if withdrawn else events, at(hours - 1), version=version, withdrawn=withdrawn,
            outlet=f"{outlet}.example", wire=wire,
        ),
        at(hours),
    ),
    st.integers(1, 8),
    st.integers(1, 3),
    st.sampled_from([False, False, False, True]),
    st.lists(EVENTS, max_size=3),
    st.floats(0, 400).map(lambda hours: round(hours, 3)),
    st.sampled_from("abcd"),
    st.sampled_from(["one", "two", "three"]),
)  # fmt: skip
LOGS = st.lists(RECORDS, min_size=1, max_size=25)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(records=LOGS, data=st.data())
def test_the_same_log_gives_the_same_bytes_wherever_the_desk_was_restarted(
    records: list[tuple[Coding, datetime]], data: st.DataObject
) -> None:
    straight, restarted = Log(), Log()
    for number, (record, when) in enumerate(records):
        straight.fold(record, when)
        if data.draw(st.booleans(), label=f"restart before {number}"):
            restarted.restart()
        if number and data.draw(st.booleans(), label=f"a record twice before {number}"):
            again = data.draw(st.integers(0, number - 1), label="which")
            twice = restarted.fold(records[again][0], records[again][1], Origin(0, again))
            assert (twice.outcome, twice.changes, twice.alerts, twice.suppressions) == ("duplicate", (), (), ())
            restarted.given.pop()
        restarted.fold(record, when)
    assert restarted.given == straight.given
    assert restarted.states == straight.states


@MANY
@given(records=LOGS)
def test_what_the_contract_promises_holds_for_any_log(records: list[tuple[Coding, datetime]]) -> None:
    log = Log()
    told: dict[str, Alert] = {}
    for record, when in records:
        verdict = log.fold(record, when)
        assert len({key for key, _ in verdict.changes}) == len(verdict.changes)
        assert len({alert.story_id for alert in verdict.alerts}) == len(verdict.alerts)
        assert (verdict.outcome == "news") == bool(verdict.alerts)
        for alert in verdict.alerts:
            follows(alert, told.get(alert.story_id))
            told[alert.story_id] = alert
        silent = {one.event_id for one in verdict.suppressions}
        assert silent <= {one.id for one in record.events}
        for key, change in verdict.changes:
            if change is None:
                told.pop(key, None)  # closed: told again, even by a record that is dated back, it begins anew
            if isinstance(change, Story):
                assert key == change.story_id
                assert len(change.articles) <= NEWEST
                assert change.sources.independent <= change.sources.articles
                assert change.articles == () or lead_event(change)


def follows(alert: Alert, before: Alert | None) -> None:
    """That an alert is a version of its story that may come after ``before``."""
    assert alert.alert_id == str(uuid.uuid5(uuid.UUID(alert.story_id), str(alert.version)))
    first = before is None or (alert.version == 1 and before.updated_at < alert.updated_at)
    assert alert.version == 1 if first else before is not None and alert.version == before.version + 1
    if alert.version == 1:
        assert (alert.msg_type, alert.references) == ("alert", ())
    elif before is not None:
        assert alert.references == (*before.references, before.alert_id)[-20:]
        assert (alert.msg_type == "alert") == (before.msg_type == "kill")
    assert (alert.msg_type == "kill") == (alert.status == "withdrawn")
    assert alert.event.temporality != "historic"
    assert 1 <= alert.urgency <= 9
    assert set(alert.headline) == set(LANGUAGES)
    rule = LOADED.rules.by_id[alert.rule]
    assert (alert.desks, alert.subjects, alert.rules) == (rule.desks, rule.subjects, LOADED.digest)
    if alert.status in ("denied", "disputed") and alert.event.polarity == "denied":
        assert "den" in alert.headline["en"].lower()
    if alert.event.polarity == "affirmed" and alert.status == "disputed":
        assert alert.headline["en"].endswith("(disputed)")
    if alert.msg_type == "alert" and alert.event.polarity == "affirmed":
        assert alert.event.modality in rule.modality
    if alert.msg_type != "kill":
        assert alert.evidence
        assert {quote.article_id for quote in alert.evidence} <= {article.id for article in alert.articles}


@MANY
@given(records=LOGS)
def test_asking_the_desk_does_not_change_it(records: list[tuple[Coding, datetime]]) -> None:
    log = Log()
    for number, (record, when) in enumerate(records):
        first = watch_events(log.desk, record, ms(when), Origin(0, number))
        assert encode(watch_events(log.desk, record, ms(when), Origin(0, number))) == encode(first)
        log.fold(record, when)


@MANY
@given(records=LOGS)
def test_every_event_that_a_rule_watches_rings_or_stands_in_the_ledger(
    records: list[tuple[Coding, datetime]],
) -> None:
    log = Log()
    for record, when in records:
        verdict = log.fold(record, when)
        if verdict.outcome in ("stale_version", "duplicate") or record.outcome == "withdrawn":
            continue
        rang = {alert.story_id for alert in verdict.alerts}
        silent = {one.event_id for one in verdict.suppressions}
        for one in record.events:
            day = record.article.published_at.date().toordinal()
            held = any(
                teller.id == record.article_id and any(known.id == one.id for known in teller.events)
                for story_id in rang
                if (story := log.desk.story(story_id))
                for teller in story.articles
            )
            known = any(
                teller.id == record.article_id and any(old.id == one.id for old in teller.events)
                for story in stories(log)
                for teller in story.articles
            )
            if LOADED.rules.concerned(one, day):
                assert one.id in silent or held or known


# One record


def test_a_record_seen_before_changes_nothing() -> None:
    log = Log()
    log.fold(coding("a", [attack()], START), START, Origin(2, 5))
    for offset in (5, 4, 0):
        verdict = log.fold(coding("b", [attack()], START, outlet="b.example"), START, Origin(2, offset))
        assert (verdict.outcome, verdict.changes) == ("duplicate", ())
    assert log.fold(coding("b", [attack()], START, outlet="b.example"), START, Origin(1, 0)).outcome == "news"


def test_the_mark_moves_with_every_record_even_a_quiet_one() -> None:
    log = Log()
    verdict = log.fold(coding("a", [], START), START, Origin(2, 5))
    assert [key for key, _ in verdict.changes] == [f"{MARK}2"]
    assert log.desk.mark(2) == 5
    assert log.desk.mark(1) == -1


def test_without_an_origin_nothing_is_marked() -> None:
    verdict = watch_events(fresh_desk(), coding("a", [attack()], START), ms(START), None)
    assert verdict.outcome == "news"
    assert not [key for key, _ in verdict.changes if key.startswith(MARK)]


def test_an_article_sent_twice_under_two_offsets_is_a_duplicate() -> None:
    log = Log()
    assert log.fold(coding("a", [attack()], START), START).outcome == "news"
    again = log.fold(coding("a", [attack()], START), at(1))
    assert (again.outcome, again.suppressions) == ("duplicate", ())


def test_an_editors_action_does_nothing_yet() -> None:
    action = Action(action_id="1", kind="kill", by="ann", story_id="s")
    assert encode(watch_events(fresh_desk(), action, ms(START), None)) == (
        b'{"changes":[],"alerts":[],"suppressions":[],"outcome":"nothing"}'
    )


def test_an_article_of_the_first_century_or_the_last_is_folded() -> None:
    for written in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        record = coding("a", [attack()], datetime.fromisoformat(written))
        assert watch_events(fresh_desk(), record, ms(START), None).outcome == "news"


def test_an_article_from_the_future_is_taken_as_now() -> None:
    alert = Log().fold(coding("a", [attack()], at(500)), START).alerts[0]
    assert alert.articles[0].published_at == START


def test_a_revised_article_is_remembered_for_a_time() -> None:
    log = Log()
    log.fold(coding("a", [], START, version=3), START)
    assert log.fold(coding("a", [attack()], START, version=2), at(1)).outcome == "stale_version"
    forgotten = START + timedelta(milliseconds=MEMORY_MS)
    verdict = log.fold(coding("a", [attack()], START, version=2), forgotten)
    assert (verdict.outcome, log.desk.memory("a") is not None) == ("news", True)


def test_what_was_forgotten_leaves_a_tombstone() -> None:
    log = Log()
    log.fold(coding("a", [], START, version=3), START)
    verdict = log.fold(coding("b", [], START), at(24 * 4))
    assert (f"{ARTICLE}a", None) in verdict.changes
    log.restart()
    assert log.desk.memory("a") is None


def test_stories_close_by_the_clock_of_the_log_alone() -> None:
    log = Log()
    story_id = log.fold(coding("a", [attack()], START), START).alerts[0].story_id
    hours = LOADED.families.named("fighting").open_hours
    assert (story_id, None) not in log.fold(coding("b", [], START), at(hours) - timedelta(milliseconds=1)).changes
    assert (story_id, None) in log.fold(coding("c", [], START), at(hours)).changes
    assert len(log.desk) == 0


def test_a_record_from_the_past_closes_nothing_and_shortens_no_life() -> None:
    log = Log()
    log.fold(coding("a", [attack()], START), at(100))
    before = stories(log)[0]
    log.fold(coding("b", [attack()], START, outlet="b.example"), START)
    after = stories(log)[0]
    assert (after.expires_at, after.updated_at) == (before.expires_at, before.updated_at)


def test_many_articles_are_counted_exactly_and_the_newest_are_kept() -> None:
    log = Log()
    for number in range(50):
        claim = attack(killed=49, place=["Jermuk"]) if number == 0 else attack()
        record = coding(f"a{number}", [claim], START, outlet=f"{number % 30}.example")
        verdict = log.fold(record, at(number / 10))
        assert [alert.msg_type for alert in verdict.alerts] in ([], ["alert"], ["update"])
    story = stories(log)[0]
    assert story.sources.articles == 50
    assert [teller.id for teller in story.articles] == [f"a{number}" for number in range(30, 50)]
    assert story.sources.independent == 30
    assert story.rung is not None
    assert (story.rung.killed, story.rung.places) == (49, ("Jermuk",))
    assert len(encode(story)) < 40_000


def test_the_only_denial_is_not_let_go_for_newer_articles() -> None:
    log = Log()
    log.fold(coding("claim", [attack()], START, outlet="claim.example"), START)
    log.fold(coding("denial", [attack(told="denied reported", by="AZE:MIL")], START, outlet="az.example"), at(1))
    for number in range(30):
        verdict = log.fold(coding(f"a{number}", [attack()], START, outlet=f"{number}.example"), at(2))
        assert verdict.alerts == ()
    story = stories(log)[0]
    assert story.status == "disputed"
    assert "denial" in [teller.id for teller in story.articles]


def test_alert_ids_that_an_update_refers_to_are_the_newest_twenty() -> None:
    log = Log()
    killed = 1
    for number in range(25):
        killed *= 2
        alerts = log.fold(coding("live", [attack(killed=killed)], START, version=number + 1), at(number / 10)).alerts
        assert [alert.version for alert in alerts] == [number + 1]
    assert len(alerts[0].references) == 20
    assert alerts[0].references[-1] == str(uuid.uuid5(uuid.UUID(alerts[0].story_id), "24"))


def test_an_alert_quotes_the_words_that_it_rests_on_the_leads_first() -> None:
    log = Log()
    log.fold(coding("a", [attack(words="обстреляла")], START, language="ru"), START)
    claim = attack(words="shelled", killed=49)
    alert = log.fold(coding("b", [claim], START, outlet="b.example"), at(1)).alerts[0]
    assert [(quote.article_id, quote.exact, quote.language) for quote in alert.evidence] == [
        ("b", "shelled", "en"), ("a", "обстреляла", "ru"),
    ]  # fmt: skip
    assert [article.id for article in alert.articles] == ["b", "a"]
    assert alert.event.id == claim.id
    assert alert.event.evidence == claim.evidence


def test_a_long_quotation_is_cut_to_a_true_slice() -> None:
    words = "х" * 1000
    quote = Log().fold(coding("a", [attack(words=words)], START), START).alerts[0].evidence[0]
    assert (quote.exact, quote.start, quote.end) == (words[:300], 0, 300)


def test_times_of_an_alert_are_those_of_the_log() -> None:
    log = Log()
    log.fold(coding("a", [attack()], START), START)
    alert = log.fold(coding("b", [attack()], START, outlet="b.example"), at(1)).alerts[0]
    assert (alert.first_seen_at, alert.updated_at) == (START, at(1))


def test_a_claim_that_fits_two_stories_joins_the_same_one_in_whatever_order_they_were_read_back() -> None:
    log = Log()
    both = [event("ASSAULT", "AZE", "ARM"), event("ASSAULT", "AZE", "NKR")]
    log.fold(coding("a", both, START), START)
    for states in (log.states, log.states[::-1]):
        desk = fresh_desk()
        for key, value in states:
            desk.restore(key, value)
        verdict = watch_events(desk, coding("b", [event("ASSAULT", "AZE")], START, outlet="b.example"), ms(START), None)
        assert [alert.story_id for alert in verdict.alerts] == [max(story.story_id for story in stories(log))]


def test_a_claim_that_fits_two_stories_joins_the_one_told_last() -> None:
    log = Log()
    first = log.fold(coding("a", [event("ASSAULT", "AZE", "ARM")], START), START).alerts[0].story_id
    second = log.fold(coding("b", [event("ASSAULT", "AZE", "NKR")], START), at(1)).alerts[0].story_id
    alert = log.fold(coding("c", [event("ASSAULT", "AZE")], START, outlet="c.example"), at(2)).alerts[0]
    assert (alert.story_id, second != first) == (second, True)


def test_a_revised_article_stays_with_the_story_that_it_told() -> None:
    log = Log()
    first = log.fold(coding("a", [event("ASSAULT", "AZE", "ARM")], START), START).alerts[0].story_id
    log.fold(coding("b", [event("ASSAULT", "AZE", "NKR")], START), at(1))
    revised = log.fold(coding("a", [event("ASSAULT", "AZE", killed=12)], START, version=2), at(2))
    assert [(alert.story_id, alert.msg_type) for alert in revised.alerts] == [(first, "update")]


def test_of_many_events_of_one_article_four_are_kept_and_the_denial_is_one_of_them() -> None:
    log = Log()
    claims = [attack(id=n, place=[place]) for n, place in enumerate(["Jermuk", "Sotk", "Goris", "Kapan", "Vardenis"])]
    log.fold(coding("a", [*claims, attack(told="denied reported", by="AZE:MIL")], START), START)
    story = stories(log)[0]
    assert len(story.articles[0].events) == 4
    assert story.status == "disputed"


def test_a_closed_story_is_forgotten_wholly() -> None:
    log = Log()
    log.fold(coding("a", [attack()], START), START)
    log.fold(coding("b", [], START), at(24 * 30))
    assert (log.desk.told_in("a"), log.desk.find([("fighting", "a", "AZE")])) == ((), [])


def test_a_withdrawal_that_arrives_with_an_older_timestamp_does_not_turn_time_back() -> None:
    log = Log()
    log.fold(coding("a", [attack()], START), at(5))
    alert = log.fold(coding("a", [], START, version=2, withdrawn=True), at(4)).alerts[0]
    assert (alert.msg_type, alert.updated_at) == ("kill", at(5))


def test_the_ledger_says_why_for_a_person() -> None:
    log = Log()
    rumour = log.fold(coding("a", [attack(told="alleged")], START), START).suppressions[0]
    assert rumour.detail == "told as alleged; rule clash wants asserted or reported"
    assert (rumour.rule, rumour.article_id, rumour.at) == ("clash", "a", START)
    assert log.desk.story(rumour.story_id or "") is not None
    denial = log.fold(coding("b", [attack(told="denied")], START), START).suppressions[0]
    assert denial.detail == "coded as denied; rule clash wants affirmed"
    log.fold(coding("c", [attack()], START, outlet="c.example"), START)
    folded = log.fold(coding("d", [attack()], START, outlet="c.example"), START).suppressions[0]
    assert folded.detail.startswith("nothing new: version 1 of story ")
    assert folded.story_id == rumour.story_id
    old = log.fold(coding("e", [attack(on="2021-05-12")], START), START).suppressions[0]
    assert old.detail == "happened on 2021-05-12, 489 days before it was told here"
    assert old.story_id is None


def test_when_the_rule_of_a_story_is_gone_the_ledger_says_so() -> None:
    log = Log()
    log.fold(coding("a", [attack()], START), START)
    rules = LOADED.rules._replace(by_id={}, by_code={})
    without = Desk(rules, LOADED.families, LOADED.wording, LOADED.digest)
    for key, value in log.states:
        without.restore(key, value)
    verdict = watch_events(without, coding("b", [attack()], START, outlet="b.example"), ms(at(1)), None)
    assert [one.reason for one in verdict.suppressions] == ["no_rule"]
    assert verdict.alerts == ()


def test_a_story_of_one_article_is_small() -> None:
    log = Log()
    record = coding(
        "idntimes-20220915-001", [attack(place=["Jermuk"], killed=49, on="2022-09-13", by="ARM:GOV")], START,
        title="Azerbaijan Serang Wilayah Armenia, 49 Tentara Tewas dalam Semalam", wire="x",
    )  # fmt: skip
    log.fold(record, START)
    assert len(encode(stories(log)[0])) <= 3000


def test_a_record_that_is_not_ours_in_the_state_is_an_error() -> None:
    desk = fresh_desk()
    with pytest.raises(ValueError, match="JSON"):
        desk.restore(b"5f2c", b"not a story")
    with pytest.raises(ValueError, match="required field"):
        desk.restore(b"5f2c", b"{}")


def test_reserved_keys_of_later_versions_are_left_alone() -> None:
    desk = fresh_desk()
    desk.restore(b"~mute/x", b'{"until":"2022-09-13T00:00:00Z"}')
    desk.restore(b"~mute/x", None)
    assert len(desk) == 0
