"""Signatures and message encryption of WeChat callbacks, the same for 公众号 and 企业微信.

AES-CBC without a MAC is the platform's design: the signature is the only proof, so it is checked
before anything is decrypted, and whatever is wrong gives the same error.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
"""The platform pads to 32 bytes, not to the 16 of AES."""
PREFIX = 16
_TIMESTAMP = re.compile("[0-9]{10}")
_KEY = re.compile("[A-Za-z0-9+/]{43}")


class Rejected(Exception):
    """Not from the platform, or not for us. What is wrong is never said: that would help to try."""


@dataclass(frozen=True)
class Sealed:
    """An encrypted message with its signature, ready for an envelope."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str


@dataclass(frozen=True)
class Opened:
    """A message that was proven and decrypted, and the key that did it: an answer uses the same."""

    message: bytes
    key: bytes


def sign(*parts: str) -> str:
    """SHA-1 over the sorted parts. Raises ValueError for a missing one: it would sign too much."""
    if not all(parts):
        raise ValueError("an empty part cannot be signed")
    return hashlib.sha1(_bytes("".join(sorted(parts))), usedforsecurity=False).hexdigest()


def is_signed(signature: str, token: str, timestamp: str, nonce: str, *encrypt: str) -> bool:
    """Whether this is the signature of the parts; in constant time, whatever letters it has.

    Nothing stands between the parts, so a digit could move from the timestamp to the nonce: a
    timestamp has ten digits or nothing is signed.
    """
    parts = (token, timestamp, nonce, *encrypt)
    if not all(parts) or not _TIMESTAMP.fullmatch(timestamp):
        return False
    # As bytes: compare_digest raises for text that is not ASCII.
    return hmac.compare_digest(_bytes(sign(*parts)), _bytes(signature))


def decoded_key(encoding_aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey. Raises ValueError for what is none.

    The console makes letters and digits only; whoever encodes 32 bytes by hand gets + and / too.
    """
    if not _KEY.fullmatch(encoding_aes_key):
        raise ValueError("an EncodingAESKey has 43 letters of Base64")
    # Real keys may have spare bits at their end that are not zero, which b64decode lets pass.
    return base64.b64decode(encoding_aes_key + "=")


class Crypto:
    """Opens what the platform sends to one receiver (appid or corpid) and seals the answers."""

    def __init__(self, token: str, receiver: str, *encoding_aes_keys: str) -> None:
        """The current key comes first, then the previous one, if it may still be in use."""
        self._token = token
        self._receiver = receiver.encode()
        self._keys = [decoded_key(key) for key in encoding_aes_keys]

    def open(self, query: Mapping[str, str], encrypt: str) -> Opened:
        """Check `msg_signature` and decrypt. Raises Rejected."""
        parts = (query.get("timestamp", ""), query.get("nonce", ""), encrypt)
        if not is_signed(query.get("msg_signature", ""), self._token, *parts):
            raise Rejected
        try:
            ciphertext = base64.b64decode(encrypt, validate=True)
        except (binascii.Error, ValueError):
            raise Rejected from None
        for key in self._keys:
            message = self._decrypted(ciphertext, key)
            if message is not None:
                return Opened(message, key)
        raise Rejected

    def seal(
        self, message: bytes, timestamp: str, nonce: str, key: bytes, prefix: bytes | None = None
    ) -> Sealed:
        """Encrypt and sign an answer. `prefix` is random unless a test must know it."""
        start = prefix or secrets.token_bytes(PREFIX)
        plain = start + struct.pack(">I", len(message)) + message + self._receiver
        padding = BLOCK - len(plain) % BLOCK
        encryptor = _cipher(key).encryptor()
        ciphertext = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        encrypt = base64.b64encode(ciphertext).decode()
        signature = sign(self._token, timestamp, nonce, encrypt)
        return Sealed(encrypt, signature, timestamp, nonce)

    def _decrypted(self, ciphertext: bytes, key: bytes) -> bytes | None:
        """The message, or None when this key does not give one for us."""
        if not ciphertext or len(ciphertext) % BLOCK:
            return None
        decryptor = _cipher(key).decryptor()
        padded = decryptor.update(ciphertext) + decryptor.finalize()
        padding = padded[-1]
        if not 1 <= padding <= BLOCK or padded[-padding:] != bytes([padding]) * padding:
            return None
        plain = padded[:-padding]
        if len(plain) < PREFIX + 4:
            return None
        end = PREFIX + 4 + struct.unpack(">I", plain[PREFIX : PREFIX + 4])[0]
        # Slices end where the bytes end: a length beyond them leaves no receiver, which differs.
        if not hmac.compare_digest(plain[end:], self._receiver):
            return None
        return plain[PREFIX + 4 : end]


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
