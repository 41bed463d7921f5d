"""The channels outside, as the settings switch them on."""

from __future__ import annotations

from aiohttp import web

from bot.api import visitor
from bot.channels.wechat.client import Api
from bot.channels.wechat.faults import MP_FAULTS
from bot.channels.wechat_mp.channel import MpConfig, WechatMp
from bot.channels.wechat_mp.page import Account, Ticket, WeChatPage
from bot.channels.wecom_kf.channel import CONSOLE, KfConfig, WecomKf
from bot.channels.wecom_kf.customers import CHANNEL as WECOM
from bot.conversations.files import Files
from bot.conversations.forgetting import Forgetting
from bot.conversations.hub import Hub
from bot.conversations.inbox import Inbox
from bot.conversations.one_time import OneTimeSecrets
from bot.conversations.ports import HandoverPort
from bot.conversations.servicing import Servicing
from bot.metrics import Metrics
from bot.security.limits import RateLimit
from bot.settings import Settings
from bot.store.database import Database
from bot.traces import Traces

Channel = WechatMp | WecomKf


def outside_channels(
    settings: Settings,
    database: Database,
    inbox: Inbox,
    hub: Hub,
    files: Files,
    desk: HandoverPort,
    servicing: Servicing,
    forgetting: Forgetting,
    metrics: Metrics,
    traces: Traces,
) -> list[Channel]:
    """Those that the settings switch on."""
    channels: list[Channel] = []
    if settings.wechat_mp_appid:
        keys = (settings.wechat_mp_aes_key, settings.wechat_mp_aes_key_previous)
        mp = MpConfig(
            appid=settings.wechat_mp_appid,
            secret=settings.wechat_mp_secret.get_secret_value(),
            token=settings.wechat_mp_token.get_secret_value(),
            aes_keys=tuple(key.get_secret_value() for key in keys if key),
            mode=settings.wechat_mp_mode,
            api_base=settings.wechat_mp_api_base,
            clock_seconds=settings.wechat_mp_clock_seconds,
            template=settings.wechat_mp_template,
            sms_url=settings.wechat_mp_sms_url,
        )
        channels.append(
            WechatMp(mp, database, inbox, hub, files, desk, forgetting, metrics, traces)
        )
    if settings.wecom_corpid:
        kf = KfConfig(
            corpid=settings.wecom_corpid,
            secret=settings.wecom_kf_secret.get_secret_value(),
            token=settings.wecom_token.get_secret_value(),
            aes_key=settings.wecom_aes_key.get_secret_value(),
            api_base=settings.wecom_api_base,
            servicers=settings.wecom_servicers,
        )
        channels.append(WecomKf(kf, database, inbox, servicing, files))
    return channels


def served_there(settings: Settings) -> frozenset[str]:
    """Channels whose own staff take over in the platform's client."""
    return frozenset() if settings.wecom_servicers == CONSOLE else frozenset({WECOM})


def open_from_wechat(
    app: web.Application,
    settings: Settings,
    database: Database,
    inbox: Inbox,
    once: OneTimeSecrets,
    secret: str,
) -> None:
    """The way from a menu of the 公众号 to the chat page."""
    account = Account(
        appid=settings.wechat_mp_appid,
        secret=settings.wechat_mp_secret,
        authorize_base=settings.wechat_authorize_base,
        public_url=settings.public_url,
    )
    api = Api(settings.wechat_mp_api_base, MP_FAULTS)
    page = WeChatPage(
        account,
        api,
        database,
        inbox,
        once,
        Ticket(visitor.PAGE_COOKIE, visitor.PAGE_COOKIE_PATH),
        secret,
        RateLimit(settings.sessions_burst, settings.sessions_per_second),
    )
    app.add_routes(page.routes())

    async def closed(_: web.Application) -> None:
        await api.close()

    app.on_cleanup.append(closed)
