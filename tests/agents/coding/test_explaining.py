"""An explanation says what the coder did: each reason is the one that held, and nothing is coded otherwise for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.code_articles import Coder, code_articles
from agents.coding.article import READ
from agents.coding.explaining import (
    BOILERPLATE,
    ROLES,
    SOFT,
    TEMPTING,
    Explanation,
    Mark,
    explain,
    segments,
    trigger_lines,
)
from agents.coding.lexicon import DIRECTORY
from agents.coding.reasons import FURNITURE, STEPS, UNMADE, Line, Quoted, quoted
from agents.coding.tracing import Furniture, Step, Trace, Unmade
from schemas.article import Article, parse
from schemas.coding import Coding
from schemas.encode import encode
from tests.toy import GRAUSTARK, LEAGUE, RURITANIA, write_lexicon

WIRE = Path(__file__).parents[3] / "stream" / "lab" / "wire"
_ACTORS = (
    RURITANIA.replace('["Ruritania"]', '["Ruritania"], capital = ["Strelsau"], people = ["Ruritanian"]')
    + GRAUSTARK.replace('["Graustark"]', '["Graustark"], capital = ["Edelweiss"]')
    + LEAGUE
)
_PLACES = '[Hofbau]\ncountry = "GRA"\nat = [1.0, 2.0]\n'
_WORDS = """
letters = "[a-z]"
common = ["the"]
determiners = ["the", "a"]
[compose]
premodifier = 1
right = 2
[boilerplate]
lines = ["^Read also"]
tails = ["^Tags:"]
[cues]
deny = ["denies", "denies that"]
say = ["says", "said"]
rumour = ["rumoured"]
report = ["reports"]
will = ["will"]
neg = ["not"]
that = ["that"]
passive = ["was", "were"]
killed = ["dead"]
[adpositions]
to = ["to"]
in = ["in"]
agent = ["by"]
of = ["of"]
[words]
sport = ["goal", "referee", "striker"]
troops = ["troops"]
[lookback]
state = ["the country"]
[roles]
MIL = ["army"]
COP = ["police"]
[[trigger]]
type = "ASSAULT"
phrases = ["strikes"]
passives = ["was struck"]
nouns = ["raid"]
without = ["sport"]
  [[trigger]]
type = "AID"
phrases = ["sends"]
with = ["troops"]
[[trigger]]
type = "ASSAULT"
phrases = ["slays"]
needs_toll = true
[[trigger]]
type = "SANCTION"
mode = "withdraw"
phrases = ["quits"]
recipient_kinds = ["organisation"]
[[trigger]]
type = "CONSULT"
mode = "meet"
phrases = ["meets"]
reciprocal = true
min_parties = 2
[[trigger]]
type = "COERCE"
phrases = ["grips"]
figurative = true
[[trigger]]
type = "REJECT"
phrases = ["refuses"]
needs_topic = true
[[trigger]]
type = "THREATEN"
phrases = ["warns of"]
needs_inner = true
[[trigger]]
type = "SUPPORT"
phrases = ["backs"]
actor_kinds = ["organisation"]
[[trigger]]
type = "AID"
phrases = ["feeds"]
with = ["troops"]
or_parties = true
[[trigger]]
type = "ACCUSE"
phrases = ["blames"]
[[trigger]]
type = "REQUEST"
phrases = ["asks"]
[[trigger]]
type = "MOBILIZE"
phrases = ["calls out"]
with = ["troops"]
[[trigger]]
type = "PROTEST"
phrases = ["calls out"]
"""

Explain = Callable[..., Explanation]


@pytest.fixture
def why(tmp_path: Path) -> Explain:
    """``why(body, title=…, …)``: how an article is explained by a small lexicon of these tests' own."""
    coder = Coder.load(write_lexicon(tmp_path, _WORDS, _ACTORS, _PLACES))
    return lambda body, **more: _explained(coder, _raw(body, **more), {"en": trigger_lines(_WORDS)})


