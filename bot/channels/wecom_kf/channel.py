"""微信客服 put together: the callback, the pullers, the intake and the sender of one enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.channels.wechat.client import Api
from bot.channels.wechat.crypto import Crypto
from bot.channels.wechat.tokens import TokenHolder, work_token
from bot.channels.wecom_kf.api import KfApi
from bot.channels.wecom_kf.callback import Callback
from bot.channels.wecom_kf.cursors import wake
from bot.channels.wecom_kf.customers import CHANNEL, Customers
from bot.channels.wecom_kf.events import Events
from bot.channels.wecom_kf.faults import WECOM_FAULTS
from bot.channels.wecom_kf.intake import Intake
from bot.channels.wecom_kf.puller import Puller
from bot.channels.wecom_kf.sender import KfSender
from bot.conversations.files import Files
from bot.conversations.inbox import Inbox
from bot.conversations.servicing import Servicing
from bot.store.database import Database

CONSOLE, POOL = "console", "pool"
"""Who answers what is handed over: our staff, or any of the account's servicers. Any other word is
the id of one servicer."""


@dataclass(frozen=True)
class KfConfig:
    """Everything that an operator says about the account."""

    corpid: str
    secret: str
    token: str
    aes_key: str
    api_base: str
    servicers: str = CONSOLE


class WecomKf:
    """Implements the application's `Channel`."""

    name = CHANNEL

    def __init__(
        self,
        config: KfConfig,
        database: Database,
        inbox: Inbox,
        servicing: Servicing,
        files: Files,
    ) -> None:
        self._db = database
        self._config = config
        self._api = Api(config.api_base, WECOM_FAULTS)
        fetch = work_token(self._api, config.corpid, config.secret)
        tokens = TokenHolder(database, f"wecom:{config.corpid}", fetch, can_force=False)
        api = KfApi(self._api, tokens)
        customers = Customers(database, inbox, servicing, api, files)
        self._intake = Intake(database, customers, Events(database, inbox, servicing))
        self._puller = Puller(database, api, self._intake.wake)
        servicer = None if config.servicers in (CONSOLE, POOL) else config.servicers
        self.sender = KfSender(database, api, servicing, files, servicer)

    def start(self) -> None:
        """Begin to pull and to take."""
        self._puller.start()
        self._intake.start()

    async def stop(self) -> None:
        """End, and close the connections."""
        await self._puller.stop()
        await self._intake.stop()
        await self._api.close()

    def routes(self) -> Sequence[web.RouteDef]:
        """Where the platform calls."""
        crypto = Crypto(self._config.token, self._config.corpid, self._config.aes_key)
        return Callback(crypto, self._wake).routes()

    async def _wake(self, account: str, token: str) -> None:
        await wake(self._db, account, token)
        self._puller.wake()
