import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.parts import MAX_PART, Part, PartReader, split_document

BIG = [{"path": f"unit{number}.größe", "note": '"\\\n' * 8} for number in range(6000)]


def feed_all(reader: PartReader, payloads: list[bytes]) -> bytes | None:
    documents = [document for payload in payloads if (document := reader.feed(payload)) is not None]
    return documents[-1] if documents else None


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_small_document_is_one_part(document: object) -> None:
    parts = split_document(document, 1)
    assert len(parts) == 1
    assert msgspec.json.decode(feed_all(PartReader(), parts) or b"") == document


def test_every_part_of_a_big_document_keeps_the_limit() -> None:
    parts = split_document(BIG, 1)
    assert len(parts) > 3
    assert max(len(part) for part in parts) <= MAX_PART
    assert msgspec.json.decode(feed_all(PartReader(), parts) or b"") == BIG


def test_order_of_parts_does_not_matter() -> None:
    assert msgspec.json.decode(feed_all(PartReader(), split_document(BIG, 1)[::-1]) or b"") == BIG


def test_reader_swaps_only_a_complete_revision() -> None:
    reader = PartReader()
    feed_all(reader, split_document(["old"], 1))
    newer = split_document(BIG, 2)
    assert feed_all(reader, newer[:-1]) is None
    assert reader.rev == 1
    assert feed_all(reader, newer[-1:]) is not None
    assert reader.rev == 2


def test_surplus_part_of_an_older_revision_is_ignored() -> None:
    reader = PartReader()
    old, new = split_document(BIG, 1), split_document(["new"], 2)
    feed_all(reader, [*old, *new])
    assert feed_all(reader, old[1:]) is None
    assert reader.rev == 2


def test_owner_that_restarted_with_a_lower_revision_is_read() -> None:
    reader = PartReader()
    feed_all(reader, split_document(["before"], 9))
    assert feed_all(reader, split_document(["after"], 3)) == b'["after"]'


def test_a_revision_that_comes_again_in_fewer_parts_is_read() -> None:
    reader = PartReader()
    assert reader.feed(msgspec.json.encode(Part(7, 4, 6, "old"))) is None
    assert reader.feed(msgspec.json.encode(Part(7, 1, 2, "1]"))) is None
    assert reader.feed(msgspec.json.encode(Part(7, 0, 2, "["))) == b"[1]"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b'{"rev":1,"part":1,"parts":1,"data":""}',
        b'{"rev":1,"part":0,"parts":100000,"data":""}',
        b'{"rev":1,"part":-1,"parts":1,"data":""}',
    ],
)
def test_what_is_no_part_is_refused(payload: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        PartReader().feed(payload)
