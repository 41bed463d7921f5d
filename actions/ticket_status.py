"""The state of a ticket (帮办单): read number and phone tail out of the words."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.words import Words
from effects import TicketStatus

_TAIL = re.compile(r"(?<!\d)\d{4}(?!\d)")


class ActionTicketStatus(Action):
    """Asks the application to look the ticket up."""

    def name(self) -> str:
        return "action_ticket_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        words = Words(tracker)
        number = words.entity("ticket_number")
        tail = _TAIL.search(words.text.upper().replace(number or "\0", " "))
        effect = TicketStatus(number=number, phone_tail=tail.group() if tail else None)
        dispatcher.utter_message(json_message=effect.model_dump())
        return []
