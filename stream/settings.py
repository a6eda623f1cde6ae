"""Everything that is configured, once and frozen: from ``TOCSIN_*`` environment variables, or given outright in tests.

Thresholds are not here (they belong to rules), nor words (they belong to lexicons).
"""

from __future__ import annotations

import difflib
import re
import ssl
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

PREFIX = "TOCSIN_"
DEFAULT_BROKERS = "127.0.0.1:29092"

Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
LogFormat = Literal["auto", "json", "text"]
LogLevel = Literal["debug", "info", "warning", "error"]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Count = Annotated[int, msgspec.Meta(ge=1, le=10_000)]

_BROKERS = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")


class SettingsError(ValueError):
    """The environment does not say what it should; the message names every variable and what to do about it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Security:
    """How the brokers are spoken to; the password is never part of a repr."""

    protocol: Protocol = "PLAINTEXT"
    sasl_mechanism: Mechanism = "PLAIN"
    sasl_username: str | None = None
    sasl_password: str | None = field(default=None, repr=False)
    ssl_ca_file: Path | None = None
    ssl_cert_file: Path | None = None
    ssl_key_file: Path | None = None

    def ssl_context(self) -> ssl.SSLContext | None:
        """A verifying context, or None where the protocol has no TLS. Raises OSError for a file that is not there."""
        if not self.protocol.endswith("SSL"):
            return None
        context = ssl.create_default_context(cafile=self.ssl_ca_file)
        if self.ssl_cert_file is not None:
            context.load_cert_chain(self.ssl_cert_file, self.ssl_key_file)
        return context


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What a process needs to know of its surroundings."""

    brokers: str = DEFAULT_BROKERS
    group: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] = "tocsin"
    session_timeout_s: Annotated[float, msgspec.Meta(ge=1, le=300)] = 15.0
    raw_partitions: Count = 8
    alert_partitions: Count = 3
    replication_factor: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    metrics_host: str = "127.0.0.1"
    metrics_port: Port = 9808
    log_format: LogFormat = "auto"
    log_level: LogLevel = "info"
    home: Path = field(default_factory=lambda: Path.home() / ".cache" / "tocsin")
    security: Security = Security()

    def kafka(self) -> dict[str, Any]:
        """Keyword arguments that every aiokafka client takes: where the brokers are and how to speak to them."""
        options: dict[str, Any] = {"bootstrap_servers": self.brokers.split(",")}
        if self.security.protocol != "PLAINTEXT":
            options["security_protocol"] = self.security.protocol
            options["ssl_context"] = self.security.ssl_context()
        if self.security.protocol.startswith("SASL"):
            options["sasl_mechanism"] = self.security.sasl_mechanism
            options["sasl_plain_username"] = self.security.sasl_username
            options["sasl_plain_password"] = self.security.sasl_password
        return options

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read ``environment``; raises :class:`SettingsError` that lists all that is wrong, not only the first."""
        given = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
        problems = [_unknown(name) for name in given if name not in _VARIABLES]
        values: dict[str, dict[str, Any]] = {"settings": {}, "security": {}}
        for name, variable in _VARIABLES.items():
            if name not in given:
                continue
            try:
                values[variable.struct][variable.field] = variable.read(given[name])
            except (ValueError, OSError) as error:
                problems.append(f"{name}: {error}")
        if "TOCSIN_SASL_PASSWORD" in given and "TOCSIN_SASL_PASSWORD_FILE" in given:
            problems.append("TOCSIN_SASL_PASSWORD and TOCSIN_SASL_PASSWORD_FILE are both set: unset one of them")
        security = Security(**values["security"])
        if not problems:
            problems = _incomplete(security)
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(security=security, **values["settings"])


@dataclass(frozen=True, slots=True)
class _Variable:
    """One environment variable: which field it sets, and what a person may write there."""

    struct: Literal["settings", "security"]
    field: str
    type: Any
    wanted: str
    from_file: bool = False

    def read(self, text: str) -> Any:
        """The field's value. Raises ValueError that says what is wanted (never showing a secret), or OSError."""
        if self.from_file:
            return Path(text).read_text(encoding="utf-8").rstrip("\r\n")
        shown = "" if self.field == "sasl_password" else f"{text!r} will not do: "
        if not text.strip() or (self.field == "brokers" and not _are_brokers(text)):
            raise ValueError(f"{shown}wanted is {self.wanted}")
        if self.field == "brokers":
            return ",".join(part.strip() for part in text.split(","))
        try:
            return msgspec.convert(text.strip(), self.type, strict=False, dec_hook=_path)
        except msgspec.ValidationError:
            raise ValueError(f"{shown}wanted is {self.wanted}") from None


