import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.errors import AddressError
from dinrail.names import (
    RESERVED,
    Topics,
    check_instance_id,
    decode_segment,
    encode_segment,
    join,
    parse,
    split,
)

DEVICE_NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs", "Co", "Cn")), min_size=1
)


@pytest.mark.parametrize("instance", ["bt", "plc_keller", "inverter-1", "a", "a" * 32])
def test_instance_id_is_taken(instance: str) -> None:
    assert check_instance_id(instance) == instance


@pytest.mark.parametrize("instance", ["", "1a", "Bt", "a" * 33, "a.b", "a/b", "ä", "a b", "../x", "a\n", "-a"])
def test_instance_id_is_refused(instance: str) -> None:
    with pytest.raises(AddressError) as caught:
        check_instance_id(instance)
    assert caught.value.reason.key == "instance_id_invalid"


@pytest.mark.parametrize("instance", sorted(RESERVED))
def test_reserved_instance_id_is_refused_by_its_own_reason(instance: str) -> None:
    with pytest.raises(AddressError) as caught:
        check_instance_id(instance)
    assert caught.value.reason.key == "instance_id_reserved"


def test_slash_separates_like_a_dot() -> None:
    assert parse("mqtt.alarms/critical") == ("mqtt", ("alarms", "critical"))
    assert join("bt", "bms_001/voltage") == "bt.bms_001.voltage"


@pytest.mark.parametrize(
    "address",
    [
        "bt",
        "",
        ".",
        "bt.",
        ".bt",
        "bt..x",
        "bt.a+b",
        "bt.#",
        "bt.*",
        "bt.a%2",
        "bt.a%zz",
        "bt.a\0",
        "bt.a\nb",
        "Bt.x",
        "set.x",
        "bt." + "x" * 1024,
    ],
)
def test_address_is_refused(address: str) -> None:
    with pytest.raises(AddressError):
        parse(address)


def test_calculated_points_are_addresses_of_the_router() -> None:
    assert parse("calc.house.power") == ("calc", ("house", "power"))


@given(DEVICE_NAMES)
def test_any_device_name_survives_as_a_segment(name: str) -> None:
    segment = encode_segment(name)
    assert split(f"x.{segment}") == ("x", segment)
    assert decode_segment(segment) == name


@given(st.lists(DEVICE_NAMES.map(encode_segment), min_size=1, max_size=4))
def test_address_and_topic_are_one_to_one(segments: list[str]) -> None:
    topics = Topics("home/edge")
    address = join("plc", *segments)
    assert topics.address(topics.sample(address)) == address
    assert topics.address(topics.write(address)) == address


@pytest.mark.parametrize(
    "topic",
    [
        "other/plc/x",
        "smarthome",
        "smarthome/",
        "smarthome//x",
        "smarthome/plc/a.b",
        "smarthome/set/",
        "dinrail/plc/state",
    ],
)
def test_foreign_topic_is_no_address(topic: str) -> None:
    with pytest.raises(AddressError):
        Topics().address(topic)


def test_topics_of_the_contract() -> None:
    topics = Topics()
    assert topics.sample("bt.bms_001.voltage") == "smarthome/bt/bms_001/voltage"
    assert topics.write("plc.MAIN.bOn") == "smarthome/set/plc/MAIN/bOn"
    assert topics.samples_of("bt") == "smarthome/bt/#"
    assert topics.writes_to("bt") == "smarthome/set/bt/#"
    assert topics.of("bt", "points", "0") == "dinrail/bt/points/0"
    assert topics.panic() == "dinrail/panic"


@pytest.mark.parametrize("root", ["dinrail", "dinrail/house", "$SYS", "$share/house"])
def test_a_root_of_control_or_broker_topics_is_refused(root: str) -> None:
    with pytest.raises(AddressError):
        Topics(root)
