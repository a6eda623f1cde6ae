"""Every metric, declared once; names as ``promtool check metrics`` wants them, labels bounded, children bound once."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

disable_created_metrics()  # type: ignore[no-untyped-call]  # one more series for each counter and histogram, which nobody asks for

LATENCY = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
DELAY = (1, 10, 60, 300, 900, 1800, 3600, 6 * 3600, 24 * 3600)
STAGE = (0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1)


class Metrics:
    """What one worker counts. ``languages`` is the allow-list of the label: any other counts as ``other``."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, *, version: str, lexicon: str, rules: str, languages: Collection[str]) -> None:
        self._registry = registry = CollectorRegistry()
        self._languages = frozenset(languages) | {"und"}
        articles = Counter(
            "tocsin_articles", "Articles by what became of them", ["language", "outcome"], registry=registry
        )
        events = Counter("tocsin_events", "Coded events", ["event_type", "polarity"], registry=registry)
        alerts = Counter("tocsin_alerts", "Alerts delivered", ["rule", "msg_type", "urgency"], registry=registry)
        suppressed = Counter(
            "tocsin_suppressed", "Events that did not ring, and why", ["rule", "reason"], registry=registry
        )
        dead = Counter("tocsin_dlq_records", "Records set aside", ["stage", "error"], registry=registry)
        stage = Histogram(
            "tocsin_stage_duration_seconds", "Time for one record", ["stage"], buckets=STAGE, registry=registry
        )
        lag = Gauge("tocsin_consumer_lag_messages", "Records not yet done", ["topic", "partition"], registry=registry)
        progress = Gauge(
            "tocsin_last_progress_timestamp_seconds", "When the partition last went forward",
            ["topic", "partition"], registry=registry,
        )  # fmt: skip
        build = Gauge("tocsin_build_info", "What is running", ["version", "lexicon", "rules"], registry=registry)
        build.labels(version, lexicon, rules).set(1)
        self.article = cache(articles.labels)
        self.event = cache(events.labels)
        self.alert = cache(alerts.labels)
        self.suppressed = cache(suppressed.labels)
        self.dead_letter = cache(dead.labels)
        self.stage = cache(stage.labels)
        self.lag = cache(lag.labels)
        self.progress = cache(progress.labels)
        self.forget_partitions = (lag.clear, progress.clear, self.lag.cache_clear, self.progress.cache_clear)
        self.alert_latency = Histogram(
            "tocsin_alert_latency_seconds", "Article received to alert delivered", buckets=LATENCY, registry=registry
        )
        self.source_delay = Histogram(
            "tocsin_source_delay_seconds", "Article published to received", buckets=DELAY, registry=registry
        )
        self.stories = Gauge("tocsin_stories", "Open stories, in the worker that keeps the desk", registry=registry)

    def language(self, code: str) -> str:
        """The label for a language, one of a known few."""
        return code if code in self._languages else "other"

    def forget(self) -> None:
        """Partitions may have gone to another worker: their gauges with them."""
        for each in self.forget_partitions:
            each()

    def exposition(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self._registry)
