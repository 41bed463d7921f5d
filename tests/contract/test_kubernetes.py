"""The manifests are what Kubernetes takes, and run the same parts as docker-compose.yml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.settings import ROOT
from tests.contract.test_compose import COMPOSE, known_names

VERSION = "1.33"
FOLDER = ROOT / "deploy" / "kubernetes"
OBJECTS: list[dict[str, Any]] = [
    one
    for file in sorted(FOLDER.glob("*.yaml"))
    for one in yaml.safe_load_all(file.read_text(encoding="utf-8"))
]
SAME = {"backup": "maintenance"}
"""Containers that docker-compose.yml calls otherwise."""


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each specification of a pod, with its owner's name."""
    for one in OBJECTS:
        spec = one.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield one["metadata"]["name"], spec["template"]["spec"]


CONTAINERS = [
    container
    for _, pod in pods()
    for container in (*pod.get("initContainers", []), *pod["containers"])
]


def named(container: dict[str, Any]) -> str:
    return str(container["name"])


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_kubernetes_takes_it(one: dict[str, Any]) -> None:
    kubernetes_validate.validate(one, VERSION, strict=True)


@pytest.mark.parametrize("container", CONTAINERS, ids=named)
def test_a_container_is_the_same_as_in_the_compose_layout(container: dict[str, Any]) -> None:
    service = COMPOSE["services"][SAME.get(container["name"], container["name"])]
    assert container["image"] == service["image"]
    memory = str(container["resources"]["limits"]["memory"])
    assert memory.lower().replace("i", "") == service["mem_limit"]
    locked = container["securityContext"]
    assert locked["capabilities"] == {"drop": ["ALL"]} and not locked["allowPrivilegeEscalation"]
    assert locked.get("readOnlyRootFilesystem", False) or not service.get("read_only", False)


@pytest.mark.parametrize("pod", [pod for _, pod in pods()], ids=[name for name, _ in pods()])
def test_no_pod_runs_as_root_or_speaks_to_kubernetes(pod: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"] and pod["automountServiceAccountToken"] is False
    claims = {one["name"] for one in pod.get("volumes", [])} | {"data", "state"}
    for container in (*pod.get("initContainers", []), *pod["containers"]):
        assert {one["name"] for one in container["volumeMounts"]} <= claims


def test_what_is_set_for_the_application_is_a_setting() -> None:
    data = next(one["data"] for one in OBJECTS if one["kind"] == "ConfigMap")
    assert set(data) <= known_names() | {"OMP_NUM_THREADS", "ACTIONS_URL"}


def test_the_pages_are_where_the_ingress_is_and_the_place_wins_over_the_file_of_secrets() -> None:
    data = next(one["data"] for one in OBJECTS if one["kind"] == "ConfigMap")
    rule = next(one["spec"]["rules"][0] for one in OBJECTS if one["kind"] == "Ingress")
    assert data["BOT_PUBLIC_URL"] == f"https://{rule['host']}"
    sources = [container["envFrom"] for container in CONTAINERS if "envFrom" in container]
    assert len(sources) == 2
    for source in sources:  # of two that set the same name the later one counts
        assert [next(iter(one)) for one in source] == ["secretRef", "configMapRef"]


def test_every_port_that_is_called_is_opened() -> None:
    served = {
        one["metadata"]["name"]: one["spec"]["ports"][0]["port"]
        for one in OBJECTS
        if one["kind"] == "Service"
    }
    assert served == {"postgres": 5432, "redis": 6379, "rasa": 5005, "actions": 5055, "app": 8080}
    guarded = {
        one["metadata"]["name"]: {
            rule["ports"][0]["port"] for rule in one["spec"].get("ingress", [])
        }
        for one in OBJECTS
        if one["kind"] == "NetworkPolicy"
    }
    assert guarded == {"nobody": set()} | {name: {port} for name, port in served.items()}