def _raw(body: str, **more: Any) -> bytes:
    record = {"id": "x", "source": "s", "language": "en", "published_at": "2022-09-15T12:00:00Z", "body": body}
    return msgspec.json.encode({**record, **more})


def _explained(coder: Coder, raw: bytes, known: dict[str, tuple[int, ...]]) -> Explanation:
    trace, article = Trace(), parse(raw)
    coding = code_articles(coder, raw, trace)
    assert isinstance(article, Article)
    assert isinstance(coding, Coding)
    return explain(article, coding, trace, known)


def _text(lines: tuple[Line, ...], about: str | None = None) -> str:
    """The lines on one subject (or on all), as one text with the article's words in quotation marks."""
    return "\n".join(
        "".join(f"“{piece}”" if isinstance(piece, Quoted) else piece for piece in line.pieces)
        for line in lines
        if about is None or line.about == about
    )


def _not_made(explanation: Explanation) -> dict[str, str]:
    return {one.exact: _text(one.why) for one in explanation.tempting}


def test_to_be_explained_changes_no_coding_of_the_sample_wire(coder: Coder) -> None:
    for file in sorted(WIRE.glob("*.jsonl")):
        for raw in file.read_bytes().splitlines():
            assert encode(code_articles(coder, raw)) == encode(code_articles(coder, raw, Trace()))


def test_on_the_sample_wire_every_act_is_in_an_event_or_told_as_not_made(coder: Coder) -> None:
    articles = acts = 0
    for raw in (WIRE / "en.jsonl").read_bytes().splitlines():
        trace, article = Trace(), parse(raw)
        coding = code_articles(coder, raw, trace)
        assert isinstance(article, Article)
        assert isinstance(coding, Coding)
        explanation = explain(article, coding, trace, {})
        told = {(one.part, one.start) for one in explanation.tempting}
        told |= {(found.part, found.start) for _, said in trace.told for found in said}
        for reading in trace.readings:
            origin = reading.origin
            for item in origin.sentence.items:
                if item.kind == "trigger":
                    acts += 1
                    assert (origin.part, origin.folded.span(item.start, item.end)[0]) in told
        articles += 1
        assert len(explanation.paths) == len(coding.events)
    assert (articles > 10, acts > 100) == (True, True)


def test_a_path_begins_with_the_words_and_the_line_of_their_entry(why: Explain) -> None:
    (path,) = why("Ruritania sends troops to Graustark.").paths
    line = _WORDS.splitlines().index("  [[trigger]]") + 1
    assert path[0].about == "trigger"
    assert _text(path, "trigger") == f"“sends”, a phrase: en.toml line {line}, trigger 2"
    assert _text(path, "frame").startswith("AID: recipient by to, object, for; with a word of class troops")


def test_a_frame_that_was_passed_over_for_the_one_taken_is_told(why: Explain) -> None:
    (path,) = why("Ruritania calls out Graustark.").paths
    assert _text(path, "frame").startswith("PROTEST: ")
    assert _text(path, "passed over").startswith("MOBILIZE: no word of class troops is near – en.toml line")
    assert _text(why("Ruritania calls out troops.").paths[0], "passed over") == ""


def test_the_lines_of_triggers_are_those_of_their_headers() -> None:
    assert trigger_lines('a = 1\n[[trigger]]\ntype = "X"\n\n  [[ trigger ]]\n# [[trigger]]\n[[triggers]]\n') == (2, 5)
    for file in (p for p in DIRECTORY.glob("??.toml")):
        text = file.read_text("utf-8")
        assert [text.splitlines()[n - 1].strip() for n in trigger_lines(text)] == ["[[trigger]]"] * text.count(
            "\n[[trigger]]"
        )


