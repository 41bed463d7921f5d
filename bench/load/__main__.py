"""`python -m bench.load turns|live|sockets …` from the checkout: one JSON document on stdout."""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
from typing import Any

from bench.load import turns


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
    return parser.parse_args()


async def _measure(asked: argparse.Namespace) -> dict[str, Any]:
    target = turns.Target(asked.target, asked.url, asked.token)
    if asked.length:
        return await turns.long(target, asked.length, asked.seed)
    return await turns.many(target, asked.at_once, asked.turns, asked.conversations, asked.seed)


def main() -> int:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(_measure(_arguments())), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
