"""Every route of trainings and releases, with a request that changes nothing, and its answer."""

from __future__ import annotations

import uuid
from typing import Any

from bot.desk.accounts import READS_RELEASES, TRAINS, Role

Route = tuple[str, str]
JOB = str(uuid.uuid4())
"""Nobody has it."""

_STAFF = "/api/staff"
READING: dict[Route, dict[str, Any]] = {
    ("get", f"{_STAFF}/releases"): {},
    ("get", f"{_STAFF}/releases/{{release}}/trial"): {},
}
"""What managers may, too."""
TRAINING: dict[Route, dict[str, Any]] = {
    ("get", f"{_STAFF}/trainings"): {},
    ("get", f"{_STAFF}/trainings/{{training}}"): {},
    ("get", f"{_STAFF}/trainings/{{training}}/log"): {"params": {"after": "0"}},
    ("post", f"{_STAFF}/trainings/{{training}}/cancel"): {},
    ("post", f"{_STAFF}/trainings"): {},
    ("get", f"{_STAFF}/evaluations"): {},
    ("get", f"{_STAFF}/evaluations/{{evaluation}}"): {},
    ("post", f"{_STAFF}/evaluations/{{evaluation}}/cancel"): {},
    ("post", f"{_STAFF}/evaluations"): {"json": {"training": JOB}},
    ("post", f"{_STAFF}/releases"): {"json": {"evaluation": JOB}},
    ("post", f"{_STAFF}/releases/{{release}}/rollback"): {"json": {}},
    ("post", f"{_STAFF}/releases/{{release}}/promote"): {},
    ("post", f"{_STAFF}/releases/{{release}}/withdraw"): {},
}
ROUTES = READING | TRAINING
LISTS = {route for route in ROUTES if route[0] == "get" and "{" not in route[1]}


def path_of(route: Route) -> str:
    """The address with ids that nobody has."""
    return route[1].format(training=JOB, evaluation=JOB, release=1)


def status(route: Route, role: Role) -> int:
    """What a member of this role is answered while there is nothing yet, and one waits."""
    if role not in (READS_RELEASES if route in READING else TRAINS):
        return 403
    if route in LISTS:
        return 200
    return 409 if route == ("post", f"{_STAFF}/trainings") else 404
