"""Where the models of a device are, whatever vendors make of the specification."""

from __future__ import annotations

import pytest

from dinrail.errors import ProtocolError, Timeout
from dinrail_modbus.client import ExceptionAnswer
from dinrail_modbus.sim.bank import Bank, Refused
from dinrail_modbus.sunspec.chain import BASES, MOST_MODELS, Block, find_chain
from sunspec_device import common, int_inverter, put_chain, trackers


class Device:
    """Reads a bank as a device answers."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self.reads = 0

    async def read(self, address: int, size: int) -> bytes:
        self.reads += 1
        try:
            registers = self._bank.read("holding_registers", address, size)
        except Refused as refused:
            raise ExceptionAnswer(refused.code, 1, 3) from None
        return b"".join(register.to_bytes(2, "big") for register in registers)


async def chain_of(bank: Bank) -> list[Block]:
    return await find_chain(Device(bank).read)


@pytest.mark.parametrize("base", BASES)
async def test_the_marker_is_found_at_every_base(base: int) -> None:
    bank = Bank()
    put_chain(bank, [common(), int_inverter()], base=base)
    assert await chain_of(bank) == [Block(1, base + 2, 65), Block(103, base + 69, 50)]


@pytest.mark.parametrize("length", [65, 66])
async def test_both_lengths_of_the_common_model_lead_on(length: int) -> None:
    bank = Bank()
    put_chain(bank, [common(length=length), int_inverter()])
    assert [block.model for block in await chain_of(bank)] == [1, 103]


@pytest.mark.parametrize("end", [[0xFFFF, 0], [0, 0], []])
async def test_every_kind_of_end_ends_the_chain(end: list[int]) -> None:
    bank = Bank()
    put_chain(bank, [common(), int_inverter()], end=end)
    assert [block.model for block in await chain_of(bank)] == [1, 103]


async def test_unknown_models_are_passed_over_by_their_length() -> None:
    bank = Bank()
    put_chain(bank, [common(), [64001, 3, 7, 8, 9], int_inverter()])
    assert [block.model for block in await chain_of(bank)] == [1, 64001, 103]


async def test_a_length_that_counts_its_header_is_understood() -> None:
    bank = Bank()
    wrong = int_inverter()
    wrong[1] += 2
    put_chain(bank, [common(), wrong, trackers(2)])
    assert [(block.model, block.address) for block in await chain_of(bank)] == [(1, 40002), (103, 40069), (160, 40121)]


async def test_no_marker_is_told() -> None:
    bank = Bank()
    bank.put("holding_registers", 40000, [1, 2, 3, 4])
    with pytest.raises(ProtocolError) as caught:
        await chain_of(bank)
    assert caught.value.reason.key == "sunspec_missing"


async def test_a_chain_without_end_is_bounded() -> None:
    bank = Bank()
    bank.put("holding_registers", 40000, [0x5375, 0x6E53] + [64001, 0] * 5000)
    device = Device(bank)
    assert len(await find_chain(device.read)) == MOST_MODELS
    assert device.reads < 2 * MOST_MODELS


async def test_a_model_beyond_the_last_address_is_not_believed() -> None:
    bank = Bank()
    put_chain(bank, [common(), [103, 60000, 1]])
    assert [block.model for block in await chain_of(bank)] == [1]


async def test_silence_is_no_end_of_the_chain() -> None:
    async def silent(_address: int, _size: int) -> bytes:
        raise Timeout("no answer")

    with pytest.raises(Timeout):
        await find_chain(silent)
