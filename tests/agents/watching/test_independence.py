from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.coding.fingerprint import fingerprint as coder_fingerprint
from agents.watching.independence import COPY, likeness, outlet, sketch, voices
from schemas.story import Teller
from tests.agents.watching.making import event, fingerprint

WHEN = datetime(2022, 9, 13, tzinfo=UTC)
WIRE = (
    "Forty-nine soldiers were killed overnight when Azerbaijani forces shelled positions along the border, the prime "
    "minister told parliament on Tuesday morning. He said that fire had eased but that the attacks went on in one or "
    "two directions, and that the government had turned to its allies for help. The defence ministry said that its "
    "army had answered provocations and spoke of losses of its own without giving a number."
)


def teller(name: str, source: str, text: str = "", credits: str | None = None) -> Teller:
    return Teller(
        id=name, source=source, published_at=WHEN, sketch=sketch(text),
        events=(event("ASSAULT", "AZE", "ARM", credits=credits),),
    )  # fmt: skip


def count(*tellers: Teller) -> int:
    return len(voices(tellers))


def test_a_text_is_a_copy_of_itself() -> None:
    assert likeness(sketch(coder_fingerprint(WIRE)), sketch(coder_fingerprint(WIRE))) == 1.0


def test_a_wire_text_with_another_first_sentence_is_a_copy() -> None:
    rewritten = "As our correspondent reports, " + WIRE.split(" ", 8)[8]
    assert likeness(sketch(coder_fingerprint(WIRE)), sketch(coder_fingerprint(rewritten))) >= COPY


def test_another_text_of_the_same_facts_is_none() -> None:
    other = (
        "Armenia says 49 of its troops died in the worst fighting since the war of 2020. Nikol Pashinyan addressed "
        "lawmakers in Yerevan. Baku denies that it struck towns and accuses its neighbour of sabotage at the frontier."
    )
    assert likeness(sketch(coder_fingerprint(WIRE)), sketch(coder_fingerprint(other))) < 0.2


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.5, 0.75, 1.0])
def test_the_sketch_estimates_the_likeness_of_the_fingerprints(share: float) -> None:
    assert likeness(sketch(fingerprint("a")), sketch(fingerprint("a", share))) == pytest.approx(1 - share, abs=0.03)


@pytest.mark.parametrize("broken", ["", "abc", "zz" * 64, "12345678 "])
def test_a_fingerprint_that_is_none_is_like_nothing(broken: str) -> None:
    assert sketch(broken) == ""
    assert likeness(sketch(broken), sketch(broken)) == 0.0


def test_fingerprints_of_different_length_are_not_alike() -> None:
    assert likeness(sketch("00000001" * 128), sketch("00000001" * 64)) == 0.0


def test_two_outlets_with_texts_of_their_own_are_two_voices() -> None:
    assert count(teller("1", "a.example", fingerprint("a")), teller("2", "b.example", fingerprint("b"))) == 2


def test_articles_without_a_fingerprint_are_told_apart_by_their_outlets() -> None:
    assert count(teller("1", "a.example"), teller("2", "b.example"), teller("3", "a.example")) == 2


def test_copies_are_one_voice() -> None:
    copies = [teller(str(n), f"{n}.example", fingerprint("wire", n / 20)) for n in range(4)]
    assert count(*copies) == 1


def test_what_is_linked_through_a_third_is_linked() -> None:
    first, second = teller("1", "a.example", fingerprint("x")), teller("2", "b.example", fingerprint("y"))
    assert count(first, second) == 2
    assert count(first, second, teller("3", "b.example", fingerprint("x"))) == 1


def test_outlets_that_credit_one_agency_are_one_voice() -> None:
    assert count(teller("1", "a.example", credits="AFP"), teller("2", "b.example", credits="afp")) == 1


def test_every_article_is_in_exactly_one_voice() -> None:
    tellers = [teller(str(n), f"{n % 4}.example", fingerprint(str(n % 7))) for n in range(20)]
    found = voices(tellers)
    assert sorted(name for voice in found for name in voice) == sorted(one.id for one in tellers)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("www.astanatimes.com", "The Astana Times"),
        ("https://www.bbc.co.uk/news", "BBC"),
        ("reuters.com", "Reuters"),
        ("idntimes.com", "IDN Times"),
        ("TASS", "tass.ru"),
    ],
)
def test_an_outlet_is_known_by_its_site_and_by_its_name(one: str, other: str) -> None:
    assert outlet(one) == outlet(other)


def test_different_outlets_stay_different() -> None:
    assert len({outlet(name) for name in ["a.example", "b.example", "news.am", "news.az", "The", "ru", ""]}) >= 6
