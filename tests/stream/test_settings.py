"""Settings: from the environment, frozen, and plain about what is wrong."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from stream.settings import DEFAULT_BROKERS, Security, Settings, SettingsError


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({"PATH": "/bin", "HOME": "/root"})
    assert (settings.brokers, settings.group, settings.metrics_port) == (DEFAULT_BROKERS, "tocsin", 9808)
    assert settings == Settings()


def test_every_field_can_be_set_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    environment = {
        "TOCSIN_BROKERS": "one.example:9092, two.example:9092",
        "TOCSIN_GROUP": "night",
        "TOCSIN_SESSION_TIMEOUT_S": "6",
        "TOCSIN_RAW_PARTITIONS": "12",
        "TOCSIN_ALERT_PARTITIONS": "2",
        "TOCSIN_REPLICATION_FACTOR": "3",
        "TOCSIN_METRICS_HOST": "0.0.0.0",
        "TOCSIN_METRICS_PORT": "0",
        "TOCSIN_LOG_FORMAT": "json",
        "TOCSIN_LOG_LEVEL": "debug",
        "TOCSIN_HOME": str(tmp_path),
        "TOCSIN_SECURITY_PROTOCOL": "SASL_SSL",
        "TOCSIN_SASL_MECHANISM": "SCRAM-SHA-512",
        "TOCSIN_SASL_USERNAME": "desk",
        "TOCSIN_SASL_PASSWORD": "hunter2",
        "TOCSIN_SSL_CA_FILE": str(tmp_path / "ca.pem"),
    }
    settings = Settings.from_environment(environment)
    assert settings == Settings(
        brokers="one.example:9092,two.example:9092", group="night", session_timeout_s=6.0, raw_partitions=12,
        alert_partitions=2, replication_factor=3, metrics_host="0.0.0.0", metrics_port=0, log_format="json",
        log_level="debug", home=tmp_path,
        security=Security(
            protocol="SASL_SSL", sasl_mechanism="SCRAM-SHA-512", sasl_username="desk", sasl_password="hunter2",
            ssl_ca_file=tmp_path / "ca.pem",
        ),
    )  # fmt: skip


def test_settings_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().group = "other"  # type: ignore[misc]


def test_an_unknown_variable_is_an_error_that_names_the_nearest_one() -> None:
    with pytest.raises(SettingsError, match=r"TOCSIN_BROKER: no such setting; did you mean TOCSIN_BROKERS\?"):
        Settings.from_environment({"TOCSIN_BROKER": "localhost:9092"})


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("TOCSIN_RAW_PARTITIONS", "many", "a whole number, at least 1"),
        ("TOCSIN_RAW_PARTITIONS", "0", "a whole number, at least 1"),
        ("TOCSIN_RAW_PARTITIONS", "", "a whole number, at least 1"),
        ("TOCSIN_METRICS_PORT", "65536", "a port"),
        ("TOCSIN_SESSION_TIMEOUT_S", "0.5", "seconds, from 1 to 300"),
        ("TOCSIN_LOG_FORMAT", "yaml", "auto, json or text"),
        ("TOCSIN_BROKERS", "localhost", "host:port"),
        ("TOCSIN_BROKERS", "one:9092,,two:9092", "host:port"),
        ("TOCSIN_SECURITY_PROTOCOL", "TLS", "PLAINTEXT, SSL"),
    ],
)
def test_a_bad_value_names_the_variable_and_what_is_wanted(name: str, text: str, wanted: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: {text!r} will not do: wanted is .*{wanted}"):
        Settings.from_environment({name: text})


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"TOCSIN_LOG_LEVEL": "loud", "TOCSIN_METRICS_PORT": "x", "TOCSIN_COLOUR": "red"})
    assert all(name in str(caught.value) for name in ("TOCSIN_LOG_LEVEL", "TOCSIN_METRICS_PORT", "TOCSIN_COLOUR"))


def test_a_password_can_come_from_a_file_and_is_shown_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2\n")
    settings = Settings.from_environment(
        {
            "TOCSIN_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
            "TOCSIN_SASL_USERNAME": "desk",
            "TOCSIN_SASL_PASSWORD_FILE": str(secret),
        }
    )
    assert settings.kafka()["sasl_plain_password"] == "hunter2"
    assert "hunter2" not in repr(settings) + str(settings)


def test_a_password_that_will_not_do_is_not_shown_in_the_error() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"TOCSIN_SASL_PASSWORD": "hunter2"})
    assert "TOCSIN_SASL_PASSWORD is set" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_password_file_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match=r"TOCSIN_SASL_PASSWORD_FILE: .*/no/such/file"):
        Settings.from_environment({"TOCSIN_SASL_PASSWORD_FILE": "/no/such/file"})


def test_a_protocol_with_passwords_asks_for_them() -> None:
    with pytest.raises(SettingsError, match="TOCSIN_SASL_USERNAME and TOCSIN_SASL_PASSWORD"):
        Settings.from_environment({"TOCSIN_SECURITY_PROTOCOL": "SASL_SSL"})


def test_a_certificate_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match=r"TOCSIN_SSL_CA_FILE: there is no file /no/such\.pem"):
        Settings.from_environment({"TOCSIN_SECURITY_PROTOCOL": "SSL", "TOCSIN_SSL_CA_FILE": "/no/such.pem"})


def test_clients_get_only_what_the_protocol_needs() -> None:
    assert Settings().kafka() == {"bootstrap_servers": [DEFAULT_BROKERS]}
    secure = Settings(security=Security(protocol="SSL")).kafka()
    assert secure["security_protocol"] == "SSL"
    assert secure["ssl_context"].check_hostname
