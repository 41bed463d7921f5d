"""The only place that builds objects from settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from aiohttp import web

from bot.api.accounts import account_routes
from bot.api.errors import error_middleware
from bot.api.figures import figure_routes
from bot.api.follow_ups import follow_up_routes
from bot.api.health import health_routes
from bot.api.keys import SERVICES, Services, TrainerParts
from bot.api.metrics import metrics_routes
from bot.api.pages import Pages
from bot.api.persons import person_routes
from bot.api.privacy import privacy_routes
from bot.api.proxies import behind
from bot.api.staff import staff_routes
from bot.api.tickets import ticket_routes
from bot.api.trainer import trainer_routes
from bot.api.trainer_sets import trainer_set_routes
from bot.api.training import training_routes
from bot.api.visitor_routes import visitor_routes
from bot.channels.wechat_mp.sessions import AccountHandover
from bot.conversations.clamav import ClamAV
from bot.conversations.delivery import Deliveries, Sender
from bot.conversations.effects import Effects
from bot.conversations.files import Files
from bot.conversations.hub import Hub, StateNews
from bot.conversations.inbox import Inbox
from bot.conversations.link_codes import LinkCodes
from bot.conversations.on_page import OnPage
from bot.conversations.one_time import OneTimeSecrets
from bot.conversations.relay import Relay
from bot.conversations.rendering import (
    AnswerHandler,
    AskFieldHandler,
    ClarifyHandler,
    welcome,
)
from bot.conversations.retention import Retention
from bot.conversations.servicing import Servicing
from bot.conversations.suggestions import Suggestions
from bot.conversations.timers import Timers
from bot.conversations.turns import TurnRunner
from bot.desk.access import Access
from bot.desk.accounts import Accounts
from bot.desk.around import Around
from bot.desk.cases import Cases
from bot.desk.desk import Desk
from bot.desk.figures import FigureBook
from bot.desk.follow_ups import FollowUps
from bot.desk.giving import Giving
from bot.desk.grades import Grades
from bot.desk.handover import Handover
from bot.desk.holding import Holding
from bot.desk.hours import SHANGHAI, Hours
from bot.desk.left_open import LeftOpen
from bot.desk.members import Members
from bot.desk.overdue import OverdueSweep
from bot.desk.patience import Limits, Patience
from bot.desk.persons import Persons
from bot.desk.presence import Presence
from bot.desk.queue import Queue
from bot.desk.routing import Router
from bot.desk.servicers import Servicers
from bot.desk.sign_in_guard import SignInGuard
from bot.desk.silence import Silence
from bot.desk.ticket_book import TicketBook
from bot.desk.ticket_files import TicketFiles
from bot.desk.ticket_opening import TicketOpening
from bot.desk.ticket_work import TicketWork
from bot.desk.tickets import OpenTicketHandler, TicketStatusHandler
from bot.desk.waiting import KIND as STILL_WAITING
from bot.desk.waiting import StillWaiting
from bot.dialogue.engine import DialogueEngine
from bot.dialogue.host import EngineHost, Fleet
from bot.dialogue.monitor import EngineMonitor, State
from bot.dialogue.pool import EnginePool
from bot.dialogue.trackers import Trackers
from bot.knowledge.matters import Knowledge, load
from bot.knowledge.replies import load_replies
from bot.knowledge.site import Site, load_site
from bot.metrics import Metrics
from bot.outside import Channel, open_from_wechat, outside_channels, served_there
from bot.privacy import erasure_of, retention_of
from bot.secret import secret_of
from bot.security.limits import RateLimit
from bot.security.tokens import VisitorTokens
from bot.settings import Settings
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.traces import Traces
from bot.trainer.bench import Bench
from bot.trainer.library import Library
from bot.trainer.near import Vectorised
from bot.trainer.parts import TrainingParts
from bot.trainer.sweep import InboxSweep
from bot.trainers import model_parts, trainer_parts
from bot.words import say

TYPING = 10
"""Times that who types in a conversation is noted, at most, until they would count as silent."""


@dataclass
class Core:
    """A working conversation service, without any channel."""

    database: Database
    engine: DialogueEngine
    runner: TurnRunner
    inbox: Inbox
    hub: Hub
    monitor: EngineMonitor
    metrics: Metrics
    traces: Traces
    deliveries: Deliveries
    knowledge: Knowledge
    site: Site
    accounts: Accounts
    presence: Presence
    access: Access
    cases: Cases
    desk: Desk
    giving: Giving
    queue: Queue
    timers: Timers
    ticket_book: TicketBook
    ticket_work: TicketWork
    ticket_files: TicketFiles
    overdue: OverdueSweep
    follow_ups: FollowUps
    files: Files
    channels: list[Channel]
    """Outside ones that the settings name."""
    persons: Persons
    codes: LinkCodes
    once: OneTimeSecrets
    trackers: Trackers
    trainer: TrainerParts
    bench: Bench
    inbox_sweep: InboxSweep
    retention: Retention
    training: TrainingParts


def fleet_of(settings: Settings) -> Fleet:
    """The hosts of engines that the settings name."""
    token, seconds = settings.engine_token.get_secret_value(), settings.engine_timeout
    return Fleet({url: EngineHost(url, token, seconds) for url in settings.engine_urls})


def engine_of(fleet: Fleet) -> DialogueEngine:
    """All hosts as one engine."""
    hosts = fleet.hosts
    return EnginePool(hosts) if len(hosts) > 1 else next(iter(hosts.values()))


@asynccontextmanager
async def core(
    settings: Settings,
    engine: DialogueEngine | None = None,
    senders: Mapping[str, Sender] | None = None,
) -> AsyncIterator[Core]:
    """Database, log, turns and journeys; migrated, started, and closed at the end.

    `engine`: instead of those that the settings name. `senders` for other channels than those of
    the settings.

    Raises KnowledgeFault for broken data and DatabaseUnavailable.
    """
    knowledge = load(settings.root / "data")
    site = load_site(settings.root / "data" / "site.yml")
    await upgrade(settings.sql_url)
    fleet = Fleet({}) if engine else fleet_of(settings)
    engine = engine or engine_of(fleet)
    parts = _built(settings, engine, fleet, knowledge, site, senders or {})
    database, hub = parts.database, parts.hub
    async with AsyncExitStack() as stack:
        stack.push_async_callback(parts.traces.stop)
        stack.push_async_callback(database.close)
        stack.push_async_callback(engine.close)
        stack.push_async_callback(parts.trackers.close)
        router = Router(hub, parts.giving)
        started: list[Deliveries | Router | Queue | Presence | Relay | Channel]
        started = [*parts.channels, parts.deliveries, parts.queue, parts.presence, router]
        if settings.redis_url:
            started.append(Relay(settings.redis_url, hub))
        for part in started:
            part.start()
            stack.push_async_callback(part.stop)
        # Whoever opens the core starts these, or does without them.
        for other in (
            parts.runner,
            parts.overdue,
            parts.timers,
            parts.monitor,
            *parts.training.runs,
        ):
            stack.push_async_callback(other.stop)
        for sweep in (parts.inbox_sweep, parts.trainer.validation, parts.retention):
            stack.push_async_callback(sweep.stop)
        yield parts


def _built(
    settings: Settings,
    engine: DialogueEngine,
    fleet: Fleet,
    knowledge: Knowledge,
    site: Site,
    senders: Mapping[str, Sender],
) -> Core:
    """The parts, none of them started."""
    database, hub, hours, metrics = Database(settings.sql_url), Hub(), Hours(site), Metrics()
    waiting = StillWaiting(timedelta(seconds=settings.waiting_notice))
    limits = limits_of(settings)
    patience = Patience(limits)
    holding = Holding(hub, waiting, patience)
    opening = TicketOpening(knowledge, hours)
    silence = Silence(hub, holding, LeftOpen(opening), limits)
    to_desk = Handover(hub, waiting, patience, knowledge, hours, served_there(settings))
    account = settings.wechat_mp_handoff == "account"
    handover = AccountHandover(hub, to_desk, to_desk) if account else to_desk
    servicing = Servicing(database, hub, Servicers(hub, waiting, patience, holding))
    scanner = ClamAV(settings.clamav) if settings.clamav else None
    files = Files(settings.files_folder, settings.file_megabytes * 1024**2, scanner)
    answers = AnswerHandler(knowledge, lambda: datetime.now(SHANGHAI).date())
    effects = Effects(
        {
            "answer": answers,
            "clarify": ClarifyHandler(knowledge),
            "ask_field": AskFieldHandler(knowledge),
            "open_ticket": OpenTicketHandler(knowledge, opening),
            "ticket_status": TicketStatusHandler(knowledge),
            "handoff": handover,
        }
    )
    traces = Traces(settings.traces_endpoint, settings.traces_headers.get_secret_value())
    runner = TurnRunner(database, engine, effects, hub, metrics, traces)
    greeting = welcome(site.district, site.assistant, settings.public_url)
    trackers, once = Trackers(settings.redis_url), OneTimeSecrets(secret_of(settings))
    codes = LinkCodes(database, hub, once)
    inbox = Inbox(database, runner, hub, handover, Grades(hours), codes, greeting, traces)
    erasure = erasure_of(database, files, trackers, hub, holding)
    handlers = {STILL_WAITING: waiting, **silence.handlers, **erasure.handlers}
    channels = outside_channels(
        settings, database, inbox, hub, files, to_desk, servicing, erasure, metrics, traces
    )
    own = {channel.name: channel.sender for channel in channels}
    library = Library(database, settings.root / "data")
    bench = Bench(library, Vectorised(settings.cache), knowledge, settings.measured_lines)
    return Core(
        database=database,
        engine=engine,
        runner=runner,
        inbox=inbox,
        hub=hub,
        monitor=EngineMonitor(engine, lambda state: _tell(hub, state)),
        metrics=metrics,
        traces=traces,
        deliveries=Deliveries(database, hub, {**own, **senders}, metrics=metrics, traces=traces),
        knowledge=knowledge,
        site=site,
        accounts=Accounts(database),
        presence=Presence(database, hub),
        access=Access(database),
        cases=Cases(database),
        desk=Desk(database, hub, patience, holding, answers.card),
        giving=Giving(database, hub, holding, limits.staff_offline),
        queue=Queue(database, hub),
        timers=Timers(database, hub, handlers, patient=erasure.handlers),
        ticket_book=TicketBook(database),
        ticket_work=TicketWork(database, hub, knowledge, opening),
        ticket_files=TicketFiles(database),
        overdue=OverdueSweep(database, hub),
        follow_ups=FollowUps(database),
        files=files,
        channels=channels,
        persons=Persons(database),
        codes=codes,
        once=once,
        trackers=trackers,
        trainer=trainer_parts(settings, database, bench, knowledge),
        bench=bench,
        inbox_sweep=InboxSweep(database, bench, knowledge),
        retention=retention_of(settings, database, files),
        training=model_parts(settings, database, hub, fleet, knowledge),
    )


def _tell(hub: Hub, state: State) -> None:
    hub.deliver_all(StateNews(say(f"engine.{state}")))


def limits_of(settings: Settings) -> Limits:
    """How long nobody speaks until something happens."""
    seconds = {field.name: getattr(settings, field.name) for field in fields(Limits)}
    return Limits(**{name: timedelta(seconds=value) for name, value in seconds.items()})


def origins(settings: Settings) -> frozenset[str]:
    """Sites that may embed the page; the demonstration site is one of them."""
    allowed = set(settings.allowed_origins)
    if settings.demo_port:
        allowed |= {f"http://{host}:{settings.demo_port}" for host in ("127.0.0.1", "localhost")}
    return frozenset(allowed)


def application(settings: Settings, parts: Core) -> web.Application:
    """The web application over a started core."""
    proxies = settings.trusted_proxies
    before = [behind(proxies)] if proxies else []
    app, secret = web.Application(middlewares=[*before, error_middleware]), secret_of(settings)
    app[SERVICES] = Services(
        database=parts.database,
        inbox=parts.inbox,
        suggestions=Suggestions(parts.knowledge, parts.engine, parts.database),
        hub=parts.hub,
        monitor=parts.monitor,
        trackers=parts.trackers,
        deliveries=parts.deliveries,
        tokens=VisitorTokens(secret, settings.visitor_days),
        site=parts.site,
        accounts=parts.accounts,
        members=Members(parts.database),
        presence=parts.presence,
        sign_in_guard=SignInGuard(parts.database, secret),
        access=parts.access,
        around=Around(parts.database, parts.knowledge),
        cases=parts.cases,
        desk=parts.desk,
        offline=limits_of(settings).staff_offline,
        reply_within=limits_of(settings).reply_overdue,
        replies=load_replies(settings.root / "data" / "replies.yml"),
        queue=parts.queue,
        knowledge=parts.knowledge,
        ticket_book=parts.ticket_book,
        ticket_work=parts.ticket_work,
        follow_ups=parts.follow_ups,
        ticket_files=parts.ticket_files,
        figures=FigureBook(parts.database, parts.knowledge),
        trainer=parts.trainer,
        files=parts.files,
        persons=parts.persons,
        codes=parts.codes,
        once=parts.once,
        on_page=OnPage(parts.database, parts.hub),
        linkable=bool(settings.wechat_mp_appid),
        trainings=parts.training.trainings,
        evaluations=parts.training.evaluations,
        releases=parts.training.releases,
        most_sockets=settings.sockets,
        session_limit=RateLimit(settings.sessions_burst, settings.sessions_per_second),
        send_limit=RateLimit(settings.messages_burst, settings.messages_per_second),
        typing_limit=RateLimit(1, TYPING / settings.staff_silent),
    )
    app.cleanup_ctx.append(app[SERVICES].polls.watch)
    app.on_shutdown.append(app[SERVICES].polls.end)
    for routes in (
        visitor_routes(),
        staff_routes(),
        account_routes(),
        person_routes(),
        ticket_routes(),
        figure_routes(),
        follow_up_routes(),
        trainer_routes(),
        trainer_set_routes(),
        training_routes(),
        health_routes(),
        metrics_routes(settings.metrics_token, app[SERVICES], parts.metrics),
        *(channel.routes() for channel in parts.channels),
        privacy_routes(settings, parts.site),
        Pages(settings.web_dist, origins(settings)).routes(),
    ):
        app.add_routes(routes)
    if settings.wechat_mp_appid and settings.public_url:
        open_from_wechat(app, settings, parts.database, parts.inbox, parts.once, secret)
    return app
