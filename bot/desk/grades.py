"""好差评: after a case the enterprise grades it; who is not content is called within a working day.

The question is a message with buttons. What is pressed never reaches the engine: the assistant goes
on as if it had not been asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import TextBody
from bot.conversations.effects import Draft, Offer
from bot.conversations.log import now
from bot.desk.hours import Hours
from bot.store.tables import Conversation, ServiceCase
from bot.words import say

PREFIX = "/grade "
GRADES = (5, 4, 3, 2, 1)
BAD = 2
"""The best of the grades that are followed up."""
REASONS = ("unsolved", "slow", "unclear", "attitude")


def question() -> Draft:
    """How was it? Five grades to press, or their number to type."""
    offers = tuple(Offer(say(f"grade.names.{grade}"), f"{PREFIX}{grade}") for grade in GRADES)
    return Draft(TextBody(text=say("grade.question")), offers)


class Grades:
    """Implements `ChoicePort` for the inbox."""

    def __init__(self, hours: Hours) -> None:
        self._hours = hours

    def owns(self, payload: str) -> bool:
        """Whether a button is one of the grade's."""
        return payload.startswith(PREFIX)

    async def chosen(
        self, session: AsyncSession, conversation: Conversation, payload: str
    ) -> Sequence[Draft]:
        """Keep a grade, or its reason, with the latest closed case, and say thank you.

        The last word counts; a bad grade is to be followed up even if it is changed afterwards.
        """
        case = await session.scalar(
            select(ServiceCase)
            .where(
                ServiceCase.conversation_id == conversation.id, ServiceCase.closed_at.is_not(None)
            )
            .order_by(ServiceCase.closed_at.desc())
            .limit(1)
            .with_for_update()
        )
        if case is None:
            return []
        given = payload.removeprefix(PREFIX)
        if given in REASONS:
            case.grade_reason = say(f"grade.reasons.{given}")
            return [Draft(TextBody(text=say("grade.noted")))]
        case.grade, case.graded_at = int(given), now()
        if case.grade > BAD:
            return [Draft(TextBody(text=say("grade.thanks")))]
        if case.follow_up_due_at is None:
            case.follow_up_due_at = self._hours.add_working_days(now(), 1)
        reasons = tuple(Offer(say(f"grade.reasons.{r}"), f"{PREFIX}{r}") for r in REASONS)
        return [Draft(TextBody(text=say("grade.sorry")), reasons)]
