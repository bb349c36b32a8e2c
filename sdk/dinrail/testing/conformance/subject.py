"""What the battery has to know of an adapter."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from dinrail.sample import Scalar

__all__ = ["Subject"]


class Subject(ABC):
    """One adapter with a simulator of its device. Attributes are class attributes of the subclass.

    command: arguments of the Python interpreter that run the adapter, e.g. ("-m", "dinrail_modbus");
    writable: path of a point that can be written, with values it accepts, values of a wrong type and values
    outside its range, "" for an adapter that only reads; read_only: path of a point that cannot be written.
    """

    command: Sequence[str]
    writable: str = ""
    good_values: Sequence[Scalar] = ()
    wrong_type_values: Sequence[Scalar] = ()
    out_of_range_values: Sequence[Scalar] = ()
    read_only: str
    has_device: bool = True
    """Whether there is something it connects to that can vanish."""
    notice_s: float = 5.0
    """Within this many seconds a dead device shows."""
    recovery_s: float = 20.0
    """Within this many seconds a device that came back delivers again."""
    memory_mb: float = 40.0
    """Resident memory the adapter may use with the configuration below."""
    changes_directory: bool = True
    """Whether `changed_config` adds or removes points; False where the directory is the device's alone."""
    directory_from_device: bool = False
    """Whether only the device knows which points there are, so that the directory waits for it."""
    environment: dict[str, str] = {}  # noqa: RUF012 - replaced, never changed
    """Further environment of the process."""

    def interpreter(self) -> list[str]:
        """The command line up to the verb."""
        return [sys.executable, *self.command]

    @abstractmethod
    def config(self) -> dict[str, Any]:
        """A valid configuration for the device as it was started, polling at least twice a second."""

    @abstractmethod
    def changed_config(self) -> dict[str, Any]:
        """Another valid configuration for the same device, with at least one point more or less than `config`.

        The writable and the read-only point stay.
        """

    @abstractmethod
    def bad_config(self) -> tuple[dict[str, Any], str]:
        """A configuration that must be rejected, and the JSON pointer of the place that is wrong."""

    def secrets(self) -> dict[str, str]:
        """JSON pointer → value of the secret fields the device needs; none of it may appear on the bus."""
        return {}

    @abstractmethod
    async def start_device(self) -> None:
        """Start the simulator; after `stop_device` again at the same place, with what was written kept or not."""

    @abstractmethod
    async def stop_device(self) -> None:
        """Let the device vanish: cut its links and answer nothing; harmless when it is not there."""

    @abstractmethod
    def links(self) -> int:
        """How many links the device has open now."""
