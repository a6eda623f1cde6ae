"""The loops that are raced on the raw articles: ours, and the same work as users of other libraries would write it.

Each takes the settings and the stages, and goes on until the stopwatch in the coder ends the process. All call the same
coder and send what it publishes to the codings topic. Ours also keeps what the others do not promise: order, contiguous
offsets, awaited deliveries, headers, metrics and sizes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from schemas.coding import Coding
from schemas.encode import encode
from schemas.topics import CODINGS, RAW
from stream.settings import Settings
from stream.worker import app
from stream.worker.delivery import CoderStage
from stream.worker.stages import Stages

Loop = Callable[[Settings, Stages], object]
BATCH = 500


def whole_worker(settings: Settings, stages: Stages) -> None:
    """``tocsin worker``: the coder, and in the same process the desk."""
    app.run(settings, stages)


def coder_alone(settings: Settings, stages: Stages) -> None:
    """The worker without its desk, as one of several is that does not have the codings."""

    def declare(faust_app: Any, coder: CoderStage, _desk: Any) -> None:
        async def code_articles(batches: Any) -> None:
            async for batch in batches:
                await coder.take(faust_app.consumer, batch)

        faust_app.agent(faust_app.topic(RAW.name, schema=app._AsTheyAre()), name="code_articles")(code_articles)

    app._declare_agents = declare  # type: ignore[assignment]
    app.run(settings, stages)


def bare_faust(settings: Settings, stages: Stages) -> None:
    """An agent as in Faust's introduction, at Faust's own settings."""
    import faust

    rival = faust.App(
        settings.group, broker=f"kafka://{settings.brokers}", value_serializer="raw", web_enabled=False,
        topic_disable_leader=True, worker_redirect_stdouts=False, datadir=str(settings.home / "faust"),
    )  # fmt: skip
    articles, codings = rival.topic(RAW.name, value_type=bytes), rival.topic(CODINGS.name, value_type=bytes)

    async def code_articles(stream: Any) -> None:
        async for raw in stream:
            coding = published(stages, raw)
            if coding:
                await codings.send(key=coding.article_id.encode(), value=encode(coding))

    rival.agent(articles)(code_articles)
    faust.Worker(rival, loglevel="warning").execute_from_commandline()


def plain_aiokafka(settings: Settings, stages: Stages) -> None:
    """A consumer and a producer, batch by batch, offsets committed by the consumer itself."""
    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

    async def loop() -> None:
        consumer = AIOKafkaConsumer(RAW.name, **settings.kafka(), group_id=settings.group, auto_offset_reset="earliest")
        producer = AIOKafkaProducer(**settings.kafka(), acks="all", enable_idempotence=True)
        await producer.start()
        await consumer.start()
        while True:
            deliveries = []
            for records in (await consumer.getmany(timeout_ms=1000, max_records=BATCH)).values():
                for record in records:
                    coding = published(stages, record.value)
                    if coding:
                        key = coding.article_id.encode()
                        deliveries.append(await producer.send(CODINGS.name, encode(coding), key=key))
            await asyncio.gather(*deliveries)

    asyncio.run(loop())


def quix_streams(settings: Settings, stages: Stages) -> None:
    """A streaming dataframe, as in Quix's introduction, at its own settings."""
    from quixstreams import Application  # type: ignore[import-not-found,unused-ignore]

    rival = Application(
        broker_address=settings.brokers, consumer_group=settings.group, auto_offset_reset="earliest",
        auto_create_topics=False, loglevel="WARNING", state_dir=settings.home / "quix",
    )  # fmt: skip
    articles = rival.topic(RAW.name, key_deserializer="bytes", value_deserializer="bytes")
    codings = rival.topic(CODINGS.name, key_serializer="bytes", value_serializer="bytes")
    rows = rival.dataframe(articles).apply(lambda raw: published(stages, raw))
    rows.filter(lambda coding: coding is not None).apply(encode).to_topic(codings)
    rival.run()


def published(stages: Stages, raw: bytes) -> Coding | None:
    """The coding of an article, where the desk must hear of it."""
    verdict = stages.code(raw)
    return verdict if isinstance(verdict, Coding) and stages.is_published(verdict) else None


LOOPS: dict[str, Loop] = {
    "ours": coder_alone,
    "ours, with its desk": whole_worker,
    "Faust, bare": bare_faust,
    "aiokafka": plain_aiokafka,
    "Quix Streams": quix_streams,
}
