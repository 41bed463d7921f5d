"""The container layout holds together: what it sets is known, pinned, limited and asked after."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from bot.settings import RETENTION, ROOT, Settings

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
NOT_HERE = {
    "BOT_ROOT",
    "BOT_ENGINES",
    "BOT_WECHAT_MP_API_BASE",
    "BOT_WECHAT_AUTHORIZE_BASE",
    "BOT_WECOM_API_BASE",
}
"""Settings that mean nothing in containers, or are for tests."""
ENDS = ("maintenance", "train")
"""Services that do their work and end."""


def known_names() -> set[str]:
    """Environment variables that the application reads."""
    prefix = str(Settings.model_config["env_prefix"])
    fields = Settings.model_fields.items()
    return {str(field.validation_alias or f"{prefix}{name}".upper()) for name, field in fields}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_pinned_limited_and_has_few_rights(name: str) -> None:
    service = SERVICES[name]
    assert re.search(r":\d+\.\d+\.\d+|:\d+\.\d+-", service["image"]), service["image"]
    assert service["mem_limit"] and service["pids_limit"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - set(ENDS)))
def test_a_service_that_runs_is_asked_whether_it_is_well_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"] and SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["proxy", "app", "actions", "maintenance", "train", "rasa"])
def test_our_own_containers_write_to_volumes_only(name: str) -> None:
    assert SERVICES[name]["read_only"] is True and SERVICES[name]["tmpfs"] == ["/tmp"]


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_proxys_network_is_the_one_that_the_application_believes() -> None:
    subnet = COMPOSE["networks"]["front"]["ipam"]["config"][0]["subnet"]
    assert SERVICES["app"]["environment"]["BOT_TRUSTED_PROXIES"] == f'["{subnet}"]'
    beside = [name for name, service in SERVICES.items() if "front" in service.get("networks", [])]
    assert beside == ["proxy", "app"]


def test_what_is_set_for_the_application_is_a_setting() -> None:
    assert set(SERVICES["app"]["environment"]) <= known_names() | {"OMP_NUM_THREADS"}


@pytest.mark.parametrize("name", RETENTION)
def test_what_is_kept_in_containers_is_kept_as_long_as_elsewhere(name: str) -> None:
    days = Settings.model_fields[name].default
    variable = f"BOT_{name}".upper()
    # Without the colon of the others: what is there but empty is for ever, not the default.
    assert SERVICES["app"]["environment"][variable] == f"${{{variable}-{days}}}"
    assert f"# {variable}={days}\n" in EXAMPLE


def test_every_setting_that_an_operator_decides_is_taken_from_the_env_file() -> None:
    assert known_names() - set(SERVICES["app"]["environment"]) == NOT_HERE


def test_what_the_env_file_leaves_out_is_as_without_containers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in known_names():
        monkeypatch.delenv(name, raising=False)
    left_out = {
        name: found[1]
        for name, value in SERVICES["app"]["environment"].items()
        if (found := re.fullmatch(rf"\$\{{{name}:-(.*)\}}", value)) and name != "ENGINE_URL"
    }
    assert left_out.keys() >= {"BOT_CLAMAV", "BOT_FILE_MEGABYTES", "BOT_TRAINER_REVIEW"}
    without = Settings(_env_file=None)
    for name, default in left_out.items():
        monkeypatch.setenv(name, default)
    within = Settings(_env_file=None)
    assert within.model_dump() == without.model_dump()


def test_no_log_fills_the_disk() -> None:
    options = {"max-size": "20m", "max-file": "5"}
    for service in SERVICES.values():
        assert service["logging"] == {"driver": "json-file", "options": options}


def test_whatever_must_be_in_the_env_file_is_in_its_example() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\$\{(\w+):\?", text))
    assert wanted == {"BOT_SECRET", "ENGINE_TOKEN", "POSTGRES_PASSWORD"}
    assert all(re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE) for name in wanted)


def test_every_volume_has_a_name() -> None:
    mounted = {
        source
        for service in SERVICES.values()
        for source, _, _ in (volume.partition(":") for volume in service.get("volumes", []))
        if not source.startswith(".")
    }
    assert mounted == set(COMPOSE["volumes"])
