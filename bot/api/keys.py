"""What the application holds for its handlers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from bot.api.held import HeldPolls
from bot.conversations.delivery import Deliveries
from bot.conversations.files import Files
from bot.conversations.hub import Hub
from bot.conversations.inbox import Inbox
from bot.conversations.link_codes import LinkCodes
from bot.conversations.on_page import OnPage
from bot.conversations.one_time import OneTimeSecrets
from bot.conversations.suggestions import Suggestions
from bot.desk.access import Access
from bot.desk.accounts import Accounts
from bot.desk.around import Around
from bot.desk.cases import Cases
from bot.desk.desk import Desk
from bot.desk.figures import FigureBook
from bot.desk.follow_ups import FollowUps
from bot.desk.members import Members
from bot.desk.persons import Persons
from bot.desk.presence import Presence
from bot.desk.queue import Queue
from bot.desk.sign_in_guard import SignInGuard
from bot.desk.ticket_book import TicketBook
from bot.desk.ticket_files import TicketFiles
from bot.desk.ticket_work import TicketWork
from bot.dialogue.monitor import EngineMonitor
from bot.dialogue.trackers import Trackers
from bot.knowledge.matters import Knowledge
from bot.knowledge.replies import CannedReply
from bot.knowledge.site import Site
from bot.security.limits import RateLimit
from bot.security.tokens import VisitorTokens
from bot.store.database import Database
from bot.trainer.coverage import CoverageBook
from bot.trainer.decisions import Decisions
from bot.trainer.evaluation import Evaluations
from bot.trainer.examples import Examples
from bot.trainer.exchange import Importer
from bot.trainer.inbox import Inbox as TrainerInbox
from bot.trainer.releases import Releases
from bot.trainer.review import Review
from bot.trainer.training import Trainings
from bot.trainer.validation import Validation


@dataclass(frozen=True)
class TrainerParts:
    """What the trainers' handlers use."""

    knowledge: Knowledge
    inbox: TrainerInbox
    decisions: Decisions
    examples: Examples
    importer: Importer
    review: Review
    validation: Validation
    coverage: CoverageBook


@dataclass(frozen=True)
class Services:
    """The parts that handlers use, built once in `bot.app`."""

    database: Database
    inbox: Inbox
    suggestions: Suggestions
    hub: Hub
    monitor: EngineMonitor
    trackers: Trackers
    deliveries: Deliveries
    tokens: VisitorTokens
    site: Site
    accounts: Accounts
    members: Members
    presence: Presence
    sign_in_guard: SignInGuard
    access: Access
    around: Around
    cases: Cases
    desk: Desk
    offline: timedelta
    """A member without a sign of life for so long is not there."""
    reply_within: timedelta
    """How long a member who has taken a case may leave it without a word."""
    replies: Sequence[CannedReply]
    queue: Queue
    knowledge: Knowledge
    ticket_book: TicketBook
    ticket_work: TicketWork
    ticket_files: TicketFiles
    follow_ups: FollowUps
    figures: FigureBook
    trainings: Trainings
    evaluations: Evaluations
    releases: Releases
    files: Files
    persons: Persons
    codes: LinkCodes
    once: OneTimeSecrets
    on_page: OnPage
    linkable: bool
    """Whether there is a channel where a code can be sent."""
    trainer: TrainerParts
    session_limit: RateLimit
    send_limit: RateLimit
    typing_limit: RateLimit
    """By conversation: how often it is written down that its holder types."""
    most_sockets: int
    sockets: set[web.WebSocketResponse] = field(default_factory=set)
    """Those that are open, of visitors and staff."""
    polls: HeldPolls = field(default_factory=HeldPolls)
    file_limit: RateLimit = field(default_factory=lambda: RateLimit(10, 0.2))
    sign_limit: RateLimit = field(default_factory=lambda: RateLimit(10, 2.0))
    """That a visitor types, or has read something."""
    poll_limit: RateLimit = field(default_factory=lambda: RateLimit(40, 10.0))
    suggest_limit: RateLimit = field(default_factory=lambda: RateLimit(20, 5.0))
    code_limit: RateLimit = field(default_factory=lambda: RateLimit(5, 1 / 60))
    """Codes of one person for linking channels."""
    code_address_limit: RateLimit = field(default_factory=lambda: RateLimit(20, 0.1))
    """The same of one address, behind which a whole enterprise may sit."""
    sign_in_limit: RateLimit = field(default_factory=lambda: RateLimit(10, 0.2))
    figure_limit: RateLimit = field(default_factory=lambda: RateLimit(10, 0.5))
    """Of a member: a report reads months of cases."""

    @property
    def full(self) -> bool:
        """As many clients as may be are connected; a held poll counts as a socket does."""
        return len(self.sockets) + len(self.polls) >= self.most_sockets


SERVICES = web.AppKey("services", Services)
