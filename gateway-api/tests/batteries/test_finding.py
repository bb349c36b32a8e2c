from dinrail_gateway.batteries.finding import find
from dinrail_gateway.points.tree import AddressTree


def found(*addresses: str) -> list[str]:
    tree = AddressTree()
    for address in addresses:
        tree.add(address)
    return list(find(tree))


def test_a_battery_is_told_by_its_points() -> None:
    assert found("bt.left.soc", "bt.left.voltage", "bt.left.current", "bt.right.cells.2.voltage") == [
        "bt.left",
        "bt.right",
    ]
    assert found("can_1.soc", "can_1.voltage", "can_1.current") == ["can_1"]


def test_half_of_it_is_no_battery() -> None:
    assert found("meter.l1.voltage", "meter.l1.current", "plc.MAIN.soc", "x.cells.count", "x.cells.min.voltage") == []
    assert found("a.soc.raw", "a.voltage", "a.current") == []


def test_nothing_below_a_battery_is_another() -> None:
    assert found(*(f"b.{name}" for name in ("soc", "voltage", "current", "pack.cells.1.voltage"))) == ["b"]
