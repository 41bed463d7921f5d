"""Understanding texts beside the event loop, and what was understood of the latest ones."""

from __future__ import annotations

import asyncio
import copy
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor

REMEMBERED = 5000
"""Texts of which the reading is kept; some kilobytes each."""


class Reader:
    """Runs the NLU graph in a thread of its own.

    Rasa would run it in the event loop, where one long text stops every other conversation. One
    thread, because the components share a vocabulary; another core takes another Rasa process.
    A reading depends on the text and the model only, many ask the same, and a form is answered
    alike, so the latest readings are kept.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "reader")
        self._known: OrderedDict[str, dict[str, Any]] = OrderedDict()

    async def read(self, processor: MessageProcessor, text: str) -> dict[str, Any]:
        """What Rasa calls parse data; the caller's own."""
        if text not in self._known:

            def parse() -> Any:
                return asyncio.run(processor.parse_message(UserMessage(text)))

            parsed = await asyncio.get_running_loop().run_in_executor(self._thread, parse)
            self._known[text] = parsed
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(text)
        return copy.deepcopy(self._known[text])
