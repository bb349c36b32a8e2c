"""An unmodified pyads 3.6 finds everything it needs."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from dinrail_ads.sim import Simulator, catalogue, garage, keller
from pyads_peer import run_pyads

SCALARS = {
    "bBool": True,
    "nByte": 0xA5,
    "nWord": 0xBEEF,
    "nDword": 0xDEADBEEF,
    "nSint": -128,
    "nUsint": 255,
    "nInt": -32768,
    "nUint": 65535,
    "nDint": -2147483648,
    "nUdint": 4294967295,
    "nLint": -(2**63),
    "nUlint": 2**64 - 1,
    "fReal": 1.5,
    "fLreal": 3.141592653589793,
    "wsText": "Ω≈ç√ Keller",
    "aFlat": [0, 10, 20, 30, 40],
    "aBlocks[2].fIn": 2.5,
    "stMixed.aPoints[-1].fX": 0.0,
}


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(catalogue(), speed=0) as running:
        yield running


async def test_says_who_it_is_and_that_it_runs(sim: Simulator) -> None:
    body = """
    name, version = plc.read_device_info()
    result = [name, version.version, version.revision, version.build, *plc.read_state()]
    """
    assert await run_pyads(sim.port, body) == ["Plc30 App", 3, 1, 4024, 5, 0]


async def test_finds_every_symbol(sim: Simulator) -> None:
    body = "result = [[s.name, s.symbol_type, s.comment, s.index_group, s.index_offset] for s in plc.get_all_symbols()]"
    found = await run_pyads(sim.port, body)
    assert found == [
        [place.name, place.type.name, place.comment, place.group, place.offset] for place in sim.program.locations()
    ]


async def test_reads_values_of_all_types_it_knows(sim: Simulator) -> None:
    body = f"result = {{name: plc.read_by_name('MAIN.' + name) for name in {list(SCALARS)!r}}}"
    assert await run_pyads(sim.port, body) == SCALARS


async def test_reads_a_list_in_one_request(sim: Simulator) -> None:
    names = [f"MAIN.{name}" for name in SCALARS]
    found = await run_pyads(sim.port, f"result = plc.read_list_by_name({names!r})")
    assert found == {f"MAIN.{name}": value for name, value in SCALARS.items()}
    assert sim.counts["group 0xF080"] == 1


async def test_writes_values_that_the_program_sees(sim: Simulator) -> None:
    body = """
    plc.write_by_name("MAIN.nInt", -7)
    plc.write_by_name("MAIN.fLreal", 2.25)
    plc.write_by_name("MAIN.bBool", False)
    plc.write_by_name("MAIN.sText", "hello")
    plc.write_by_name("MAIN.wsText", "Grüße aus Wien")  # pyads sends no NUL
    plc.write_by_name("MAIN.aFlat", [5, 4, 3, 2, 1])
    result = plc.write_list_by_name({"MAIN.nUdint": 4000000000, "MAIN.aBlocks[3].fIn": 0.5})
    """
    assert set((await run_pyads(sim.port, body)).values()) == {"no error"}
    program = sim.program
    assert [program[f"MAIN.{name}"] for name in ("nInt", "fLreal", "bBool", "sText", "wsText")] == [
        -7,
        2.25,
        False,
        "hello",
        "Grüße aus Wien",
    ]
    assert [program[f"MAIN.aFlat[{place}]"] for place in range(5)] == [5, 4, 3, 2, 1]
    assert (program["MAIN.nUdint"], program["MAIN.aBlocks[3].fIn"]) == (4_000_000_000, 0.5)


WRITTEN = {
    "bBool": False,
    "nByte": 1,
    "nWord": 2,
    "nDword": 3,
    "nSint": -4,
    "nUsint": 5,
    "nInt": -6,
    "nUint": 7,
    "nDint": -8,
    "nUdint": 9,
    "nLint": -10,
    "nUlint": 11,
    "fReal": -0.5,
    "fLreal": 1e300,
    "sText": "twelve",
    "aFlat": [1, 2, 3, 4, 5],
    "aNegative[-2]": 2.5,
    "stMixed.aPoints[1].fY": 0.125,
}


@pytest.mark.parametrize("by_list", [False, True])
async def test_writes_and_reads_back_all_types_it_knows(sim: Simulator, by_list: bool) -> None:
    values = {f"MAIN.{name}": value for name, value in WRITTEN.items()}
    one_by_one = "for name, value in values.items():\n    plc.write_by_name(name, value)"
    write = "plc.write_list_by_name(values)" if by_list else one_by_one
    body = f"values = {values!r}\n{write}\nresult = plc.read_list_by_name(list(values))"
    assert await run_pyads(sim.port, body) == values


async def test_a_whole_structure_as_bytes(sim: Simulator) -> None:
    size = sim.program.find("MAIN.stMixed").size
    body = f"result = bytes(plc.read_by_name('MAIN.stMixed', pyads.PLCTYPE_BYTE * {size}, return_ctypes=True)).hex()"
    assert bytes.fromhex(await run_pyads(sim.port, body)) == sim.program.read(sim.program.find("MAIN.stMixed"))


async def test_an_unknown_name_is_an_error_with_its_code(sim: Simulator) -> None:
    body = """
    try:
        plc.read_by_name("MAIN.nothing", pyads.PLCTYPE_INT)
    except pyads.ADSError as error:
        result = error.err_code
    """
    assert await run_pyads(sim.port, body) == 0x710


async def test_notifications_carry_the_time_of_the_target(sim: Simulator) -> None:
    body = """
    got = []
    @plc.notification(pyads.PLCTYPE_INT)
    def changed(handle, name, stamp, value):
        got.append([name, stamp.timestamp() - time.time(), value])
    handles = plc.add_device_notification("MAIN.nInt", pyads.NotificationAttrib(2), changed)
    time.sleep(0.1)
    for value in (1, 2, 3):
        plc.write_by_name("MAIN.nInt", value)
        time.sleep(0.05)
    plc.del_device_notification(*handles)
    result = got
    """
    got = await run_pyads(sim.port, body)
    assert [value for _, _, value in got][-3:] == [1, 2, 3]
    assert all(name == "MAIN.nInt" and abs(age) < 1.0 for name, age, _ in got)
    assert len(sim.device().notes) == 0


async def test_symbol_objects_find_their_type(sim: Simulator) -> None:
    body = """
    symbol = plc.get_symbol("MAIN.nDint")
    before = symbol.read()
    symbol.write(12)
    result = [before, symbol.read(), symbol.symbol_type]
    """
    assert await run_pyads(sim.port, body) == [-2147483648, 12, "DINT"]


@pytest.mark.parametrize("state", ["STOP", "RUN"])
async def test_control_changes_the_state(sim: Simulator, state: str) -> None:
    body = f"""
    plc.write_control(pyads.ADSSTATE_{state}, 0, 0, pyads.PLCTYPE_INT)
    result = plc.read_state()[0]
    """
    assert await run_pyads(sim.port, body) == {"STOP": 6, "RUN": 5}[state]


async def test_two_runtimes_on_one_target() -> None:
    async with Simulator({851: keller(), 852: garage()}, speed=0) as sim:
        body = "result = plc.read_by_name('TwinCAT_SystemInfoVarList._AppInfo.AppName')"
        assert await run_pyads(sim.port, body, 851) == "Keller"
        assert await run_pyads(sim.port, body, 852) == "Garage"
        assert await run_pyads(sim.port, "result = plc.read_state()[0]", 10000) == 5
