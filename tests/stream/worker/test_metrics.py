"""Metrics are named as Prometheus wants them, and their labels stay few."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from stream.worker.metrics import Metrics


def metrics() -> Metrics:
    return Metrics(version="1", lexicon="sha256:l", rules="sha256:r", languages=("en", "id"))


def test_two_workers_in_one_process_do_not_share_a_registry() -> None:
    one, other = metrics(), metrics()
    one.article("en", "coded").inc()
    assert b'outcome="coded"' not in other.exposition()


def test_a_language_off_the_list_counts_as_other() -> None:
    assert [metrics().language(code) for code in ("en", "und", "tlh", "")] == ["en", "und", "other", "other"]


def test_children_are_bound_once() -> None:
    one = metrics()
    assert one.article("en", "quiet") is one.article("en", "quiet")


def test_the_gauges_of_partitions_that_went_away_are_forgotten() -> None:
    one = metrics()
    one.lag("t", "0").set(5)
    one.forget()
    assert b'partition="0"' not in one.exposition()
    one.lag("t", "0").set(6)
    assert b'tocsin_consumer_lag_messages{partition="0",topic="t"} 6.0' in one.exposition()


def test_every_metric_has_help_a_unit_and_a_name_of_ours() -> None:
    for family in text_string_to_metric_families(metrics().exposition().decode()):
        assert family.name.startswith("tocsin_")
        assert family.documentation
        assert family.type in ("counter", "gauge", "histogram")
        if "seconds" in family.name:
            assert family.name.endswith("_seconds")
