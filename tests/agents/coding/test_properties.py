"""What holds for every coding, whatever the article."""

from __future__ import annotations

import tomllib
import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.code_articles import Coder, code_articles, is_published
from agents.coding.lexicon import DIRECTORY
from agents.coding.sentences import paragraphs
from schemas.coding import Coding
from schemas.encode import encode
from tests import loaded

_PIECES = [
    "Armenia asked the CSTO to send troops.",
    "Kazakhstan denies that it leaves the CSTO.",
    "“We were attacked by Azerbaijan,” Pashinyan said.",
    "Azerbaijan shelled Goris, Sotk and Jermuk on 13 September 2022; 49 soldiers were killed.",
    "The Baku market closed higher.",
    "Armenia’s request was rejected.",
    "If, as rumoured, Kazakhstan leaves…",
    "\n\n",
    "Read also: Israel strikes Aleppo",
    "Коллеги, İrəvan, e\u0301tat, \u202enoitca\u202c",
    "it " * 40,
    "not not not denied that denied that",
]


def _raw(title: str, body: str, **more: Any) -> bytes:
    record = {"id": "p", "source": "test", "language": "en", "published_at": "2022-09-15T12:00:00Z", **more}
    return msgspec.json.encode({**record, "title": title, "body": body})


def _coding(coder: Coder, title: str, body: str, **more: Any) -> Coding:
    coding = code_articles(coder, _raw(title, body, **more))
    assert isinstance(coding, Coding)
    return coding


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=30)), max_size=8), st.sampled_from(_PIECES[:7]))
def test_evidence_is_the_very_slice_and_coding_is_deterministic(pieces: list[str], title: str) -> None:
    coder = loaded.coder()
    body = " ".join(p.encode("utf-8", "ignore").decode() for p in pieces)
    coding = _coding(coder, title, body)
    parts = {"title": title, "body": body}
    for event in coding.events:
        assert event.actor or event.recipient
        assert event.evidence[0].role == "trigger"
        for span in event.evidence:
            text = parts[span.part]
            assert text[span.start : span.end] == span.exact
            assert text[: span.start].endswith(span.prefix)
            assert text[span.end :].startswith(span.suffix)
    assert encode(coding) == encode(_coding(coder, title, body))
    assert len({e.id for e in coding.events}) == len(coding.events)


_WORDS = {
    path.name.partition(".")[0]: sorted({word for case in tomllib.loads(path.read_text("utf-8"))["case"]
                                         for word in case["text"].split()})
    for path in sorted(DIRECTORY.glob("*.test.toml"))
}  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(_WORDS)), st.data())
def test_no_heap_of_a_languages_own_words_is_too_much_for_the_coder(language: str, data: st.DataObject) -> None:
    words = st.one_of(
        st.sampled_from(_WORDS[language]), st.sampled_from([",", ".", '"', "-", ":", "(", ")", "?", "\n"])
    )
    body = "X " + " ".join(data.draw(st.lists(words, min_size=3, max_size=40)))
    coding = _coding(loaded.coder(), "", body, language=language)
    for event in coding.events:
        assert all(body[span.start : span.end] == span.exact for span in event.evidence)


def _facts(coding: Coding) -> list[tuple[Any, ...]]:
    return [
        (e.event_type, e.mode, e.actor, e.recipient, e.polarity, e.modality, e.temporality, e.attribution.speaker)
        for e in coding.events
    ]


_REPORT = (
    'Armenia\'s government asked the CSTO for military help on Tuesday. "We were attacked," Pashinyan said. '
    "Kazakhstan's foreign ministry denied reports that the country would leave the alliance. "
    "Goris and Jermuk were shelled by Azerbaijani forces, Armenia's defence ministry said."
)