@pytest.mark.parametrize(
    ("body", "side", "told"),
    [
        ("Ruritania strikes Graustark.", "actor", "RUR “Ruritania”: the subject"),
        ("Ruritania strikes Graustark.", "recipient", "GRA “Graustark”: the object"),
        ("Ruritania asks Graustark.", "recipient", "GRA “Graustark”: the object"),
        ("Ruritania sends troops to Graustark.", "recipient", "the object, by its adposition or case (to)"),
        ("Graustark was struck by Ruritania.", "actor", "the agent of the passive, by its adposition or case (agent)"),
        ("Graustark was struck by Ruritania.", "recipient", "the subject of a passive"),
        ("Ruritania's raid in Graustark.", "actor", "owns the noun"),
        ("A raid by Ruritania in Graustark.", "actor", "stands behind the noun, by its adposition or case (agent)"),
        ("Strelsau strikes Graustark.", "actor", "RUR:GOV “Strelsau”: the subject; a capital stands for its"),
        ("Ruritania strikes Hofbau.", "recipient", "Hofbau “Hofbau”: the object; a place stands for its country"),
        ("Ruritania's army strikes Graustark.", "actor", "RUR:MIL “Ruritania”: the subject; MIL by a word beside it"),
        ("Ruritania sleeps. The country strikes Graustark.", "actor", "RUR: the subject, by “The country”, which"),
        ("Police in Hofbau strikes Ruritania.", "actor", "only described; it belongs to the state of the place"),
        ("Ruritania asks that Graustark sends troops.", "recipient", "GRA “Graustark”: from the act that it is about"),
        ("Ruritania strikes.", "recipient", "nobody: the text names none"),
    ],
)  # fmt: skip
def test_each_party_is_told_with_how_it_was_found(why: Explain, body: str, side: str, told: str) -> None:
    explanation = why(body)
    assert len(explanation.paths) == 1
    assert told in _text(explanation.paths[0], side)


@pytest.mark.parametrize(
    ("body", "about", "told"),
    [
        ("Ruritania denies that it strikes Graustark.", "polarity", "denied: “denies that” (a denial)"),
        ("Ruritania denies it strikes Graustark.", "attribution", "RUR:GOV, by “denies”"),
        ("Ruritania strikes Graustark, Strelsau says.", "modality", "reported: “says” (somebody says so)"),
        ("Ruritania will not quits the League.", "polarity", "denied: “not” (a negation)"),
        ("Ruritania will quits the League.", "temporality", "future: “will” (the future)"),
        ("Ruritania strikes Graustark?", "modality", "possible: “strikes” (the sentence is a question)"),
        ("Ruritania will sends troops to Graustark.", "type", "AGREE for AID: what is still to be done is promised"),
        ("Ruritania asks Graustark to sends troops.", "mode", "assist: it is about AID “sends”, and it speaks of “tro"),
    ],
)  # fmt: skip
def test_status_type_and_mode_are_told_with_the_words_that_made_them(
    why: Explain, body: str, about: str, told: str
) -> None:
    explanation = why(body)
    assert told in _text(explanation.paths[0], about)


@pytest.mark.parametrize(
    ("body", "words", "told"),
    [
        ("Ruritania sends Graustark wine.", "sends", "no word of class troops is near – en.toml line"),
        ("Ruritania strikes Graustark, the goal.", "strikes", "the sentence has a word of class sport “goal”"),
        ("Ruritania slays Graustark.", "slays", "no number of dead, wounded or captured is beside it"),
        ("Ruritania quits Graustark.", "quits", "it must be done to one of the kind organisation"),
        ("Ruritania meets.", "meets", "it needs 2 parties"),
        ("Ruritania grips.", "grips", "as often a figure of speech"),
        ("Ruritania refuses.", "refuses", "nothing says what it is about"),
        ("Ruritania warns of Graustark.", "warns of", "there is no act that it could be about"),
        ("Ruritania backs Graustark.", "backs", "one of the kind organisation must do it"),
        ("Ruritania feeds.", "feeds", "no word of class troops is near, nor are both sides named"),
        ("Ruritania. They strikes.", "strikes", "neither who does it nor to whom it is done was found"),
        ("It blames Graustark.", "blames", "its type needs somebody who does it, and nobody was found"),
        ("Ruritania asks Graustark to sends troops.", "sends", "only what another act is about: REQUEST/assist “asks”"),
        ("Graustark refuses reports.", "refuses", "it refuses “reports”, and so is read as a denial"),
    ],
)  # fmt: skip
def test_what_tempts_and_is_not_made_is_told_with_its_reason(why: Explain, body: str, words: str, told: str) -> None:
    assert told in _not_made(why(body)).get(words, "")


