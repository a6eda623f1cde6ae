"""Towns of the gazetteer: what the table holds, which names count, and which of several namesakes is meant."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agents.code_articles import Coder, code_articles
from agents.coding.gazetteer import Source, choose
from agents.coding.lexicon import DIRECTORY
from agents.coding.spelling import Words, is_meant, plain, russian, spellings, without_article
from agents.coding.towns import FILE, Row, read_lines
from agents.coding.words import LexiconError
from schemas.coding import Coding

ROWS = [Row(*line.split("\t")) for line in read_lines(DIRECTORY / FILE)]

SMALL = [
    Row("Baku", "TUR", "40.00", "30.00", "900", "town", "", "", ""),
    Row("Brankov", "UKR", "48.00", "36.00", "20", "town", "Brankof", "Браньков", "id"),
    Row("Dorwen", "GBR", "52.00", "-1.00", "100", "town", "", "", ""),
    Row("Dorwen", "FRA", "47.00", "2.00", "80", "town", "", "", ""),
    Row("Dorwen", "USA", "41.00", "-90.00", "900", "town", "", "", ""),
    Row("Jermuk", "TUR", "41.00", "41.00", "500", "town", "", "", ""),
    Row("San Baku", "MEX", "20.00", "-99.00", "70", "town", "", "", ""),
    Row("San Velmo", "MEX", "20.00", "-99.00", "70", "town", "San Vélmo", "", ""),
    Row("Saraqand", "SYR", "35.00", "37.00", "30", "town", "", "", ""),
    Row("Texas", "USA", "31.00", "-98.00", "29000", "area", "", "", ""),
    Row("Velmara", "IRQ", "34.00", "43.00", "60", "town", "", "", ""),
    Row("Velmara", "SYR", "35.00", "38.00", "50", "town", "", "", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Coder:
    """A coder with the lexicons of the package and a gazetteer of few names that nobody else has."""
    directory = tmp_path_factory.mktemp("small") / "lexicons"
    shutil.copytree(DIRECTORY, directory)
    (directory / FILE).write_text("".join("\t".join(row) + "\n" for row in (Row._fields, *SMALL)), "utf-8")
    return Coder.load(directory)


def _coding(coder: Coder, body: str, language: str = "en") -> Coding:
    record = {"id": "g", "source": "test", "language": language, "published_at": "2022-09-15T12:00:00Z", "body": body}
    coding = code_articles(coder, msgspec.json.encode(record))
    assert isinstance(coding, Coding)
    return coding


def _places(coder: Coder, body: str, language: str = "en") -> set[tuple[str, str | None]]:
    return {(place.name, place.country) for event in _coding(coder, body, language).events for place in event.place}


def test_the_table_is_sorted_and_has_each_place_once() -> None:
    keys = [(row.name, row.country) for row in ROWS]
    assert keys == sorted(set(keys))


def test_the_table_stays_small() -> None:
    assert len(ROWS) > 10_000
    assert sum(1 + row.also.count("|") + bool(row.also) for row in ROWS) <= 20_000
    assert (DIRECTORY / FILE).stat().st_size <= 600_000


def test_every_country_is_a_state_that_the_lexicons_know(coder: Coder) -> None:
    known = {code for code, actor in coder.lexicon.actors.items() if actor.kind == "state"}
    assert {row.country for row in ROWS} <= known


def test_every_place_is_on_the_globe_and_has_people() -> None:
    for row in ROWS:
        assert -90 <= float(row.latitude) <= 90, row
        assert -180 <= float(row.longitude) <= 180, row
        assert (row.latitude, row.longitude) == (f"{float(row.latitude):.2f}", f"{float(row.longitude):.2f}"), row
        assert int(row.thousands) >= 1, row
        assert row.kind in ("town", "area"), row


def test_no_name_is_an_ordinary_word_or_what_people_are_called() -> None:
    names = {name for row in ROWS for name in (row.name, *row.also.split("|"))}
    assert not names & {"Nice", "Reading", "Mobile", "Bath", "Police", "Hope", "Of", "Man", "Victoria", "Lincoln"}


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Tikrit", "IRQ"),
        ("Helmand", "AFG"),
        ("Borno", "NGA"),
        ("Donetsk", "UKR"),
        ("Anbar", "IRQ"),
        ("Lubumbashi", "COD"),
    ],
)
def test_the_wars_of_the_world_have_their_towns_and_provinces(name: str, country: str) -> None:
    rows = sorted((row for row in ROWS if row.name == name), key=lambda row: int(row.thousands))
    assert rows[-1].country == country


def test_a_town_alone_tells_whose_people_were_killed(small: Coder) -> None:
    (event,) = _coding(small, "Gunmen killed 14 people in Saraqand.").events
    assert [party.code for party in event.recipient] == ["SYR:CVL"]
    assert [(place.name, place.latitude) for place in event.place] == [("Saraqand", 35.0)]


@pytest.mark.parametrize(
    ("body", "country"),
    [
        pytest.param("Gunmen killed 14 people in Velmara, Syria.", "SYR", id="its address"),
        pytest.param("Iraqi forces said that gunmen killed 14 people in Velmara.", "IRQ", id="its sentence"),
        pytest.param("DAMASCUS (Reuters) - Gunmen killed 14 people in Velmara.", "SYR", id="the dateline"),
        pytest.param(
            "BAGHDAD (Reuters) - Gunmen killed 14 people in Velmara. Syria condemned the attack.",
            "IRQ",
            id="the dateline before the article",
        ),
        pytest.param("Gunmen killed 14 people in Velmara. Iraq declared a curfew.", "IRQ", id="the article"),
        pytest.param(
            "Iraq declared a curfew. Syrian police said that gunmen killed 14 people in Velmara.", "SYR",
            id="its sentence before the article",
        ),
        pytest.param("Gunmen killed 14 people in Dorwen.", "USA", id="the much larger one"),
        pytest.param("British police said that gunmen killed 14 people in Dorwen.", "GBR", id="context before size"),
        pytest.param("French police said that gunmen killed 14 people in Dorwen.", "USA", id="not one too small"),
        pytest.param("Gunmen killed 14 people in Dorwen, France.", "FRA", id="but by its address"),
        pytest.param("Gunmen killed 14 people in Velmara. Turkey condemned the attack.", None, id="no context"),
    ],
)  # fmt: skip
def test_of_namesakes_the_context_chooses(small: Coder, body: str, country: str | None) -> None:
    found = {there for name, there in _places(small, body) if name in ("Velmara", "Dorwen")}
    assert found == ({country} if country else set())


def test_a_place_and_its_country_are_one_address(small: Coder) -> None:
    (event,) = _coding(small, "Gunmen killed 14 people in Velmara, Iraq.").events
    assert [party.code for party in event.recipient] == ["IRQ:CVL"]
    assert [(place.name, place.country) for place in event.place] == [("Velmara", "IRQ")]


def test_the_comma_behind_an_address_lists_nothing(small: Coder) -> None:
    (event,) = _coding(small, "In Velmara, Iraq, Turkish jets killed 12 people.").events
    assert [party.code for party in event.actor] == ["TUR:MIL"]


def test_a_namesake_in_another_province_is_not_the_place_of_the_lexicons(small: Coder) -> None:
    assert ("Odesa", "UKR") in _places(small, "Gunmen killed 14 people in Odessa.")
    assert {country for _, country in _places(small, "Gunmen killed 14 people in Odessa, Texas.")} == {"USA"}


def test_an_unknown_town_is_in_the_province_behind_its_comma(small: Coder) -> None:
    assert _places(small, "Gunmen killed 14 people in Whitfield, Texas.") == {("Texas", "USA")}


def test_what_is_written_by_hand_wins(small: Coder) -> None:
    assert _places(small, "Gunmen killed 14 people in Jermuk.") == {("Jermuk", "ARM")}


def test_a_capital_wins(small: Coder) -> None:
    events = _coding(small, "Police in Baku arrested 12 protesters.").events
    assert {party.code for event in events for party in event.actor} == {"AZE:COP"}
    assert _places(small, "Gunmen killed 14 people in San Baku.") == set()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Rebels attacked Jonas Brankov in Iraq.", id="after a first name"),
        pytest.param("Jonas Brankov is a man. Rebels attacked Brankov in Iraq.", id="named so elsewhere"),
        pytest.param("J. Brankov is a man. Rebels attacked Brankov in Iraq.", id="after an initial"),
        pytest.param("Rebels attacked President Brankov in Iraq.", id="after a title"),
        pytest.param("Rebels attacked Brankov Smith in Iraq.", id="before a surname"),
        pytest.param("Brankov attacked Iraq.", id="a bare subject"),
        pytest.param("Iraq was attacked by Brankov.", id="an agent"),
        pytest.param("Rebels attacked the Brankov-Meyer bank in Iraq.", id="part of a name"),
        pytest.param("Rebels attacked brankov in Iraq.", id="without a capital"),
    ],
)
def test_a_person_is_no_place(small: Coder, body: str) -> None:
    assert "Brankov" not in {name for name, _ in _places(small, body)}


@pytest.mark.parametrize(
    "body",
    [
        "Rebels attacked Brankov in Ukraine.",
        "Rebels attacked a base near Brankov.",
        "Rebels attacked the town of Brankov.",
        "Rebels attacked a base in Brankof.",
        "Rebels attacked a base in al-Brankov.",
    ],
)
def test_a_town_counts_where_it_hangs_from_something(small: Coder, body: str) -> None:
    assert ("Brankov", "UKR") in _places(small, body)


def test_accents_and_hyphens_are_not_needed(small: Coder) -> None:
    for name in ("San Velmo", "San-Velmo", "San Vélmo", "San Ve\u0301lmo"):
        assert _places(small, f"Gunmen killed 14 people in {name}.") == {("San Velmo", "MEX")}, name


def test_russian_names_are_inflected(small: Coder) -> None:
    assert _places(small, "Боевики напали на военную базу в Бранькове.", "ru") == {("Brankov", "UKR")}


def test_a_word_of_a_language_is_no_place_in_it(small: Coder) -> None:
    assert ("Saraqand", "SYR") in _places(small, "Tentara menyerang pangkalan di Saraqand.", "id")
    assert not _places(small, "Tentara menyerang pangkalan di Brankov.", "id")


def test_lexicons_do_without_a_gazetteer(tmp_path: Path) -> None:
    assert read_lines(tmp_path / FILE) == []


@pytest.mark.parametrize(
    ("text", "said"), [("name\tcountry\n", "the fields must be"), ("\t".join(Row._fields) + "\nBaku\tAZE\n", "line 2")]
)
def test_a_broken_table_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(LexiconError, match=said):
        read_lines(tmp_path / FILE)


WORDS = Words(frozenset({"nice", "red", "sea"}), frozenset(), frozenset({"lincoln"}), frozenset({"lincoln", "homs"}))


@pytest.mark.parametrize(
    ("name", "people", "in_conflict", "meant"),
    [
        ("Mosul", 1_000, True, True),
        ("Nice", 338_000, False, False),
        ("Red Sea", 10_000, True, False),
        ("Lincoln", 290_000, False, False),
        ("Lincoln", 2_000_000, False, True),
        ("Homs", 20_000, False, False),
        ("Homs", 20_000, True, True),
        ("Ur", 20_000, True, False),
    ],
)
def test_a_name_is_taken_where_it_tells_a_place(name: str, people: int, in_conflict: bool, meant: bool) -> None:
    assert is_meant(name, people, in_conflict, WORDS) is meant


def test_names_are_written_as_the_press_does() -> None:
    assert plain("Al Ḩasakah") == "Al Hasakah"
    assert without_article("Al Hasakah", WORDS) == "Hasakah"
    assert without_article("Al Bab", WORDS) == "Al Bab"
    source = _source(
        "Hasakah", "SY", 400_000, ("Hasaka", "Hesîçe", "Chasaka", "hskt", "Al-Hasakeh", "Хасаке", "Хасака")
    )
    assert spellings(source, WORDS, True) == ("Hasaka", "Hasakeh")
    assert spellings(source, WORDS, False) == ()
    assert russian(source)[0] in ("Хасаке", "Хасака")


def test_a_russian_word_is_no_name() -> None:
    assert russian(_source("Orel", "RU", 300_000, ("Орёл", "Орел"))) == ()
    assert russian(_source("Mosul", "IQ", 300_000, ("Масул", "Мосул"))) == ("Мосул",)


def _source(name: str, country: str, people: int, names: tuple[str, ...] = (), kind: str = "town") -> Source:
    return Source(name, country, 0.0, 0.0, people, "", names, kind)


def test_a_town_is_chosen_by_its_people_and_its_country() -> None:
    choice: dict[str, Any] = {
        "least": {"elsewhere": 50_000, "5000": ["SY"], "10000": ["PK"]}, "dropped": {"names": ["Hopeville"]},
    }  # fmt: skip
    sources = [
        _source("Hajin", "SY", 6_000), _source("Tafas", "SY", 4_000), _source("Dunmark", "DE", 40_000),
        _source("Hopeville", "DE", 90_000), _source("Garmin", "DE", 90_000), _source("Garmin", "FR", 20_000),
        _source("Garmin", "BE", 10_000), _source("Raqqa", "SY", 700_000, kind="area"), _source("Raqqa", "SY", 500_000),
        _source("Halle", "DE", 1_000), _source("Halle", "DE", 900_000, kind="area"),
    ]  # fmt: skip
    found = {(s.name, s.country, s.kind, s.people) for s in choose(sources, choice, WORDS)}
    assert found == {
        ("Hajin", "SY", "town", 6_000),
        ("Garmin", "DE", "town", 90_000),
        ("Garmin", "FR", "town", 20_000),
        ("Raqqa", "SY", "town", 500_000),
        ("Halle", "DE", "area", 900_000),
    }
