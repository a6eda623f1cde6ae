"""Articles as a wire has them: of 3 kB, in the three languages, and nearly all of them quiet.

One in twenty reports a conflict (an article of the sample wire, made as long as the others). One quiet article in four
begins with one of ``tests/quiet``: sport, history and figures of speech, full of states and hard words.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from agents.code_articles import Coder, code_articles, is_published
from schemas.coding import Coding

LENGTH = 3_000
"""Bytes of a record, about."""
PUBLISHED = 20
"""One article in so many has events."""
_POOL = 400
"""Different quiet texts of a language; only the ids differ beyond that."""
_TRICKY = 4

_TESTS = Path(__file__).parents[1]
_WIRE = Path(__file__).parents[2] / "stream" / "lab" / "wire"
_EVERYDAY = {
    "en": (
        "The bakery on the corner said that flour is dearer again and that it will sell fewer rolls this winter.",
        "The council will vote next month on new bus lanes, and shopkeepers fear for their parking places.",
        "Rain is expected from the west in the afternoon, with mild temperatures until the weekend.",
        "The museum has bought a landscape by a painter who taught at the local school a century ago.",
        "Shares in the retailer rose after it raised its forecast for the year and announced forty new branches.",
        "Researchers found that people who walk to work sleep longer and visit their doctor less often.",
        "The railway will renew eleven kilometres of track, so that trains will be replaced by buses in June.",
        "A cookery book with recipes from grandmothers has sold more copies than any novel this year.",
        "Farmers are content with the harvest of apples, though the fruit is smaller than last autumn.",
        "The film opens on Friday in sixty cinemas, and its director will answer questions after the first showing.",
        "Prices of flats hardly changed in the third quarter, the office of statistics reported on Monday.",
        "The library stays open until ten in the evening while students prepare for their examinations.",
    ),
    "id": (
        "Harga beras di pasar tradisional naik tipis pekan ini karena panen bergeser ke bulan depan.",
        "Pemerintah kota akan memperbaiki trotoar di tiga ruas jalan dan menambah lampu penerangan.",
        "Cuaca cerah diperkirakan bertahan sampai akhir pekan, dengan hujan ringan pada malam hari.",
        "Museum itu membuka pameran batik dari koleksi keluarga yang belum pernah dipamerkan.",
        "Perusahaan ritel itu menaikkan target penjualan setelah laba kuartal ketiga membaik.",
        "Peneliti menemukan bahwa orang yang berjalan kaki ke kantor tidur lebih lama.",
        "Kereta akan diganti bus selama sebelas hari karena rel di jalur itu diperbarui.",
        "Buku resep masakan nenek itu terjual lebih banyak daripada novel mana pun tahun ini.",
        "Petani apel puas dengan panen, walaupun buahnya lebih kecil daripada tahun lalu.",
        "Film itu tayang mulai Jumat di enam puluh bioskop di seluruh negeri.",
        "Harga apartemen hampir tidak berubah, menurut kantor statistik pada Senin.",
        "Perpustakaan buka sampai pukul sepuluh malam selama musim ujian.",
    ),
    "ru": (
        "Пекарня на углу сообщила, что мука снова подорожала и булочек зимой будет меньше.",
        "Городской совет обсудит в следующем месяце новые автобусные полосы и места для парковки.",
        "Во второй половине дня ожидается дождь, до выходных сохранится мягкая погода.",
        "Музей приобрёл пейзаж художника, который сто лет назад преподавал в местной школе.",
        "Акции торговой сети выросли после того, как она повысила прогноз на год.",
        "Учёные выяснили, что люди, которые ходят на работу пешком, дольше спят.",
        "Железная дорога обновит одиннадцать километров пути, поезда заменят автобусами.",
        "Книга бабушкиных рецептов разошлась тиражом большим, чем любой роман этого года.",
        "Садоводы довольны урожаем яблок, хотя плоды мельче, чем прошлой осенью.",
        "Фильм выходит в пятницу в шестидесяти кинотеатрах страны.",
        "Цены на квартиры почти не изменились, сообщило ведомство статистики.",
        "Библиотека открыта до десяти вечера, пока студенты готовятся к экзаменам.",
    ),
}


def articles(coder: Coder, count: int, seed: int = 4) -> Iterator[bytes]:
    """``count`` raw records, alike in every partition; which of them are published was asked of ``coder``."""
    chance = random.Random(seed)
    quiet = [record for code in _EVERYDAY for record in _quiet(code, coder, chance)]
    loud = [record for code in _EVERYDAY for record in _loud(code, coder, chance)]
    for number in range(count):
        record = chance.choice(quiet if chance.randrange(PUBLISHED) else loud)
        yield msgspec.json.encode({**record, "id": f"mix-{number}"})


def _quiet(code: str, coder: Coder, chance: random.Random) -> list[dict[str, Any]]:
    tricky = tomllib.loads((_TESTS / "quiet" / f"{code}.toml").read_text("utf-8"))["article"]
    made: list[dict[str, Any]] = []
    while len(made) < _POOL:
        first = chance.choice(tricky) if not len(made) % _TRICKY else None
        told = dict(first) if first else {"title": chance.choice(_EVERYDAY[code])}
        record = _filled({"published_at": "2022-09-15T12:00:00Z", **told, "source": "mix.example"}, code, chance)
        if not _is_published(coder, record):
            made.append(record)
    return made


def _loud(code: str, coder: Coder, chance: random.Random) -> list[dict[str, Any]]:
    lines = [msgspec.json.decode(line) for line in (_WIRE / f"{code}.jsonl").read_bytes().splitlines()]
    filled = [_filled(line, code, chance) for line in lines if line.get("status", "usable") == "usable"]
    return [record for record in filled if _is_published(coder, record)]


def _filled(record: dict[str, Any], code: str, chance: random.Random) -> dict[str, Any]:
    """The record in its language, with everyday sentences after what it has to say."""
    body = [str(record.get("body", "")).strip()]
    size = len(msgspec.json.encode({**record, "body": body[0]}))
    while size < LENGTH:
        body.append(chance.choice(_EVERYDAY[code]))
        size += len(body[-1].encode()) + 1
    return {**record, "language": code, "body": " ".join(body)}


def _is_published(coder: Coder, record: dict[str, Any]) -> bool:
    coding = code_articles(coder, msgspec.json.encode({**record, "id": "mix"}))
    return isinstance(coding, Coding) and is_published(coding)
