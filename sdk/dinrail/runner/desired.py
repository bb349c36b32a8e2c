"""Configuration as it arrives: parts are joined, made typed, and taken or rejected by revision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from dinrail.documents import AppliedConfig, InstanceDefinition
from dinrail.errors import ConfigError
from dinrail.parts import PartReader
from dinrail.reason import Reason
from dinrail.runner.definition import decode_definition, typed_config

__all__ = ["Desired", "DesiredConfig"]


class Desired(msgspec.Struct, frozen=True):
    """An accepted revision."""

    rev: int
    definition: InstanceDefinition
    config: Any


class DesiredConfig:
    """The newest accepted configuration and the newest rejected one.

    `check` gets a typed configuration and raises ConfigError when no adapter can be built from it.
    """

    def __init__(
        self,
        config_type: type,
        *,
        instance: str,
        type_name: str,
        secrets: Callable[[], Mapping[str, Any]],
        check: Callable[[Any], object],
        complain: Callable[[BaseException, str], None],
    ) -> None:
        self._config_type = config_type
        self._instance = instance
        self._type_name = type_name
        self._secrets = secrets
        self._check = check
        self._complain = complain
        self._reader = PartReader()
        self._waiting: tuple[int, bytes] | None = None
        self.accepted: Desired | None = None
        self.rejected: tuple[int, Reason] | None = None

    def feed(self, payload: bytes) -> bool:
        """Take one part; True when a new revision is complete. Raises msgspec.DecodeError for what is no part."""
        if not payload:
            return False
        document = self._reader.feed(payload)
        if document is None or self._reader.rev is None:
            return False
        self._waiting = (self._reader.rev, document)
        return True

    async def judge(self) -> None:
        """Accept or reject the newest complete revision."""
        if self._waiting is None:
            return
        (rev, document), self._waiting = self._waiting, None
        try:
            definition = decode_definition(document, instance=self._instance, type_name=self._type_name)
            config = await self.typed(definition.config)
            self._check(config)
        except ConfigError as error:
            self.rejected = (rev, error.reason)
            if error.__cause__ is not None:
                self._complain(error.__cause__, "configuration")
        else:
            self.accepted, self.rejected = Desired(rev, definition, config), None

    def reject(self, reason: Reason, running: Desired | None = None) -> None:
        """Take the accepted revision back; `running` is the one that stays in effect, if any."""
        if self.accepted is not None:
            self.rejected = (self.accepted.rev, reason)
            self.accepted = running or self.accepted

    def retry(self) -> None:
        """Give the accepted revision another chance."""
        if self.rejected is not None and self.accepted is not None and self.rejected[0] == self.accepted.rev:
            self.rejected = None

    async def typed(self, config: dict[str, Any]) -> Any:
        """A configuration with this instance's secrets, typed; raises ConfigError."""
        secrets = await asyncio.to_thread(self._secrets)
        return typed_config(self._config_type, config, secrets)

    @property
    def applied(self) -> AppliedConfig | None:
        """What the state document says of revisions."""
        rev = self.accepted.rev if self.accepted else 0
        if self.rejected is not None:
            return AppliedConfig(rev, *self.rejected)
        return AppliedConfig(rev) if self.accepted else None