def test_a_trigger_that_has_an_event_is_not_told_as_not_made(why: Explain) -> None:
    assert why("Ruritania strikes Graustark.").tempting == ()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Hofbau strikes Ruritania.", "Hofbau “Hofbau” as actor: a place does nothing"),
        ("Ruritania strikes Ruritania.", "RUR “Ruritania” as recipient: nobody does it to himself"),
    ],
)
def test_a_party_that_was_left_out_is_told_with_the_reason(why: Explain, body: str, told: str) -> None:
    (path,) = why(body).paths
    assert _text(path, "left out") == told


def test_what_is_said_again_is_told_with_its_place(why: Explain) -> None:
    (path,) = why("Ruritania strikes Graustark again. Ruritania strikes.", title="Ruritania strikes Graustark").paths
    assert _text(path, "said again").splitlines() == [
        "body, “strikes”: RUR → GRA, affirmed, asserted, current",
        "body, “strikes”: RUR → –, affirmed, asserted, current",
    ]


def test_of_a_thousand_sayings_five_are_told_and_the_rest_counted(why: Explain) -> None:
    (path,) = why("Ruritania strikes Graustark. " * 1000).paths
    assert len(_text(path, "said again").splitlines()) == 6
    assert "and 994 times more" in _text(path, "said again")


def test_a_rumour_that_the_article_denies_is_told_with_its_denial(why: Explain) -> None:
    explanation = why("It is rumoured that Ruritania quits the League. Ruritania denies that it quits the League.")
    assert [event.polarity for event in explanation.coding.events] == ["denied"]
    assert "a rumour that the article denies, “quits”" in _not_made(explanation)["quits"]


@pytest.mark.parametrize(
    ("body", "missing", "about", "words"),
    [
        ("Somebody strikes.", "no name of a party or place", "acts", "“strikes”"),
        ("Ruritania sleeps, and Ruritania dreams.", "no word for an act", "names", "“ruritania”"),
        ("The price of bread.", "neither a name nor a word for an act", "names", ""),
    ],
)
def test_an_article_that_was_stopped_at_the_first_look_says_what_it_lacks(
    why: Explain, body: str, missing: str, about: str, words: str
) -> None:
    explanation = why(body)
    assert missing in _text(explanation.verdict, "outcome")
    assert _text(explanation.verdict, about) == words
    assert explanation.tempting == ()


def test_a_soft_article_names_the_words_that_made_it_soft(why: Explain) -> None:
    body = "Ruritania strikes Graustark. The striker, the goal, the referee."
    explanation = why(body)
    assert "laid aside as sport" in _text(explanation.verdict, "outcome")
    assert _text(explanation.verdict, "words") == "“striker”, “goal”, “referee”"
    assert [body[m.start : m.end] for m in explanation.marks if m.role == SOFT] == ["striker", "goal", "referee"]


def test_what_is_not_the_report_is_struck_out_to_the_end_and_told_with_its_reason(why: Explain) -> None:
    body = "Ruritania strikes Graustark.\nRead also: Graustark strikes\nMore.\nTags: war\nGraustark strikes Ruritania."
    explanation = why(body)
    struck = [body[m.start : m.end] for m in explanation.marks if m.role == BOILERPLATE]
    assert struck == ["Read also: Graustark strikes", "Tags: war\nGraustark strikes Ruritania."]
    first, second = _text(explanation.verdict, "left out").splitlines()
    assert first == f"“Read also: Graustark strikes”: {FURNITURE['line']}"
    assert second.endswith(FURNITURE["tail"])


def test_a_dateline_is_struck_out_and_told(why: Explain) -> None:
    explanation = why("EDELWEISS (Agency) - Ruritania strikes Graustark.")
    assert Mark("body", 0, len("EDELWEISS (Agency) - "), BOILERPLATE) in explanation.marks
    assert _text(explanation.verdict, "left out") == "“EDELWEISS (Agency) -”: the dateline"


