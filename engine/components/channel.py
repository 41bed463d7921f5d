"""The one way into Rasa: `POST /webhooks/bot/turn`, by turn id, failing loudly."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

import redis
from opentelemetry.trace import SpanKind
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from engine.components.reader import Reader
from engine.components.tracker_store import AppendingTrackerStore
from engine.components.turn import ReplyCollector, SupportAway, Turn, TurnFailed, current_turn
from tracing import Tracing, told

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)  # one line a turn: the middle of the application's trace
MOST_TEXTS = 100
"""Texts that one request may have read."""
AWAY = (SupportAway, redis.ConnectionError, redis.TimeoutError)


class TurnChannel(InputChannel):
    """Takes text or a payload that `bot` issued; answers replies, reading, slots and form.

    Request: `{"conversation_id", "turn_id", "text" | "payload"}` with the shared token in
    `X-Engine-Token`. A repeated turn id gets the stored answer. 400 for a malformed request,
    401 without the token, 502 while Redis or the action server is away, 503 when the turn failed
    (nothing of it is kept).
    """

    def __init__(self, token: str, tracing: Tracing) -> None:
        self._token = token
        self._tracing = tracing
        self._reader = Reader()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @classmethod
    def name(cls) -> str:
        return "bot"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("turn_channel", __name__)

        @blueprint.middleware("request")
        async def authenticate(request: Request) -> HTTPResponse | None:
            given = request.headers.get("X-Engine-Token", "")
            if not hmac.compare_digest(given.encode(), self._token.encode()):
                return response.json({"error": "token"}, status=401)
            return None

        @blueprint.route("/model", methods=["GET"])
        async def model(request: Request) -> HTTPResponse:
            await request.app.ctx.agent.tracker_store.ping()
            return response.json({"model": request.app.ctx.model})

        @blueprint.route("/parse", methods=["POST"])
        async def parse(request: Request) -> HTTPResponse:
            processor = request.app.ctx.agent.processor
            parsed = await self._reader.read(processor, request.json["text"])
            return response.json(parsed, dumps=_dumps)

        @blueprint.route("/readings", methods=["POST"])
        async def readings(request: Request) -> HTTPResponse:
            processor, texts = request.app.ctx.agent.processor, (request.json or {}).get("texts")
            if not isinstance(texts, list) or len(texts) > MOST_TEXTS:
                return response.json({"error": "texts"}, status=400)
            parsed = [await self._reader.read(processor, str(text)) for text in texts]
            return response.json([{"reading": p["reading"]} for p in parsed], dumps=_dumps)

        @blueprint.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            try:
                conversation, turn_id, text = _arguments(request.json)
            except ValueError as error:
                return response.json({"error": str(error)}, status=400)
            try:
                about = {"engine.model": request.app.ctx.model}
                with self._tracing.span("answer", SpanKind.SERVER, told(request.headers), about):
                    answer = await self._turn(request.app, conversation, turn_id, text)
            except AWAY as error:
                logger.warning("turn.support_away turn=%s cause=%s", turn_id, error)
                return response.json({"error": type(error).__name__}, status=502)
            except Exception as error:
                logger.exception("turn.failed turn=%s", turn_id)
                return response.json({"error": type(error).__name__}, status=503)
            return response.json(answer, dumps=_dumps)

        return blueprint

    async def _turn(self, app: Sanic, conversation: str, turn_id: str, text: str) -> Any:
        agent = app.ctx.agent
        parsed = None
        if not text.startswith("/"):
            with self._tracing.span("understand"):
                parsed = await self._reader.read(agent.processor, text)
        store: AppendingTrackerStore = agent.tracker_store
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        async with lock:
            state = await store.state(conversation)
            if state and state["turn"] and state["turn"]["id"] == turn_id:
                logger.info("turn.repeated turn=%s", turn_id)
                return state["turn"]["answer"]
            turn = Turn(turn_id, model=app.ctx.model, state=state)
            token = current_turn.set(turn)
            try:
                await agent.processor.handle_message(
                    UserMessage(
                        text,
                        ReplyCollector(turn),
                        conversation,
                        input_channel=self.name(),
                        parse_data=parsed,
                        metadata={"turn_id": turn_id},
                    )
                )
            finally:
                current_turn.reset(token)
            if turn.answer is None:
                raise TurnFailed("the tracker store kept nothing")
            logger.info("turn.answered turn=%s model=%s", turn_id, turn.model)
            return turn.answer


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _arguments(body: Any) -> tuple[str, str, str]:
    if not isinstance(body, dict):
        raise ValueError("a JSON object is expected")
    conversation, turn_id = body.get("conversation_id"), body.get("turn_id")
    text, payload = body.get("text"), body.get("payload")
    if not (isinstance(conversation, str) and conversation):
        raise ValueError("conversation_id")
    if not (isinstance(turn_id, str) and turn_id):
        raise ValueError("turn_id")
    if isinstance(payload, str) and payload.startswith("/") and text is None:
        return conversation, turn_id, payload
    if isinstance(text, str) and text.strip() and payload is None:
        if text.lstrip().startswith(("/", "／")):
            raise ValueError("text with a leading slash")
        return conversation, turn_id, text
    raise ValueError("exactly one of text and payload")
