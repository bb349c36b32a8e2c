"""NetIds, error texts and the names of numbers."""

from __future__ import annotations

import pytest

from dinrail_ads.wire.ams import AmsAddress, net_id_bytes, net_id_text
from dinrail_ads.wire.errors import AdsCode, text
from dinrail_ads.wire.groups import BIT_GROUPS


def test_net_ids_are_six_numbers() -> None:
    assert net_id_bytes("192.168.1.10.1.1") == bytes((192, 168, 1, 10, 1, 1))
    assert net_id_text(bytes(range(6))) == "0.1.2.3.4.5"
    assert str(AmsAddress(bytes(6), 851)) == "0.0.0.0.0.0:851"


@pytest.mark.parametrize(
    "wrong", ["", "1.2.3.4", "1.2.3.4.5.6.7", "1.2.3.4.5.256", "1.2.3.4.5.-1", "a.b.c.d.e.f", "1.2.3.4.5.²"]
)
def test_everything_else_is_named(wrong: str) -> None:
    with pytest.raises(ValueError, match="NetId"):
        net_id_bytes(wrong)


def test_every_code_has_a_sentence_of_its_own() -> None:
    sentences = [text(code) for code in AdsCode]
    assert len(set(sentences)) == len(sentences)
    assert not any("0x" in sentence for sentence in sentences)


def test_an_unknown_code_is_named_by_its_number() -> None:
    assert text(0x9811) == "ADS error 0x9811"


def test_groups_of_bits_follow_their_bytes() -> None:
    assert all(bits == octets + 1 for bits, octets in BIT_GROUPS.items())
