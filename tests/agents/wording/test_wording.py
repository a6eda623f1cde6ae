"""Every headline that the vocabulary allows is a sentence: nothing empty in it, nothing left open, a denial visible."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from agents.watching.groups import load_groups
from agents.wording.inflection import Endings
from agents.wording.names import Names
from agents.wording.russian import inflect, is_plural, smooth
from agents.wording.wording import LANGUAGES, Wording, read_table
from schemas.coding import CodedEvent, EventType, Modality, Party, Polarity, Temporality
from tests.agents.watching.making import event

WORDING = Wording.load()
NAMES = Names.load()

MODES = {
    "AGREE": ["ceasefire"], "CONSULT": ["visit", "phone", "multilateral", "third-party"],
    "CONCEDE": ["ceasefire", "withdraw"], "AID": ["military"],
    "RETREAT": ["ceasefire", "withdraw", "release", "access", "resign", "disarm", "return"],
    "REQUEST": ["assist", "meet", "change", "yield"], "REJECT": ["assist", "meet", "change", "yield"],
    "ACCUSE": ["disapprove", "investigate", "allege"], "THREATEN": ["violence", "restrict"],
    "SANCTION": ["withdraw", "expel", "discontinue", "convict"], "MOBILIZE": ["troops"],
    "COERCE": ["arrest", "seize", "restrict"], "ASSAULT": ["heavy-weapons", "aerial", "drone", "abduct"],
}  # fmt: skip
ACTS = [code for kind in get_args(EventType) for code in (kind, *(f"{kind}/{mode}" for mode in MODES.get(kind, ())))]
PARTIES = [
    ("KAZ", "CSTO"), ("KAZ:GOV", ""), ("", "ARM"), ("", ""), ("ARM AZE", ""), ("USA", "ARM:CVL"),
    ("ARM AZE RUS USA", "KAZ KGZ TJK UZB"), ("Xanadu", "Xanadu:OPP"),
]  # fmt: skip
SPEAKERS = [None, "KAZ:GOV", "USA"]
HERE = Path(__file__).parent
PROOFS = {language: tomllib.loads((HERE / f"{language}.toml").read_text("utf-8")) for language in LANGUAGES}
DENIAL, DOUBT, DISPUTED = (
    {language: re.compile(proof[kind], re.I) for language, proof in PROOFS.items()}
    for kind in ("denial", "doubt", "disputed")
)


def headlines(told: CodedEvent, *, disputed: bool = False) -> dict[str, str]:
    return {language: WORDING.headline(told, language, disputed=disputed) for language in LANGUAGES}


@pytest.mark.parametrize("act", ACTS)
def test_every_event_has_a_headline_without_holes_that_shows_denial_and_doubt(act: str) -> None:
    statuses = product(get_args(Polarity), get_args(Modality), get_args(Temporality))
    for (who, to), status, by in product(PARTIES, list(statuses), SPEAKERS):
        told = event(act, who, to, " ".join(status), by=by, killed=49, place=["Jermuk"], context=["military"])
        for language, text in headlines(told).items():
            where = f"{language} {act} {who}>{to} {status} {by}: {text!r}"
            assert text == text.strip() and text[0].title() == text[0], where
            assert not re.search(r"[{}]|  |\bNone\b| [,:;)]|: *$|^[,:;]|\( |=", text), where
            assert "denied" not in status or DENIAL[language].search(text), where
            if status[1] in ("alleged", "possible", "hypothetical", "planned"):
                assert DOUBT[language].search(text), where
            if "denied" in status:
                assert "49" not in text, where


@pytest.mark.parametrize("act", ACTS)
def test_a_dispute_is_visible(act: str) -> None:
    for language, text in headlines(event(act, "AZE", "ARM"), disputed=True).items():
        assert DISPUTED[language].search(text), text


def test_a_fact_has_no_word_of_doubt_in_it() -> None:
    for act in ACTS:
        for language, text in headlines(event(act, "AZE", "ARM")).items():
            assert not DENIAL[language].search(text), text
            assert not DOUBT[language].search(text), text


EXAMPLES = {
    "Kazakhstan denies that it will leave the CSTO": (
        event("SANCTION/withdraw", "KAZ", "CSTO", "denied reported future", by="KAZ:GOV")
    ),
    "Kazakhstan plans to leave the EAEU": event("SANCTION/withdraw", "KAZ", "EAEU", "planned future"),
    "Unconfirmed: Kazakhstan will leave the CSTO": event("SANCTION/withdraw", "KAZ", "CSTO", "alleged future"),
    "Armenia asks the CSTO for military help": event("REQUEST/assist", "ARM:GOV", "CSTO", context=["military"]),
    "Armenia asks Russia for help, reports say": event("REQUEST/assist", "ARM", "RUS", "reported"),
    "The CSTO declines to send military help to Armenia": (
        event("REJECT/assist", "CSTO", "ARM", "reported", by="CSTO", context=["military"])
    ),
    "Azerbaijan shells Armenia (Jermuk, Sotk), 49 killed, Armenia says": (
        event("ASSAULT/heavy-weapons", "AZE:MIL", "ARM", "reported", by="ARM:GOV", place=["Jermuk", "Sotk"], killed=49)
    ),
    "Armenia and Azerbaijan clash, 1 killed, 1,021 wounded": event("ASSAULT", "ARM AZE", killed=1, wounded=1021),
    "Azerbaijan denies that it attacks Armenia": event("ASSAULT", "AZE", "ARM", "denied", by="AZE:MIL", killed=49),
    "Armenia denies that Azerbaijan announces a ceasefire": (
        event("CONCEDE/ceasefire", "AZE", "", "denied", by="ARM")
    ),
    "Attack on the United States": event("ASSAULT", "", "USA"),
    "The United States holds talks with Slovakia": event("CONSULT", "USA", "SVK"),
    "Earlier: Azerbaijan attacks Armenia": event("ASSAULT", "AZE", "ARM", "historic"),
    "The Houthis attack Saudi Arabia with drones": event("ASSAULT/drone", "Houthis", "SAU"),
    "The opposition in Armenia calls on Armenia to act": event("REQUEST/change", "ARM:OPP", "ARM:GOV"),
}  # fmt: skip


@pytest.mark.parametrize(("en", "told"), EXAMPLES.items(), ids=list(EXAMPLES))
def test_a_headline_reads_as_a_person_would_write_it(en: str, told: CodedEvent) -> None:
    assert headlines(told) == {language: proof["examples"][en] for language, proof in PROOFS.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_every_type_and_the_same_modes(language: str) -> None:
    phrases = read_table(Path(__file__).parents[3] / "agents" / "wording" / f"{language}.toml").phrases
    assert set(get_args(EventType)) <= set(phrases)
    assert set(phrases) == set(read_table(Path(__file__).parents[3] / "agents" / "wording" / "en.toml").phrases)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_party_that_is_watched_has_a_name(language: str) -> None:
    periods = load_groups().periods
    for code in {code for group in periods.values() for code in group}:
        assert code in NAMES.codes, code
        assert NAMES.name_of(code, language) not in ("", code) or code not in periods["states"], code


def test_a_code_that_nobody_knows_is_called_what_the_event_calls_it() -> None:
    told = event("ASSAULT", "AZE", "ARM")
    stranger = CodedEvent(
        id="x", event_type="ASSAULT", mode=None, actor=(Party("Xanadu:MIL", "Xanadu Army"),), recipient=told.recipient
    )
    assert WORDING.headline(stranger, "en") == "Xanadu Army attacks Armenia"
    assert WORDING.headline(stranger, "ru") == "Xanadu Army атакует Армению"


@pytest.mark.parametrize(
    ("name", "case", "form"),
    [
        ("Армения", "accs", "Армению"),
        ("Саудовская Аравия", "datv", "Саудовской Аравии"),
        ("Босния и Герцеговина", "gent", "Боснии и Герцеговины"),
        ("Филиппины", "ablt", "Филиппинами"),
        ("Кот-д’Ивуар", "gent", "Кот-д’Ивуара"),
        ("Гвинея-Бисау", "gent", "Гвинеи-Бисау"),
        ("ОАЭ", "datv", "ОАЭ"),
        ("Чили", "gent", "Чили"),
        ("Ливан", "gent", "Ливана"),
        ("Южный Судан", "accs", "Южный Судан"),
        ("Лига арабских государств", "accs", "Лигу арабских государств"),
        ("оппозиция Армении", "datv", "оппозиции Армении"),
        ("хуситы", "accs", "хуситов"),
        ("=ОДКБ", "gent", "ОДКБ"),
        ("Ксанаду", "gent", "Ксанаду"),
    ],
)
def test_russian_names_stand_in_their_case(name: str, case: str, form: str) -> None:
    assert inflect(name, case) == form


def test_russian_knows_which_names_take_the_plural() -> None:
    assert [is_plural(name) for name in ("Филиппины", "=США", "Россия", "Южная Осетия", "хуситы")] == [
        True, True, False, False, True,
    ]  # fmt: skip


def test_endings_come_from_the_first_pattern_that_fits_and_what_is_irregular_comes_before() -> None:
    ways = [{"when": "[aou][^aeiou]*$", "make": "dan"}, {"when": "(t)e$", "make": "\\1aden"}, {"make": "den"}]
    by_rule = Endings({"abl": {"ways": ways}}, {"USA": {"abl": "USA'dan"}}, [{"when": "dan den", "make": "dan"}])
    said = [by_rule.inflect(name, "abl") for name in ("Iran", "Ante", "Great Britein", "USA", "=Oman")]
    assert said == ["Irandan", "Antaden", "Great Briteinden", "USA'dan", "Oman"]
    assert by_rule.inflect("Iran", "gent") == "Iran"
    assert by_rule.smooth("Irandan den") == "Irandan"


def test_russian_prepositions_are_smoothed() -> None:
    assert smooth("переговоры с Словакией и с США, с Сирией") == "переговоры со Словакией и с США, с Сирией"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (('to = ["attacks {recipient}"', 'to = ["attacks"'), "must have one {recipient}"),
        (('alone = ["carries out an attack"', 'alone = ["attacks {recipient}"'), "must have no {recipient}"),
        (('to = ["attacks {recipient}"', 'to = ["attacks {target}"'), "must have one {recipient}"),
    ],
)
def test_a_phrase_with_a_hole_is_refused_when_it_is_loaded(
    tmp_path: Path, broken: tuple[str, str], message: str
) -> None:
    source = (Path(__file__).parents[3] / "agents" / "wording" / "en.toml").read_text("utf-8")
    path = tmp_path / "en.toml"
    path.write_text(source.replace(*broken), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_table(path)
