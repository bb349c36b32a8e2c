"""A compiled PLC program: variables at addresses, and what its tasks do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from dinrail_ads.sim.program.application import APP_INFO, ONLINE_CHANGES, app_info
from dinrail_ads.sim.program.memory import Memory
from dinrail_ads.sim.program.paths import Finder, elements
from dinrail_ads.sim.program.reach import reachable
from dinrail_ads.sim.program.structures import Property, Structure
from dinrail_ads.sim.program.types import Array, Pointer, Reference, Type
from dinrail_ads.sim.program.variables import Location, Variable, fixed_address
from dinrail_ads.wire.groups import Group

__all__ = ["Behaviour", "Program"]

Step = Callable[[float], None]
Behaviour = Callable[["Program"], Step]
BASE = 0x5_F000
"""Where the data area of a fresh download begins."""


class Program:
    """`program["MAIN.fbBattery.fSoc"]` reads and writes live values; `step(seconds)` lets its tasks run."""

    def __init__(
        self,
        name: str,
        variables: Sequence[Variable],
        *,
        behaviour: Behaviour | None = None,
        project: str = "House",
        compiled: int = 1_750_000_000,
    ) -> None:
        self.name = name
        self.project = project
        self.compiled = compiled
        self._behaviour = behaviour
        self.variables = (*variables, Variable(APP_INFO, app_info, "Application data", read_only=True))
        self.load()

    def load(self, base: int = BASE) -> None:
        """Place every variable from `base` on and set its initial value, as a download does."""
        self.places: dict[str, tuple[Variable, int, int]] = {}
        end = base
        for variable in self.variables:
            if variable.at:
                group, offset, _ = fixed_address(variable.at)
            else:
                group, offset = int(Group.DATA_BYTES), -(-end // variable.type.align) * variable.type.align
                end = offset + variable.type.size
            self.places[variable.name.casefold()] = (variable, group, offset)
        statics, end = _statics((variable.type for variable in self.variables), end)
        self.memory = Memory(base, end - base)
        self._find = Finder(self.places, statics, self.memory)
        for variable in self.variables:
            self._initialise(variable)
        self._set_application()
        self._step = self._behaviour(self) if self._behaviour else None

    def step(self, seconds: float) -> None:
        """Let simulated time pass."""
        if self._step is not None:
            self._step(seconds)

    def find(self, path: str) -> Location:
        """Where a path leads, whatever its case; raises KeyError."""
        return self._find(path)

    def read(self, location: Location) -> bytes:
        """The bytes of a location."""
        if location.get is not None:
            return location.get()
        return self.memory.read(location.group, location.offset, location.size)

    def write(self, location: Location, data: bytes) -> None:
        """Change it, also where the wire must not."""
        if location.set is not None:
            location.set(data)
        elif location.get is None:
            self.memory.write(location.group, location.offset, data)

    def __getitem__(self, path: str) -> Any:
        location = self._find(path)
        return location.value_type.unpack(self.read(location))

    def __setitem__(self, path: str, value: Any) -> None:
        location = self._find(path)
        self.write(location, location.value_type.pack(value))

    def leaves(self) -> Iterator[str]:
        """Paths of every elementary value in memory."""
        for variable in self.variables:
            if not isinstance(variable.type, Pointer | Reference):
                yield from _below(variable.name, variable.type)

    def carry_over(self, older: Program) -> None:
        """Take the values of what kept its name and type: an online change. `_AppInfo` counts it."""
        for path in self.leaves():
            try:
                was = older.find(path)
            except KeyError:
                continue
            now = self._find(path)
            if was.type == now.type and not path.startswith(APP_INFO):
                self.write(now, older.read(was))
        self[ONLINE_CHANGES] = older[ONLINE_CHANGES] + 1

    def locations(self) -> Iterator[Location]:
        """Of the top-level variables, in order."""
        return (self._find(variable.name) for variable in self.variables)

    def _initialise(self, variable: Variable) -> None:
        if variable.target:
            aim = self._find(variable.target)
            _, group, offset = self.places[variable.name.casefold()]
            self.memory.write(group, offset, aim.offset.to_bytes(8, "little"))
        elif isinstance(variable.initial, dict):
            for below, value in variable.initial.items():
                self[variable.name + below] = value
        elif variable.initial is not None:
            self[variable.name] = variable.initial

    def _set_application(self) -> None:
        self[f"{APP_INFO}.AppName"] = self.name
        self[f"{APP_INFO}.ProjectName"] = self.project
        self[f"{APP_INFO}.AppTimestamp"] = self.compiled
        self[f"{APP_INFO}.TaskCnt"] = 1


def _statics(roots: Iterable[Type], end: int) -> tuple[dict[tuple[str, str], int], int]:
    """Places of static members behind the variables, by type and name; and where they end."""
    places = {}
    for kind in reachable(roots):
        if isinstance(kind, Structure):
            for member in kind.members:
                if member.static:
                    places[kind.name, member.name] = -(-end // member.type.align) * member.type.align
                    end = places[kind.name, member.name] + member.type.size
    return places, end


def _below(path: str, kind: Type) -> Iterator[str]:
    if isinstance(kind, Array):
        for indices in elements(kind):
            yield from _below(f"{path}[{indices}]", kind.element)
    elif isinstance(kind, Structure):
        for member in kind.members:
            if not isinstance(member, Property) and not member.static:
                yield from _below(f"{path}.{member.name}", member.type)
    elif kind.elementary and not isinstance(kind, Pointer | Reference):
        yield path
