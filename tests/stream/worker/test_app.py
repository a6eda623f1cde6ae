"""Faust as it is put together here: what of it could lose or repeat something is not there at all."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import faust
import pytest

from schemas.topics import CODINGS, RAW
from stream.settings import Settings
from stream.worker.app import _AsTheyAre, _declare_agents, _faust_app
from stream.worker.consumer import DRAIN_LIMIT_S, FencedConsumer, FencedTransport
from stream.worker.fetching import REBALANCE_TIMEOUT_S, FencedThread


@pytest.fixture
def app() -> Iterator[Any]:
    one = _faust_app(Settings())
    one.transport = FencedTransport(one.conf.broker, one, Settings(), {}, lambda what, error: None)
    _declare_agents(one, SimpleNamespace(), SimpleNamespace())  # type: ignore[arg-type]
    yield one


def test_there_is_no_table_and_no_changelog(app: Any) -> None:
    """So no recovery of Faust's reads one, no buffer of its holds one back, and no zombie writes one late."""
    assert (dict(app.tables), app.tables.changelog_topics) == ({}, set())
    assert {topic for agent in app.agents.values() for topic in agent.channel.topics} == {RAW.name, CODINGS.name}


def test_faust_s_exactly_once_is_off_and_so_is_all_that_it_would_send(app: Any) -> None:
    assert app.conf.processing_guarantee.value == "at_least_once"
    assert not app.in_transaction
    assert not app.conf.stream_publish_on_commit
    assert list(app.boot_strategy.kafka_producer()) == []


def test_nothing_is_served_by_faust(app: Any) -> None:
    """Its port would keep a second worker from starting, and show the state to anyone."""
    assert list(app.boot_strategy.web_server()) == []
    assert list(faust.App("other", broker="kafka://").boot_strategy.web_server()) != [], "as it would by itself"


def test_faust_declares_no_topic_and_leads_nothing(app: Any) -> None:
    assert (app.conf.topic_allow_declare, app.conf.topic_disable_leader) == (False, True)


def test_the_consumer_and_its_thread_are_ours(app: Any) -> None:
    assert type(app.consumer) is FencedConsumer
    assert type(app.consumer._thread) is FencedThread


def test_each_agent_works_on_one_thing_at_a_time(app: Any) -> None:
    assert [agent.concurrency for agent in app.agents.values()] == [1, 1]


def test_a_rebalance_waits_for_our_drain_and_the_group_waits_longer(app: Any) -> None:
    assert app.conf.stream_wait_empty
    assert DRAIN_LIMIT_S < REBALANCE_TIMEOUT_S == app.conf.broker_rebalance_timeout


def test_bytes_reach_the_agents_as_they_are(app: Any) -> None:
    """A decode error of Faust's would be acked before anybody has seen the record."""
    message = SimpleNamespace(key=b"\xff", value=b"\xff\x00")
    schema = _AsTheyAre()
    assert (schema.loads_key(app, message), schema.loads_value(app, message)) == (b"\xff", b"\xff\x00")
    assert all(isinstance(agent.channel.schema, _AsTheyAre) for agent in app.agents.values())


def test_the_offset_of_a_new_group_is_the_first() -> None:
    thread: Any = SimpleNamespace(transport=SimpleNamespace(settings=Settings()))

    async def made() -> Any:
        return FencedThread._create_consumer(thread, asyncio.get_running_loop())

    consumer = asyncio.run(made())
    assert (consumer._auto_offset_reset, consumer._enable_auto_commit) == ("earliest", False)
