"""A machine on which tasks wait is not calm."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinrail.testing.pressure import Pressure


def write(folder: Path, **waited_us: int) -> None:
    for name in ("cpu", "io", "memory"):
        total = waited_us.get(name, 0)
        (folder / name).write_text(
            f"some avg10=0.00 avg60=0.00 avg300=0.00 total={total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n"
        )


@pytest.mark.parametrize("resource", ["cpu", "io", "memory"])
@pytest.mark.parametrize(("waited_us", "calm"), [(0, True), (30_000, True), (50_000, False)])
def test_a_stretch_in_which_somebody_waited_is_not_calm(
    tmp_path: Path, resource: str, waited_us: int, calm: bool
) -> None:
    write(tmp_path, **{resource: 1_000_000})
    pressure = Pressure(tmp_path)
    pressure.look(100.0)
    write(tmp_path, **{resource: 1_000_000 + waited_us})
    assert pressure.calm(100.2) is calm
    pressure.close()


def test_a_new_stretch_forgets_the_one_before_and_is_not_begun_at_every_look(tmp_path: Path) -> None:
    write(tmp_path)
    pressure = Pressure(tmp_path)
    pressure.look(100.0)
    write(tmp_path, cpu=100_000)
    pressure.look(100.04)
    assert not pressure.calm(100.2)
    pressure.look(100.2)
    assert pressure.calm(100.4)
    pressure.close()


def test_where_the_kernel_tells_nothing_the_load_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pressure = Pressure(tmp_path)
    monkeypatch.setattr("os.getloadavg", lambda: (0.0, 0.0, 0.0))
    assert pressure.calm(1.0)
    monkeypatch.setattr("os.getloadavg", lambda: (1000.0, 0.0, 0.0))
    assert not pressure.calm(1.0)
