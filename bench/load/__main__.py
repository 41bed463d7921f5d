"""`python -m bench.load turns|live|desk|sockets|steady …`: one JSON document printed."""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
from pathlib import Path
from typing import Any

from bench.load import turns
from bench.load.desk import Plan as DeskPlan
from bench.load.desk import desk
from bench.load.live import Plan, live
from bench.load.sockets import sockets
from bench.load.steady import steady
from bot.store.database import Database


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.load")
    modes = parser.add_subparsers(dest="mode", required=True)
    asked = modes.add_parser("turns", help="conversations of turns")
    asked.add_argument("--target", choices=("ours", "stock", "echo", "parse"), required=True)
    asked.add_argument("--url", required=True)
    asked.add_argument("--token", help="of our engine, for the target parse")
    asked.add_argument("--at-once", type=int, default=8)
    asked.add_argument("--turns", type=int, default=50)
    asked.add_argument("--conversations", type=int, default=8)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--length", type=int, help="one conversation of so many turns instead")
    pairs = modes.add_parser("live", help="enterprises and staff in conversation")
    pairs.add_argument("--target", choices=("ours", "echo"), default="ours")
    pairs.add_argument("--url", required=True)
    pairs.add_argument("--pairs", type=int, default=200)
    pairs.add_argument("--seconds", type=float, default=120)
    pairs.add_argument("--every", type=float, default=3, help="seconds")
    pairs.add_argument("--spread", type=float, default=0.5, help="share of --every")
    pairs.add_argument("--staff", type=int, default=20)
    pairs.add_argument("--logins", type=Path, help='[{"login": …, "password": …}, …]')
    pairs.add_argument("--seed", type=int, default=1)
    _desk_arguments(modes.add_parser("desk", help="staff and enterprises, cases one after another"))
    idle = modes.add_parser("sockets", help="memory of idle visitors")
    idle.add_argument("--url", required=True)
    idle.add_argument("--count", type=int, default=5000)
    idle.add_argument("--pid", type=int, required=True, help="of the application")
    talk = modes.add_parser("steady", help="turns at a steady rate until a signal")
    talk.add_argument("--url", required=True)
    talk.add_argument("--rate", type=float, default=20, help="turns a second")
    talk.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _desk_arguments(desk: argparse.ArgumentParser) -> None:
    desk.add_argument("--url", required=True)
    desk.add_argument("--sessions", type=Path, required=True, help='[{"token", "member"}, …]')
    desk.add_argument("--database", required=True, help="of the application, with its driver")
    desk.add_argument("--visitors", type=int, default=200)
    desk.add_argument("--cases", type=int, default=2, help="of each visitor")
    desk.add_argument("--exchanges", type=int, default=3, help="of each case")
    desk.add_argument("--every", type=float, default=5, help="mean seconds before one speaks")
    desk.add_argument("--capacity", type=int, default=5)
    desk.add_argument("--seed", type=int, default=1)


async def _desk(asked: argparse.Namespace) -> dict[str, Any]:
    paces = (asked.cases, asked.exchanges, asked.every, asked.capacity, asked.seed)
    sessions = json.loads(asked.sessions.read_text(encoding="utf-8"))
    database = Database(asked.database)
    try:
        return await desk(DeskPlan(asked.url, asked.visitors, *paces), sessions, database)
    finally:
        await database.close()


async def _turns(asked: argparse.Namespace) -> dict[str, Any]:
    target = turns.Target(asked.target, asked.url, asked.token)
    if asked.length:
        return await turns.long(target, asked.length, asked.seed)
    return await turns.many(target, asked.at_once, asked.turns, asked.conversations, asked.seed)


async def _live(asked: argparse.Namespace) -> dict[str, Any]:
    plan = Plan(asked.url, asked.pairs, asked.seconds, asked.every, asked.spread, asked.seed)
    if asked.target == "echo":
        logins = [{"login": f"staff-{number}", "password": ""} for number in range(asked.staff)]
    else:
        logins = json.loads(asked.logins.read_text(encoding="utf-8"))[: asked.staff]
    return {"target": asked.target} | await live(plan, logins)


async def _measure(asked: argparse.Namespace) -> dict[str, Any]:
    if asked.mode == "turns":
        return await _turns(asked)
    if asked.mode == "live":
        return await _live(asked)
    if asked.mode == "desk":
        return await _desk(asked)
    if asked.mode == "steady":
        return await steady(asked.url, asked.rate, asked.seed)
    return await sockets(asked.url, asked.count, asked.pid)


def main() -> int:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(_measure(_arguments())), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