def _path(kind: type, value: Any) -> Any:
    if kind is Path:
        return Path(value).expanduser()
    raise NotImplementedError(kind)


def _are_brokers(text: str) -> bool:
    return all(_BROKERS.fullmatch(part.strip()) for part in text.split(","))


_WANTED = {
    "brokers": "host:port, or several parted by commas",
    "group": "the consumer group's name",
    "session_timeout_s": "seconds, from 1 to 300",
    "raw_partitions": "a whole number, at least 1",
    "alert_partitions": "a whole number, at least 1",
    "replication_factor": "a whole number from 1 to 9, not more than there are brokers",
    "metrics_host": "an address of this machine, such as 127.0.0.1 or 0.0.0.0",
    "metrics_port": "a port from 0 to 65535 (0: any that is free)",
    "log_format": "auto, json or text",
    "log_level": "debug, info, warning or error",
    "home": "a directory for the embedded broker",
    "protocol": "PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL",
    "sasl_mechanism": "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512",
    "sasl_username": "a user's name",
    "sasl_password": "a password",
    "ssl_ca_file": "a file of certificates in PEM",
    "ssl_cert_file": "a file with our certificate in PEM",
    "ssl_key_file": "a file with our key in PEM",
}


def _variables() -> dict[str, _Variable]:
    found = {}
    for name, kind in typing.get_type_hints(Settings, include_extras=True).items():
        if name != "security":
            found[f"{PREFIX}{name.upper()}"] = _Variable("settings", name, kind, _WANTED[name])
    hints = typing.get_type_hints(Security, include_extras=True)
    for item in fields(Security):
        name = "SECURITY_PROTOCOL" if item.name == "protocol" else item.name.upper()
        found[f"{PREFIX}{name}"] = _Variable("security", item.name, hints[item.name], _WANTED[item.name])
    found[f"{PREFIX}SASL_PASSWORD_FILE"] = _Variable("security", "sasl_password", str, "a file", from_file=True)
    return found


_VARIABLES = _variables()


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, _VARIABLES, n=1)
    meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(_VARIABLES))}"
    return f"{name}: no such setting; {meant} Unset it, or correct its name."


def _incomplete(security: Security) -> list[str]:
    """What is missing for the protocol that was asked for."""
    problems = []
    if security.protocol.startswith("SASL") and (security.sasl_username is None or security.sasl_password is None):
        problems.append(
            f"TOCSIN_SECURITY_PROTOCOL is {security.protocol}: set TOCSIN_SASL_USERNAME and TOCSIN_SASL_PASSWORD "
            "(or TOCSIN_SASL_PASSWORD_FILE, the path of a file that holds it)"
        )
    if not security.protocol.startswith("SASL") and security.sasl_password is not None:
        problems.append("TOCSIN_SASL_PASSWORD is set, but TOCSIN_SECURITY_PROTOCOL is not SASL_SSL or SASL_PLAINTEXT")
    for name in ("ssl_ca_file", "ssl_cert_file", "ssl_key_file"):
        path: Path | None = getattr(security, name)
        if path is not None and not path.is_file():
            problems.append(f"{PREFIX}{name.upper()}: there is no file {path}")
    return problems
