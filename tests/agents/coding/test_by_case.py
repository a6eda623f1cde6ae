"""Languages that say by endings who does what: a small invented one, so that no language's words stand in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.coding.morphology import Morphology
from tests.toy import GRAUSTARK, LEAGUE, RURITANIA, Code, coder_of, write_lexicon

_ACTORS = RURITANIA + GRAUSTARK.replace('["Graustark"]', '["Graustark"], people = ["grausty"]') + LEAGUE
_WORDS = """
order = "%s"
letters = "[a-z]"
common = ["ve"]
capitals = ["name"]
[compose]
right = 2
[morphology]
inflect = "last"
base = { verb = ["infinitive", "noun"] }
[[morphology.derived.verb]]
features = ["passive"]
ways = [{ when = "^(.*)mek$", make = "\\\\1ilmek" }]
[[morphology.derived.verb]]
features = ["neg"]
ways = [{ when = "^(.*)mek$", make = "\\\\1memek" }]
[[morphology.forms.verb]]
features = ["past"]
ways = [{ when = "^(.*)mek$", make = "\\\\1di" }]
[[morphology.forms.verb]]
features = ["past", "evidential"]
ways = [{ when = "^(.*)mek$", make = "\\\\1mis" }]
[[morphology.forms.verb]]
features = ["participle"]
ways = [{ when = "^(.*)mek$", make = "\\\\1dig" }]
[[morphology.forms.verb]]
features = ["participle", "attributive"]
ways = [{ when = "^(.*)mek$", make = "\\\\1en" }]
[[morphology.forms.verb]]
features = ["past", "may"]
ways = [{ when = "^(.*)mek$", make = "\\\\1ebilir" }]
[[morphology.forms.verb]]
features = ["root"]
ways = [{ when = "^(cekil|carpis)mek$", make = "\\\\1" }]
[suffixes]
nin = ["gent"]
ye = ["datv"]
den = ["abl"]
yi = ["accs"]
ini = ["accs", "possessive"]
si = ["accs", "owned", "possessive"]
sinye = ["datv", "possessive"]
sinden = ["abl", "possessive"]
le = ["comt"]
mi = ["ergt", "nomn"]
inye = ["datv", "possessive"]
i = ["possessive"]
[postpositions]
agent = ["tara"]
on = ["karsi"]
between = ["ara"]
[[trigger]]
type = "ASSAULT"
verbs = ["vur salmek"]
nouns = ["salgin"]
recipient = ["to", "on", "object"]
[[trigger]]
type = "REQUEST"
verbs = ["istemek"]
nouns = ["rica"]
recipient = ["from", "to"]
[[trigger]]
type = "AID"
verbs = ["yardim vermek"]
recipient = ["to"]
[cues]
say = { verbs = ["bildirmek"] }
deny = { verbs = ["yadsimek"] }
plan = { nouns = ["niyet"] }
that = ["ki"]
quotative = ["diye"]
neg = ["degil"]
and = ["ve"]
auxiliary = ["oldi"]
according = ["gore"]
[roles]
GOV = { nouns = ["bakanlik"] }
MIL = { nouns = ["ordu"] }
"""


_TOGETHER = """
[verb_endings]
iyor = ["present"]
miyor = ["present", "neg"]
yi = ["past"]
dikini = ["accs", "participle"]
[[trigger]]
type = "ACCUSE"
mode = "disapprove"
verbs = ["kinamek"]
recipient = ["object", "to"]
[[trigger]]
type = "RETREAT"
verbs = ["cekilmek"]
recipient = ["from"]
[words]
prisoners = { nouns = ["esir"] }
[[trigger]]
type = "ASSAULT"
reciprocal = true
verbs = ["carpismek"]
nouns = ["carpis"]
recipient = ["with"]
"""


def _coder(directory: Path, order: str, compose: str = "", words: str = "", actors: str = _ACTORS) -> Code:
    """``compose``: more keys of that table; the language then has the words of ``_TOGETHER`` too."""
    words = words or _WORDS % order
    if compose:
        words = words.replace("right = 2", f"right = 2\n{compose}") + _TOGETHER
    return coder_of(write_lexicon(directory, words, actors))


@pytest.fixture
def last(tmp_path: Path) -> Code:
    return _coder(tmp_path, "sov")


@pytest.fixture
def free(tmp_path: Path) -> Code:
    return _coder(tmp_path, "free")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ruritania Graustarkye vur saldi.", "ASSAULT RUR>GRA"),
        ("Graustarkye Ruritania vur saldi.", "ASSAULT RUR>GRA"),
        ("Ruritania ordusi Graustark ordusinye karsi vur saldi.", "ASSAULT RUR:MIL>GRA:MIL"),
        ("Graustark Ruritania tara vur salildi.", "ASSAULT RUR>GRA"),
        ("Ruritania ve Graustark Leagueden yardim istedi.", "REQUEST RUR GRA>LEA"),
        ("Ruritania League ve Graustarkden yardim istedi.", "REQUEST RUR>LEA GRA"),
        ("Ruritanianin Graustarkye salgin.", "ASSAULT RUR>GRA"),
        ("Ruritaniaden Graustarkye rica.", "REQUEST RUR>GRA"),
        ("Graustarkye vur salen Ruritania.", "ASSAULT RUR>GRA"),
        ("Ruritanianin vur saldig Graustark.", "ASSAULT RUR>-"),
        ("Ruritania Graustarkye vur salmedi.", "ASSAULT RUR>GRA denied"),
        ("Ruritania Graustarkye vur salmis.", "ASSAULT RUR>GRA reported"),
        ("Ruritania Graustarkye vur salebilir.", "ASSAULT RUR>GRA possible"),
    ],
)
def test_endings_say_who_does_what(last: Code, text: str, said: str) -> None:
    assert last(text) == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Graustark Ruritanianin vur saldigini bildirdi.", "ASSAULT RUR>- reported"),
        ("Ruritania Graustarkye vur saldigini yadsidi.", "ASSAULT RUR>GRA denied reported"),
        ("Ruritania Graustarkye vur saldigini yadsimedi.", "ASSAULT RUR>GRA reported"),
        ("Ruritania Leaguenin Graustarkye yardim vermekini istedi.", "REQUEST RUR>LEA"),
        ("Graustark bildirdi ki, Ruritania Graustarkye vur saldi.", "ASSAULT RUR>GRA reported"),
        ("Ruritania Graustarkye vur saldi diye Graustark bildirdi.", "ASSAULT RUR>GRA reported"),
        ("Ruritania Graustarkye vur salmek niyetsinden degil.", "ASSAULT RUR>GRA denied planned future"),
    ],
)
def test_an_act_stands_under_the_verb_behind_it(last: Code, text: str, said: str) -> None:
    assert said in last(text)


def test_a_full_verb_does_not_govern_the_next_sentence_part(last: Code) -> None:
    assert "ASSAULT RUR>GRA" in last("Graustark salginyi yadsidi ve Ruritania Graustarkye vur saldi.")


def test_where_the_order_is_free_an_ergative_is_the_subject_wherever_it_stands(free: Code) -> None:
    for text in ("Ruritaniami Graustark vur saldi.", "Graustark vur saldi Ruritaniami."):
        assert free(text) == ["ASSAULT RUR>GRA"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ruritanianin ucaklarmi Graustark vur saldi.", ["ASSAULT RUR>GRA"]),
        ('Ruritaniami "apansiz" Graustark vur saldi.', ["ASSAULT RUR>GRA"]),
        ("Ruritaniami Graustarkye salgin degil vur saldi.", ["ASSAULT RUR>GRA denied"]),
        ("Ruritanianin ricasi, Graustark vur saldi.", ["REQUEST RUR>-", "ASSAULT GRA>-"]),
    ],
)
def test_in_a_free_order_words_between_do_not_part_a_subject_from_its_verb(
    free: Code, text: str, said: list[str]
) -> None:
    assert free(text) == said


def test_a_source_may_stand_before_according_to(last: Code) -> None:
    record = last("Graustark bakanliksi gore, Ruritania Graustarkye vur saldi.")
    assert record == ["ASSAULT RUR>GRA reported"]


@pytest.fixture
def marked(tmp_path: Path) -> Code:
    """A language in which a bare name owns only what has a possessive, and bare described parties are objects."""
    return _coder(tmp_path, "sov", "izafet = 1\nbare_object = 1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ruritania Graustarkye vur saldi.", ["ASSAULT RUR>GRA"]),
        ("Ruritania, Graustarkye vur saldi.", ["ASSAULT RUR>GRA"]),
        ("Ruritania Graustark toprakinye vur saldi.", ["ASSAULT RUR>GRA"]),
        ("Ruritania Graustarkye ordu vur saldi.", ["ASSAULT RUR>GRA"]),
        ("Ruritania Graustarkden cekiliyor.", ["RETREAT RUR>GRA"]),
        ("Ruritania Graustarkden cekilmiyor.", ["RETREAT RUR>GRA denied"]),
        ("Ruritania Graustarkden cekil.", []),
        ("Ruritania Graustarkden cekildikini bildirdi.", ["RETREAT RUR>GRA reported"]),
        ("Ruritania ile Graustark.", []),
        ("Graustarknin ordusi Ruritaniaye vur saldi.", ["ASSAULT GRA:MIL>RUR"]),
        ("Graustarknin topraksinden vur saldi.", []),
        ("Ruritania Graustarkye vur salen oldi.", ["ASSAULT RUR>GRA"]),
        ('Graustark "Ruritania" toprakinye vur saldi.', ["ASSAULT GRA>RUR"]),
        ('Ruritania ve "Graustark" Leagueye vur saldi.', ["ASSAULT RUR GRA>LEA"]),
        ("Ruritania Graustarknin topraksinden cekildikini bildirdi.", ["RETREAT RUR>GRA reported"]),
        ('Graustark Ruritaniayi "Leagueye vur saliyor" diye kinadi.', ["ACCUSE GRA>RUR"]),
        ("Ruritania Graustarkle carpisyi.", ["ASSAULT RUR GRA>-"]),
    ],
)
def test_endings_say_what_belongs_to_whom(marked: Code, text: str, said: list[str]) -> None:
    assert marked(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ruritania grausty esiryi vur saldi.", "ASSAULT RUR>GRA"),
        ('Ruritania Graustarkye "kor sivri" vur saldi.', "ASSAULT RUR>GRA"),
        ("Leaguenin kor bakanliksi Graustarkye vur saldi.", "ASSAULT LEA>GRA"),
        ("Ruritania Graustarknin kor ricaini yadsidi.", "REQUEST GRA>- denied reported"),
    ],
)
def test_what_stands_between_does_not_part_what_belongs_together(marked: Code, text: str, said: str) -> None:
    assert said in marked(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("League Ruritania bakanliksi Xaver Zork'yi kinadi.", ["ACCUSE LEA>RUR:GOV"]),
        ('League "zark" diye Ruritaniayi kinadi.', ["ACCUSE LEA>RUR"]),
        ('League "zark zerk zirk zork zurk, Graustark zerk zark" diye Ruritaniayi kinadi.', ["ACCUSE LEA>RUR"]),
    ],
)
def test_a_name_behind_an_office_has_its_case_and_what_is_quoted_is_passed_over(
    marked: Code, text: str, said: list[str]
) -> None:
    assert marked(text) == said


def test_who_condemns_an_attack_condemns_the_attacker(marked: Code) -> None:
    assert marked("League Ruritanianin Graustarkye salginsi kinadi.") == ["ASSAULT RUR>GRA", "ACCUSE LEA>RUR"]


def test_an_ergative_is_the_subject_of_verbs_that_take_one_alone(tmp_path: Path) -> None:
    code = _coder(tmp_path, "free", "ergative = 1")
    assert code("Ruritaniami Graustark vur saldi.") == ["ASSAULT GRA>-"]


def test_a_derived_word_is_inflected_like_the_word_itself_and_keeps_what_it_is() -> None:
    ways = [{"when": "^(.*)mek$", "make": r"\1memek"}]
    past = [{"when": "^(.*)mek$", "make": r"\1di"}]
    table = {
        "inflect": "last", "derived": {"verb": [{"features": ["neg"], "ways": ways}]},
        "forms": {"verb": [{"features": ["past"], "ways": past}]},
    }  # fmt: skip
    forms = {form.text: form.features for form in Morphology(table).forms("hucum etmek", "verb")}
    assert forms == {
        "hucum etmek": {"base"}, "hucum etdi": {"past"}, "hucum etmemek": {"base", "neg"},
        "hucum etmedi": {"past", "neg"},
    }  # fmt: skip


def test_a_form_may_be_made_from_a_principal_part_and_is_not_made_without_it() -> None:
    row = {"features": ["plur"], "from": "aorist", "ways": [{"when": "^(.*)a$", "make": r"\1es"}]}
    morphology = Morphology({"principal": {"verb": ["base", "aorist"]}, "forms": {"verb": [row]}})
    assert [form.text for form in morphology.forms("send/senta", "verb")] == ["send", "sentes"]
    assert [form.text for form in morphology.forms("send", "verb")] == ["send"]


_ARTICLES = """
order = "free"
letters = "[a-z]"
common = ["yev"]
capitals = ["name", "capital"]
[compose]
right = 2
nominative_object = 1
locative_subject = 1
parting_dot = 1
marked_subject = 1
[morphology]
inflect = "last"
unchanged = false
base = { verb = [] }
[[morphology.derived.verb]]
features = ["passive"]
ways = [{ when = "^([^+]*)el$", make = "\\\\1vel" }]
[[morphology.forms.verb]]
features = ["root"]
ways = [{ when = "^[+]?(.*)el$", make = "\\\\1" }]
[[morphology.forms.verb]]
features = ["present"]
ways = [{ when = "^[+]?(.*)el$", make = "\\\\1um" }]
[[morphology.forms.verb]]
features = ["root", "helped"]
ways = [{ when = "^[+](.*)el$", make = "er \\\\1" }]
[verb_endings]
el = ["infinitive", "perfect"]
elu = ["infinitive", "gent", "prospect"]
elov = ["gerund"]
ats = ["participle", "attributive", "resultative"]
[suffixes]
yu = ["nomn"]
i = ["gent"]
ye = ["datv"]
da = ["loct"]
its = ["abl"]
[postpositions]
on = ["karsi"]
for = ["hamar"]
with = ["het"]
[[trigger]]
type = "ASSAULT"
verbs = ["vurel", "kodel", "zerk +hanel"]
nouns = ["salg"]
recipient = ["on", "to", "object"]
[[trigger]]
type = "AID"
verbs = ["tarel"]
recipient = ["to", "object"]
[[trigger]]
type = "ACCUSE"
verbs = ["dimel"]
recipient = ["to", "object"]
[[trigger]]
type = "COERCE"
verbs = ["zavel"]
recipient = ["object", "on", "to"]
[cues]
many = ["eren"]
auxiliary = ["er", "eren", "ner"]
neg = ["ner"]
say = { verbs = ["asel"] }
deny = { verbs = ["herkel"] }
rumour = { nouns = ["lur"] }
that = ["vor"]
rel = ["vorn"]
and = ["yev"]
[roles]
MIL = { nouns = ["zork"] }
[lookback]
movement = { nouns = ["sharz"] }
speaker = ["iren"]
"""


@pytest.fixture
def articles(tmp_path: Path) -> Code:
    actors = _ACTORS.replace('["Ruritania"]', '["Ruritania"], capital = ["Strelsau"]')
    actors += '[BAND]\nkind = "group"\nen = { name = ["Band"] }\n'
    return _coder(tmp_path, "free", words=_ARTICLES, actors=actors)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # an auxiliary on either side, inside, denying, and shared by what is joined
        ("Ruritaniayu Graustarki karsi vurel er.", ["ASSAULT RUR>GRA"]),
        ("Ruritaniayu zerk er hanel Graustarki karsi.", ["ASSAULT RUR>GRA"]),
        ("Ruritaniayu ner vurel Graustarki karsi.", ["ASSAULT RUR>GRA denied"]),
        ("Ruritaniayu vurel er Graustarki karsi yev tarel Bandye.", ["ASSAULT RUR>GRA", "AID RUR>BAND"]),
        ("Ruritaniayu vurel yev kodel er Graustarkye.", ["ASSAULT RUR>GRA"]),
        ("Graustarkyu zavats er Ruritaniai karsi.", ["COERCE GRA>RUR"]),
        # the first of two alike is the subject; a name without its article is where something goes
        ("Ruritaniayu dimel er Graustarkyu.", ["ACCUSE RUR>GRA"]),
        ("Ruritaniayu tarel er Graustark.", ["AID RUR>GRA"]),
        ("Ruritaniayu zork er tarel Graustarkye.", ["AID RUR>GRA"]),
        # a dot parts clauses, a relative clause has its own subject, "they" in a capital are its government
        ("Ruritaniayu asel er. Graustarkyu dimel er Bandye.", ["ACCUSE GRA>BAND"]),
        ("Ruritaniayu, vorn Graustarkyu dimel er, asel er.", ["ACCUSE GRA>RUR reported"]),
        ("Strelsauda dimel eren Graustarkye.", ["ACCUSE RUR:GOV>GRA"]),
        # by whose blow, for which aim, of whom a rumour told
        ("Ruritaniai salgits kodvel er Graustarkyu.", ["ASSAULT RUR>GRA"]),
        ("Ruritaniayu tarel er Bandye Graustarkye vurelu hamar.", ["AID RUR>BAND", "ASSAULT RUR>GRA planned future"]),
        ("Luryu, vor Ruritaniayu vurel er Graustarkye, Ruritaniayu herkel er.", ["ASSAULT RUR>GRA denied alleged"]),
    ],
)
def test_an_article_says_what_a_name_does_and_an_auxiliary_what_a_perfect_is(
    articles: Code, text: str, said: list[str]
) -> None:
    assert articles(text) == said
