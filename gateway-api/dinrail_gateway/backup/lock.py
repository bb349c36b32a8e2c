"""Secrets under a passphrase: a key by argon2id, AES-256-GCM over the secrets and what stands beside them."""

from __future__ import annotations

import hmac
import os

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dinrail_gateway.backup import refusals

__all__ = ["Key", "Lock", "new_lock"]

SALT_BYTES = 16
NONCE_BYTES = 12
KEY_BYTES = 32
MAX_TIME = 10
MAX_MEMORY_KIB = 128 * 1024
_PROOF = b"dinrail backup"


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the key is made of the passphrase; salt and proof as hex. The proof tells a wrong passphrase from damage."""

    kdf: str
    salt: str
    time: int
    memory_kib: int
    proof: str

    def open(self, passphrase: str) -> Key:
        """The key; raises Invalid for a wrong passphrase, and for costs that would exhaust this box."""
        costs = 1 <= self.time <= MAX_TIME and 8 <= self.memory_kib <= MAX_MEMORY_KIB
        if self.kdf != "argon2id" or not costs:
            raise refusals.foreign("its lock is none of ours")
        try:
            salt = bytes.fromhex(self.salt)
        except ValueError:
            raise refusals.damaged("its lock is unreadable") from None
        if len(salt) != SALT_BYTES:
            raise refusals.damaged("its lock is unreadable")
        key = _derive(passphrase, salt, self.time, self.memory_kib)
        if not hmac.compare_digest(_proof(key), self.proof):
            raise refusals.passphrase_wrong()
        return Key(key)


class Key:
    """Encrypts and decrypts."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, beside: bytes) -> bytes:
        """Nonce and ciphertext; `beside` is authenticated with it."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, beside)

    def unseal(self, sealed: bytes, beside: bytes) -> bytes:
        """What was sealed; raises Invalid when it, or what stood beside it, was changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], beside)
        except (InvalidTag, ValueError):
            raise refusals.damaged("its secrets do not fit what stands beside them") from None


def new_lock(passphrase: str, *, time: int = 3, memory_kib: int = 64 * 1024) -> tuple[Lock, Key]:
    """A lock with a new salt, about 0.2 s of a thread and 64 MiB."""
    salt = os.urandom(SALT_BYTES)
    key = _derive(passphrase, salt, time, memory_kib)
    return Lock("argon2id", salt.hex(), time, memory_kib, _proof(key)), Key(key)


def _derive(passphrase: str, salt: bytes, time: int, memory_kib: int) -> bytes:
    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=time,
        memory_cost=memory_kib,
        parallelism=1,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _proof(key: bytes) -> str:
    return hmac.new(key, _PROOF, "sha256").hexdigest()[:32]
