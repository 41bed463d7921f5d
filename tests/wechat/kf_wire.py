"""What the pretended 微信客服 sends to the callback: signed and encrypted by code of its own."""

from __future__ import annotations

import base64
import hashlib
import os
import struct
import time
import uuid

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CORPID = "ww1234567890abcdef"
SECRET = "kf-secret"
TOKEN = "callbacktoken"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
ACCOUNT = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def encrypted(message: str, receiver: str = CORPID, aes_key: str = AES_KEY) -> str:
    """As the platform encrypts."""
    key = base64.b64decode(aes_key + "=")
    said = message.encode()
    plain = os.urandom(16) + struct.pack(">I", len(said)) + said + receiver.encode()
    pad = 32 - len(plain) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def signed(encrypt: str, token: str = TOKEN, at: float | None = None) -> dict[str, str]:
    """The query of a callback."""
    timestamp, nonce = str(int(at or time.time())), str(uuid.uuid4().int % 10**9)
    proof = signature(token, timestamp, nonce, encrypt)
    return {"msg_signature": proof, "timestamp": timestamp, "nonce": nonce}


def wake_up(token: str, account: str = ACCOUNT) -> str:
    """The decrypted body of a callback: who said what does not stand in it."""
    return (
        f"<xml><ToUserName><![CDATA[{CORPID}]]></ToUserName><CreateTime>{int(time.time())}"
        "</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]>"
        f"</Event><Token><![CDATA[{token}]]></Token><OpenKfId><![CDATA[{account}]]></OpenKfId></xml>"
    )


def envelope(encrypt: str) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{CORPID}]]></ToUserName>"
        f"<Encrypt><![CDATA[{encrypt}]]></Encrypt><AgentID><![CDATA[]]></AgentID></xml>"
    )
