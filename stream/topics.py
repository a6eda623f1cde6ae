"""The topics on a broker: make them, see that those which exist will do, and show them.

What they are is declared in ``schemas/topics.py``; here is only the talk with Kafka.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaConnectionError, KafkaError, TopicAlreadyExistsError, for_code
from msgspec import structs

from schemas.topics import ALERTS, FIXED, RAW, Topic, desk_topic
from stream.settings import Settings

_CHECKED = ("max.message.bytes", "cleanup.policy")
_LOOKS, _LOOK_EVERY_S = 600, 0.05


class BrokerAway(Exception):
    """No broker answers at the address that is set."""

    def __init__(self, brokers: str, cause: object = None) -> None:
        detail = f" ({cause})" if cause and str(cause) else ""
        super().__init__(
            f"No Kafka broker answers at {brokers}{detail}.\n"
            "Start one with `tocsin broker start`, or set TOCSIN_BROKERS to the address of yours (host:port)."
        )


class TopicMissing(Exception):
    """One topic or more that we need is not on the broker."""

    def __init__(self, names: Sequence[str], brokers: str) -> None:
        self.names = tuple(names)
        which = f"topic {names[0]} is" if len(names) == 1 else f"topics {', '.join(names)} are"
        super().__init__(f"The {which} not on the broker at {brokers}.\nMake what is missing: `tocsin topics create`.")


class TopicUnfit(Exception):
    """A topic exists, but not as it has to be."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