def test_text_that_is_too_long_to_be_read_is_struck_out(why: Explain) -> None:
    body = ("Ruritania strikes Graustark. " + "x" * READ)[: READ + 7]
    explanation = why(body)
    assert Mark("body", READ, READ + 7, BOILERPLATE) in explanation.marks
    assert f"the body behind its first {READ:,} characters is not read" in _text(explanation.verdict)


def test_a_withdrawn_and_an_unread_article_say_so(why: Explain) -> None:
    assert "withdrawn by its publisher" in _text(why("Ruritania strikes.", status="withdrawn").verdict)
    greek = "Η κυβέρνηση ζήτησε βοήθεια από τους συμμάχους της μετά τις χθεσινές επιθέσεις στα σύνορα."
    assert "no words for its language" in _text(why(greek, language="el").verdict)


def test_every_mark_is_a_span_of_its_part_and_every_evidence_is_marked(why: Explain) -> None:
    body = "Graustark was struck by Ruritania’s army. İt denies that Ruritania strikes Hofbau. Ruritania sends wine."
    explanation = why(body, title="Ruritania strikes Graustark")
    parts = {"title": explanation.article.title or "", "body": body}
    assert {mark.role for mark in explanation.marks} >= {"trigger", "actor", "recipient", "polarity", TEMPTING}
    for mark in explanation.marks:
        assert mark.role in ROLES
        assert 0 <= mark.start < mark.end <= len(parts[mark.part])
    for number, event in enumerate(explanation.coding.events, start=1):
        for span in event.evidence:
            assert Mark(span.part, span.start, span.end, span.role, number) in explanation.marks


@settings(deadline=None)
@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(ROLES), st.integers(0, 3)), max_size=12),
)
def test_segments_are_the_text_again_and_each_has_the_marks_that_cover_it(
    text: str, rows: list[tuple[int, int, str, int]]
) -> None:
    marks = {Mark("body", low, high, role, of) for low, high, role, of in rows if low < high <= len(text)}
    found = list(segments(text, marks))
    assert "".join(segment.text for segment in found) == text
    at = 0
    for segment in found:
        over = {mark.role for mark in marks if mark.start <= at and at + len(segment.text) <= mark.end}
        assert set(segment.roles) == (over if segment.text else set())
        assert all(role in segment.label for role in over)
        at += len(segment.text)


def test_a_label_gives_each_role_once_with_the_numbers_of_its_events() -> None:
    marks = [Mark("body", 0, 2, "actor", 2), Mark("body", 0, 2, "trigger", 1), Mark("body", 0, 3, "actor", 1)]
    assert [segment.label for segment in segments("abcd", marks)] == ["trigger 1; actor 1, 2", "actor 1", ""]


def test_quoted_words_are_on_one_line_and_not_long() -> None:
    assert quoted("a\n b\t c") == "a b c"
    assert (len(quoted("x" * 500)), quoted("x" * 500)[-1]) == (80, "…")


def test_every_reason_that_the_coder_can_note_has_its_words() -> None:
    assert set(UNMADE) == set(get_args(Unmade))
    assert set(FURNITURE) == set(get_args(Furniture))
    assert set(STEPS) == set(get_args(Step))


@pytest.mark.parametrize(
    "body",
    [
        "Ruritania strikes Graustark not denies that said " * 2000,
        "\u202eRuritania\u202c strikes \u2066Graustark\u2069. " * 2000,
        "Ruritania e\u0301\u0301\u0301 strikes\u0301 Graustark\u200b. " * 2000,
        "Ruritania" * 11_000 + " strikes",
        "strikes " * 12_000 + "Ruritania",
    ],
    ids=["cues", "bidi marks", "combining marks", "no spaces", "triggers"],
)
def test_hostile_text_of_100_kilobytes_is_explained_and_its_text_kept(why: Explain, body: str) -> None:
    explanation = why(body)
    assert "".join(s.text for s in segments(body, explanation.marks)) == body
    assert len(explanation.paths) == len(explanation.coding.events)