_REPORTS = {
    "en": _REPORT,
    "id": (
        'Pemerintah Armenia meminta bantuan militer kepada CSTO pada hari Selasa. "Kami diserang," kata Pashinyan. '
        "Kementerian luar negeri Kazakhstan membantah laporan bahwa negara itu akan keluar dari aliansi. "
        "Pasukan Azerbaijan menembaki Goris, kata kementerian pertahanan Armenia."
    ),
    "ru": (
        'Правительство Армении попросило ОДКБ о военной помощи. "На нас напали", сказал Пашинян. '
        "МИД Казахстана опроверг сообщения о том, что страна выйдет из ОДКБ. "
        "Азербайджанские войска обстреляли Горис, заявило министерство обороны Армении."
    ),
}
_UNRELATED = {
    "en": ["The weather in the valley was mild.", "A new library opened on Sunday.", "Bread costs more this year."],
    "id": ["Cuaca di lembah itu cerah.", "Perpustakaan baru dibuka pada hari Minggu.", "Harga roti naik tahun ini."],
    "ru": ["Погода в долине была мягкой.", "В воскресенье открылась новая библиотека.", "Хлеб подорожал."],
}
_CHANGES = {
    "curly quotes": lambda t: t.replace("'", "’").replace('"', "”"),
    "guillemets": lambda t: t.replace(' "', " «").replace('"', "»"),
    "no-break spaces": lambda t: t.replace(" ", "\u00a0"),
    "decomposed": lambda t: unicodedata.normalize("NFD", t),
    "capitals": str.upper,
    "soft hyphens": lambda t: t.replace("mi", "mi\u00ad").replace("ми", "ми\u00ad"),
    "zero-width marks": lambda t: t.replace(" ", " \u200b\u200e"),
}


@pytest.mark.parametrize("language", _REPORTS)
@pytest.mark.parametrize("change", _CHANGES.values(), ids=list(_CHANGES))
def test_how_it_is_typed_does_not_change_the_coding(coder: Coder, language: str, change: Any) -> None:
    report = _REPORTS[language]
    assert len(_facts(_coding(coder, "", report, language=language))) >= 3
    typed = _coding(coder, "", change(report), language=language)
    assert _facts(typed) == _facts(_coding(coder, "", report, language=language))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(_REPORTS)), st.data())
def test_an_unrelated_sentence_takes_no_event_away(language: str, data: st.DataObject) -> None:
    coder, report = loaded.coder(), _REPORTS[language]
    joint = data.draw(st.sampled_from([" ", "\n"]))
    told = [piece + "." for piece in report.removesuffix(".").split(". ")]
    at = data.draw(st.integers(0, len(told)))
    more = joint.join([*told[:at], data.draw(st.sampled_from(_UNRELATED[language])), *told[at:]])
    before = _facts(_coding(coder, "", joint.join(told), language=language))
    after = _facts(_coding(coder, "", more, language=language))
    assert [fact for fact in before if fact not in after] == []


def test_a_withdrawn_article_is_published_without_events(coder: Coder) -> None:
    coding = _coding(coder, "", _REPORT, status="withdrawn")
    assert (coding.outcome, coding.events, is_published(coding)) == ("withdrawn", (), True)


def test_a_quiet_article_ends_at_the_coder_but_its_revision_does_not(coder: Coder) -> None:
    quiet = _coding(coder, "Bread is dearer", "The price of flour has risen.")
    assert (quiet.outcome, is_published(quiet)) == ("quiet", False)
    assert is_published(_coding(coder, "Bread is dearer", "The price of flour has risen.", version=2))


def test_a_language_without_a_file_is_never_half_coded(coder: Coder) -> None:
    text = "Den norske regjeringen sa at Armenia har bedt CSTO om hjelp etter angrep fra Aserbajdsjan i natt. " * 3
    coding = _coding(coder, "Norge", text, language="nb")
    assert (coding.outcome, coding.events) == ("unsupported", ())


def test_a_wrongly_declared_language_is_detected(coder: Coder) -> None:
    text = "Армения попросила ОДКБ направить войска. Об этом сообщили в правительстве республики вечером во вторник."
    coding = _coding(coder, "", text, language="en")
    assert coding.language == "ru"
    assert coding.events


def test_times_are_written_in_utc(coder: Coder) -> None:
    coding = _coding(coder, "", _REPORT, published_at="2022-09-15T20:00:00+07:00")
    assert b'"published_at":"2022-09-15T13:00:00Z"' in encode(coding)


def test_a_day_is_the_publishers_own(coder: Coder) -> None:
    text = "Armenia asked the CSTO for troops on Thursday."
    late = _coding(coder, "", text, published_at="2022-09-16T01:00:00+04:00")
    assert late.events[0].happened_on == "2022-09-15"


def test_a_text_of_nothing_but_blanks_is_read_in_no_time() -> None:
    assert paragraphs(" " * 90_000 + "x") == [(90_000, 90_001)]
    assert paragraphs("a\n \n\n  b \nc") == [(0, 1), (7, 8), (10, 11)]
