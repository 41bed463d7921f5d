"""The channel 公众号 as a whole: built from its settings, started and stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.channels.wechat.client import Api
from bot.channels.wechat.crypto import Crypto
from bot.channels.wechat.faults import MP_FAULTS
from bot.channels.wechat.tokens import TokenHolder, stable_token
from bot.channels.wechat_mp.account import Account, Mode
from bot.channels.wechat_mp.arrivals import CHANNEL, Arrivals
from bot.channels.wechat_mp.calls import Calls
from bot.channels.wechat_mp.fallback import Fallback
from bot.channels.wechat_mp.kinds import Kinds
from bot.channels.wechat_mp.sender import MpSender
from bot.channels.wechat_mp.sessions import Sessions
from bot.channels.wechat_mp.webhook import Webhook
from bot.channels.wechat_mp.worker import Worker
from bot.conversations.files import Files
from bot.conversations.forgetting import Forgetting
from bot.conversations.hub import Hub
from bot.conversations.inbox import Inbox
from bot.conversations.ports import HandoverPort
from bot.metrics import Metrics
from bot.store.database import Database
from bot.traces import Traces

PATH = "/channels/wechat"


@dataclass(frozen=True)
class MpConfig:
    """Everything that an operator says about the account."""

    appid: str
    secret: str
    token: str
    aes_keys: tuple[str, ...]
    mode: Mode
    api_base: str
    clock_seconds: float
    template: dict[str, Any] | None
    """What tells a person that staff answered when nothing else may be sent."""
    sms_url: str


class WechatMp:
    """Implements the application's `Channel`."""

    name = CHANNEL

    def __init__(
        self,
        config: MpConfig,
        database: Database,
        inbox: Inbox,
        hub: Hub,
        files: Files,
        desk: HandoverPort,
        forgetting: Forgetting,
        metrics: Metrics,
        traces: Traces,
    ) -> None:
        self._api = Api(config.api_base, MP_FAULTS)
        fetch = stable_token(self._api, config.appid, config.secret)
        tokens = TokenHolder(database, f"mp:{config.appid}", fetch, can_force=True)
        calls = Calls(self._api, tokens)
        crypto = Crypto(config.token, config.appid, *config.aes_keys) if config.aes_keys else None
        account = Account(config.token, config.mode, crypto, config.clock_seconds)
        arrivals = Arrivals(database, inbox)
        self._sessions = Sessions(database, hub, calls, desk)
        kinds = Kinds(database, inbox, files, calls, self._sessions, forgetting)
        self._worker = Worker(arrivals, kinds, hub)
        self._webhook = Webhook(
            account, arrivals, self._worker, calls, database, hub, metrics, traces
        )
        fallback = Fallback(calls, database, config.template, config.sms_url)
        self.sender = MpSender(calls, files, database, fallback)

    def routes(self) -> Sequence[web.RouteDef]:
        """Where the platform finds us."""
        return [
            web.get(PATH, self._webhook.verify, allow_head=False),
            web.post(PATH, self._webhook.receive),
        ]

    def start(self) -> None:
        """Begin to work off what was pushed, also before the last stop."""
        self._worker.start()
        self._sessions.start()

    async def stop(self) -> None:
        """Stop and close the connections."""
        await self._webhook.stop()
        await self._worker.stop()
        await self._sessions.stop()
        await self._api.close()
