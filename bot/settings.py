"""Every setting, read once from the environment or `.env`; the one place that knows their names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, IPvAnyNetwork, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url

import tracing

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}

RETENTION = tuple(
    f"retention_{kind}"
    for kind in ("conversations", "tickets", "files", "outbox", "inbox", "access", "sessions")
)
"""How long each kind is kept, in days; see `docs/decisions/0035-retention.md`."""
ROOT = Path(__file__).resolve().parent.parent


def _whole(settings: Settings, channel: str, needed: list[str]) -> None:
    """Raises ValueError that names what is missing of a channel that is partly set up."""
    names = {f"BOT_{channel}_{name}".upper(): f"{channel}_{name}" for name in needed}
    given = {name for name, field in names.items() if _text(getattr(settings, field))}
    if given and (missing := [name for name in names if name not in given]):
        raise ValueError(f"missing: {', '.join(missing)}")


def _text(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


class Settings(BaseSettings):
    """Settings of the application; `BOT_`-prefixed unless an alias says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    root: Path = Field(default=ROOT, description="Checkout with data/, web/ and engine/")
    var: Path = Field(default=ROOT / "var", description="What the product writes")
    cache: Path = Field(default=ROOT / "var", description="Models and vectors, made again if lost")
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    demo_port: int | None = Field(default=8081, ge=0, le=65535, description="Empty: no demo page")
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    redis_url: str = Field(default="", validation_alias="REDIS_URL")
    engine_url: str = Field(
        default="http://127.0.0.1:5005",
        validation_alias="ENGINE_URL",
        description="Several with commas between; a conversation stays with one of them",
    )
    engines: int = Field(default=1, ge=1, le=16, description="Rasa processes that `bot up` starts")
    engine_token: SecretStr = Field(default=SecretStr(""), validation_alias="ENGINE_TOKEN")
    engine_timeout: float = Field(default=8.0, gt=0, description="Seconds for one turn")
    secret: SecretStr = Field(default=SecretStr(""), description="Signs visitor tokens")
    visitor_days: int = Field(default=30, ge=1, description="A visitor's token holds so long")
    sockets: int = Field(
        default=10_000, ge=1, description="Open sockets and held polls of one process at most"
    )
    trusted_proxies: list[IPvAnyNetwork] = Field(
        default=[], description="Networks of reverse proxies whose X-Forwarded-For is believed"
    )
    sessions_burst: int = Field(default=30, ge=1, description="Visits of one address at once")
    sessions_per_second: float = Field(default=1.0, gt=0)
    messages_burst: int = Field(default=10, ge=1, description="Messages of one visitor at once")
    messages_per_second: float = Field(default=1.0, gt=0)
    file_megabytes: int = Field(default=10, ge=1, le=100, description="Size of a file sent in")
    clamav: str = Field(
        default="",
        pattern=r"^(|/.+|[^/\s:]+:[0-9]{1,5})$",
        description="Socket of clamd that looks at files: a path, or host:port; empty: none does",
    )
    waiting_notice: float = Field(
        default=60.0, gt=0, description="Seconds in the queue until the visitor hears of it"
    )
    reply_due: float = Field(default=25.0, gt=0, description="Seconds until staff are warned")
    reply_overdue: float = Field(
        default=40.0, gt=0, description="Seconds without a first word until a case changes hands"
    )
    staff_silent: float = Field(default=120.0, gt=0, description="Seconds until a reminder")
    staff_silent_long: float = Field(
        default=300.0, gt=0, description="Seconds until a supervisor hears of it"
    )
    staff_offline: float = Field(
        default=60.0, gt=0, description="Seconds without a sign of life until somebody is away"
    )
    visitor_silent: float = Field(
        default=600.0, gt=0, description="Seconds until a visitor is asked whether they are there"
    )
    visitor_left: float = Field(
        default=1200.0, gt=0, description="Seconds without a word until the case is closed"
    )
    public_url: str = Field(
        default="", description="Where people reach the pages; empty: no way there from WeChat"
    )
    wechat_mp_appid: str = Field(default="", description="公众号; empty: this channel is off")
    wechat_mp_secret: SecretStr = SecretStr("")
    wechat_mp_token: SecretStr = SecretStr("")
    wechat_mp_aes_key: SecretStr = Field(default=SecretStr(""), description="EncodingAESKey")
    wechat_mp_aes_key_previous: SecretStr = Field(
        default=SecretStr(""), description="While the key is being changed"
    )
    wechat_mp_mode: Literal["secure", "compat", "plain"] = Field(
        default="secure", description="As in the console; plain proves nothing, for tests only"
    )
    wechat_mp_api_base: str = "https://api.weixin.qq.com"
    wechat_mp_handoff: Literal["desk", "account"] = Field(
        default="desk", description="account: the account's own servicers take over"
    )
    wechat_mp_template: dict[str, Any] | None = Field(
        default=None, description="JSON of a template message without touser: staff answered"
    )
    wechat_mp_sms_url: str = Field(
        default="", description="Gets POST {conversation, phone} when WeChat lets nothing through"
    )
    wechat_authorize_base: str = "https://open.weixin.qq.com"
    wechat_mp_clock_seconds: float = Field(
        default=300.0, gt=0, description="How far a request's time may be from ours"
    )
    wecom_corpid: str = Field(default="", description="微信客服; empty: this channel is off")
    wecom_kf_secret: SecretStr = Field(default=SecretStr(""), description="Of the 自建应用")
    wecom_token: SecretStr = SecretStr("")
    wecom_aes_key: SecretStr = Field(default=SecretStr(""), description="EncodingAESKey")
    wecom_api_base: str = "https://qyapi.weixin.qq.com"
    wecom_servicers: str = Field(
        default="console",
        min_length=1,
        description="Who takes over: our `console`, the account's `pool`, or a servicer's id",
    )
    trainer_review: bool = Field(
        default=True, description="A second person approves what a trainer changes"
    )
    allowed_origins: list[str] = Field(default=[], description="Sites that may embed the page")
    gate_domain_fall: float = Field(
        default=0.02,
        ge=0,
        le=1,
        description="A new model's right answers of a domain may fall so far",
    )
    gate_wrong: float = Field(
        default=0.08, ge=0, le=1, description="Share that a new model may answer wrong"
    )
    release_seconds: float = Field(
        default=300.0, gt=0, description="Seconds in which a released model must be ready"
    )
    release_warm: float = Field(
        default=600.0, ge=0, description="Seconds that the model before stays in memory"
    )
    release_models: int = Field(default=5, ge=1, description="Former models that are kept")
    retention_conversations: int = Field(
        default=365, ge=0, description="Days of silence after which a person is forgotten; 0: never"
    )
    retention_tickets: int = Field(
        default=1095, ge=0, description="Days that a closed ticket tells whose it was; 0: for ever"
    )
    retention_files: int = Field(
        default=180, ge=0, description="Days that files sent in, or put on a ticket, are kept"
    )
    retention_outbox: int = Field(
        default=90, ge=0, description="Days that it is known how a message was delivered"
    )
    retention_inbox: int = Field(
        default=365, ge=0, description="Days that a sentence stays in the trainers' inbox"
    )
    retention_access: int = Field(
        default=365, ge=0, description="Days that it is known who read what was not in their hands"
    )
    retention_sessions: int = Field(
        default=7, ge=0, description="Days that sessions, codes and tries stay after their end"
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="Opens /metrics to who shows it as a bearer token; empty: there is none",
    )
    traces_endpoint: str = Field(
        default="",
        pattern="^(|https?://.+)$",
        validation_alias=tracing.ENDPOINT,
        description="Where a collector of OpenTelemetry takes traces over HTTP; empty: none does",
    )
    traces_headers: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=tracing.HEADERS,
        description="What it wants to see, `name=value` with commas between",
    )
    log_json: bool = False

    @field_validator(*RETENTION, mode="before")
    @classmethod
    def _empty_is_for_ever(cls, value: Any) -> Any:
        return 0 if value == "" else value

    @model_validator(mode="after")
    def _later_is_longer(self) -> Self:
        for sooner, later in (
            ("reply_due", "reply_overdue"),
            ("staff_silent", "staff_silent_long"),
            ("visitor_silent", "visitor_left"),
        ):
            if getattr(self, sooner) >= getattr(self, later):
                raise ValueError(f"{sooner} must be shorter than {later}")
        return self

    @model_validator(mode="after")
    def _channels_whole_or_not_at_all(self) -> Self:
        needed = ["appid", "secret", "token"]
        needed += ["aes_key"] if self.wechat_mp_mode != "plain" else []
        _whole(self, "wechat_mp", needed)
        _whole(self, "wecom", ["corpid", "kf_secret", "token", "aes_key"])
        for name in ("wechat_mp_aes_key", "wechat_mp_aes_key_previous", "wecom_aes_key"):
            key: SecretStr = getattr(self, name)
            if not re.fullmatch("([A-Za-z0-9+/]{43})?", key.get_secret_value()):
                raise ValueError(f"BOT_{name.upper()} must be 43 letters of Base64")
        return self

    @property
    def sql_url(self) -> str:
        """SQLAlchemy URL with an asynchronous driver; SQLite under `var` unless one is given."""
        url = make_url(self.database_url or f"sqlite:///{self.var / 'bot.sqlite3'}")
        chosen = url.set(drivername=_DRIVERS[url.get_backend_name()])
        return chosen.render_as_string(hide_password=False)

    @property
    def engine_urls(self) -> list[str]:
        """Where the engines are, without slashes at the end."""
        return [url.strip().rstrip("/") for url in self.engine_url.split(",")]

    @property
    def files_folder(self) -> Path:
        """What was sent into conversations; replicas must share it."""
        return self.var / "files"

    @property
    def measured_lines(self) -> Path:
        """The labelled questions by which models are compared."""
        return self.root / "tests" / "nlu"

    @property
    def web_dist(self) -> Path:
        """The built pages."""
        return self.root / "web" / "dist"
