"""好差评: after a case the enterprise grades it; who is not content is called within a working day.

The question is a message with buttons. What is pressed never reaches the engine: the assistant goes
on as if it had not been asked. Who wants to say more presses so, and the next words are the
comment; that works wherever words can be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

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
COMMENT, NO_COMMENT = "comment", "no_comment"
WRITING = timedelta(minutes=10)
"""Whoever wanted to comment and says something later than that has a new question."""


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
        """Keep a grade, or what is said about it, with the latest closed case, and say thank you.

        The last word counts; a bad grade is to be followed up even if it is changed afterwards.
        """
        case = await _graded(session, conversation)
        if case is None:
            return []
        given = payload.removeprefix(PREFIX)
        conversation.comment_until = now() + WRITING if given == COMMENT else None
        if given == COMMENT:
            cancel = Offer(say("grade.no_comment"), f"{PREFIX}{NO_COMMENT}")
            return [Draft(TextBody(text=say("grade.comment_prompt")), (cancel,))]
        if given == NO_COMMENT:
            return [Draft(TextBody(text=say("grade.thanks")))]
        if given in REASONS:
            case.grade_reason = say(f"grade.reasons.{given}")
            return [Draft(TextBody(text=say("grade.noted")), (_more(),))]
        return [self._grade(case, int(given))]

    def _grade(self, case: ServiceCase, grade: int) -> Draft:
        case.grade, case.graded_at = grade, now()
        if grade > BAD:
            return Draft(TextBody(text=say("grade.thanks")), (_more(),))
        if case.follow_up_due_at is None:
            case.follow_up_due_at = self._hours.add_working_days(now(), 1)
        reasons = [Offer(say(f"grade.reasons.{r}"), f"{PREFIX}{r}") for r in REASONS]
        return Draft(TextBody(text=say("grade.sorry")), (*reasons, _more()))

    async def said(
        self, session: AsyncSession, conversation: Conversation, words: str
    ) -> Sequence[Draft] | None:
        """Keep the words as the comment, if that is what they are; else None."""
        until = conversation.comment_until
        if until is None or until < now():
            return None
        conversation.comment_until = None
        case = await _graded(session, conversation)
        if case is None:
            return None
        case.grade_comment = words
        return [Draft(TextBody(text=say("grade.commented")))]


def _more() -> Offer:
    return Offer(say("grade.comment"), f"{PREFIX}{COMMENT}")


async def _graded(session: AsyncSession, conversation: Conversation) -> ServiceCase | None:
    """The case that the visitor was asked about, held against other writers."""
    return await session.scalar(
        select(ServiceCase)
        .where(ServiceCase.conversation_id == conversation.id, ServiceCase.closed_at.is_not(None))
        .order_by(ServiceCase.closed_at.desc())
        .limit(1)
        .with_for_update()
    )