State = Literal["fits", "missing", "unfit"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One of our topics as it is on the broker; ``messages`` counts offsets, not records, where it is compacted."""

    topic: Topic
    state: State
    partitions: int = 0
    replicas: int = 0
    messages: int = 0
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What :func:`create_topics` did, by names of topics."""

    created: tuple[str, ...]
    existing: tuple[str, ...]


def wanted_topics(settings: Settings, desks: Iterable[str] = ()) -> tuple[Topic, ...]:
    """Every topic that there has to be, with the partitions that ``settings`` ask for."""
    by_desk = (desk_topic(desk) for desk in sorted(set(desks)))
    return tuple(_sized(topic, settings) for topic in (*FIXED, *by_desk))


async def create_topics(settings: Settings, desks: Iterable[str] = (), *, keep_old: bool = False) -> Made:
    """Make what is missing, and see that what is there will do.

    ``keep_old`` is for replays: Kafka deletes by the records' own times, and would delete a replay of 2022 at once.
    Raises :class:`BrokerAway`, :class:`TopicUnfit`, or KafkaError for what the broker refuses.
    """
    wanted = wanted_topics(settings, desks)
    async with _admin(settings) as admin:
        found = await _inspect(admin, wanted)
        missing = [each.topic for each in found if each.state == "missing"]
        created = await _create(admin, missing, settings.replication_factor, keep_old) if missing else []
        await _until_served(admin, [topic for topic in wanted if topic in missing])
    _complain(found)
    return Made(created=tuple(created), existing=tuple(t.name for t in wanted if t.name not in created))


async def check_topics(settings: Settings, desks: Iterable[str] = ()) -> None:
    """See that all is there and fits. Raises :class:`BrokerAway`, :class:`TopicMissing` or :class:`TopicUnfit`."""
    async with _admin(settings) as admin:
        found = await _inspect(admin, wanted_topics(settings, desks))
    missing = [each.topic.name for each in found if each.state == "missing"]
    if missing:
        raise TopicMissing(missing, settings.brokers)
    _complain(found)


async def need_topics(settings: Settings, names: Sequence[str]) -> dict[str, int]:
    """How many partitions the topics of these names have. Raises :class:`BrokerAway` or :class:`TopicMissing`."""
    async with _admin(settings) as admin:
        found = {each["topic"]: len(each["partitions"]) for each in await admin.describe_topics()}
    missing = [name for name in names if name not in found]
    if missing:
        raise TopicMissing(missing, settings.brokers)
    return {name: found[name] for name in names}


async def show_topics(settings: Settings, desks: Iterable[str] = ()) -> tuple[Found, ...]:
    """Each of our topics as the broker has it, missing ones too. Raises :class:`BrokerAway`."""
    async with _admin(settings) as admin:
        found = await _inspect(admin, wanted_topics(settings, desks))
    counts = await _messages(settings, [each for each in found if each.state != "missing"])
    return tuple(replace(each, messages=counts.get(each.topic.name, 0)) for each in found)


def _sized(topic: Topic, settings: Settings) -> Topic:
    """The topic with as many partitions as the settings ask for, where more than one is allowed."""
    if topic.name == RAW.name:
        return structs.replace(topic, partitions=settings.raw_partitions)
    if topic.record == ALERTS.record:
        return structs.replace(topic, partitions=settings.alert_partitions)
    return topic


@asynccontextmanager
async def _admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client that is connected and will be closed."""
    admin = AIOKafkaAdminClient(**settings.kafka(), request_timeout_ms=20_000)
    try:
        await admin.start()
    except (KafkaConnectionError, OSError) as error:
        await admin.close()
        raise BrokerAway(settings.brokers) from error
    try:
        yield admin
    except KafkaConnectionError as error:
        raise BrokerAway(settings.brokers, error) from error
    finally:
        await admin.close()


async def delete_topics(settings: Settings, names: Sequence[str]) -> None:
    """Delete the topics of these names with all that they hold. Raises :class:`BrokerAway`."""
    async with _admin(settings) as admin:
        await admin.delete_topics(list(names))


async def _create(admin: AIOKafkaAdminClient, topics: Sequence[Topic], replicas: int, keep_old: bool) -> list[str]:
    """Make ``topics``; another process that makes one of them first is no error."""
    forever = {"retention.ms": "-1"} if keep_old else {}
    response = await admin.create_topics(
        [NewTopic(t.name, t.partitions, replicas, topic_configs={**t.config(), **forever}) for t in topics]
    )
    created = []
    for name, code, message in response.topic_errors:
        error = for_code(code)
        if code == 0:
            created.append(name)
        elif error is not TopicAlreadyExistsError:
            raise error(f"the broker refuses to make {name}: {message}")
    return created


async def _until_served(admin: AIOKafkaAdminClient, topics: Sequence[Topic]) -> None:
    """Until the brokers know of ``topics`` and lead their partitions: the controller answers a little before that."""
    for _ in range(_LOOKS):
        led = {
            each["topic"]: sum(part["leader"] >= 0 for part in each["partitions"])
            for each in await admin.describe_topics()
        }
        if all(led.get(topic.name, 0) >= topic.partitions for topic in topics):
            return
        await asyncio.sleep(_LOOK_EVERY_S)
    raise TopicUnfit([f"{', '.join(t.name for t in topics)}: made, but not served yet; see that all brokers are up"])


async def _inspect(admin: AIOKafkaAdminClient, wanted: Sequence[Topic]) -> tuple[Found, ...]:
    """Compare the broker's topics with those that are wanted."""
    described = {each["topic"]: each for each in await admin.describe_topics() if each["error_code"] == 0}
    present = [topic for topic in wanted if topic.name in described]
    configs = await _configs(admin, [topic.name for topic in present])
    return tuple(
        _judge(topic, described[topic.name]["partitions"], configs[topic.name])
        if topic.name in described
        else Found(topic=topic, state="missing", problem="missing: `tocsin topics create` makes it")
        for topic in wanted
    )


def _judge(topic: Topic, partitions: Sequence[Mapping[str, Any]], config: Mapping[str, str]) -> Found:
    """Whether one topic will do. More retention, or more partitions where any number will do, is the owner's choice."""
    problems = []
    if topic.fixed_partitions and len(partitions) != topic.partitions:
        problems.append(
            f"{topic.name} has {len(partitions)} partitions and must have exactly {topic.partitions}, since its order "
            "matters: delete it (its records go with it), then run `tocsin topics create`"
        )
    if int(config.get("max.message.bytes", topic.max_bytes)) < topic.max_bytes:
        problems.append(
            f"{topic.name} takes {config['max.message.bytes']} bytes a record and must take {topic.max_bytes}: "
            f"set its max.message.bytes to {topic.max_bytes} (kafka-configs.sh --alter)"
        )
    policy = topic.config()["cleanup.policy"]
    if config.get("cleanup.policy", policy) != policy:
        problems.append(
            f"{topic.name} has cleanup.policy={config['cleanup.policy']} and must have {policy}: "
            f"set it with kafka-configs.sh --alter, else records that are needed are lost"
        )
    replicas = min((len(partition["replicas"]) for partition in partitions), default=0)
    return Found(
        topic=topic, state="unfit" if problems else "fits", partitions=len(partitions), replicas=replicas,
        problem="; ".join(problems),
    )  # fmt: skip


def _complain(found: Iterable[Found]) -> None:
    problems = [each.problem for each in found if each.state == "unfit"]
    if problems:
        raise TopicUnfit(problems)


async def _configs(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The settings that matter to us, by topic; empty where the broker does not let us read them."""
    found: dict[str, dict[str, str]] = {name: {} for name in names}
    if not names:
        return found
    wanted = dict.fromkeys(_CHECKED)
    for response in await admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name, configs=wanted) for name in names]
    ):
        for code, _message, _kind, name, entries in (resource[:5] for resource in response.resources):
            if code == 0:
                found[name] = {entry[0]: entry[1] for entry in entries}
    return found


async def _messages(settings: Settings, found: Sequence[Found]) -> dict[str, int]:
    """How many offsets each topic spans now."""
    if not found:
        return {}
    consumer = AIOKafkaConsumer(**settings.kafka(), enable_auto_commit=False)
    try:
        await consumer.start()
        parts = [TopicPartition(each.topic.name, n) for each in found for n in range(each.partitions)]
        first, last = await consumer.beginning_offsets(parts), await consumer.end_offsets(parts)
    except KafkaError as error:
        raise BrokerAway(settings.brokers, error) from error
    finally:
        await consumer.stop()
    counts = dict.fromkeys((each.topic.name for each in found), 0)
    for part in parts:
        counts[part.topic] += last[part] - first[part]
    return counts
