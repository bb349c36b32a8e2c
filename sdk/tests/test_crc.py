from dinrail.crc import modbus


def test_check_string_of_the_catalogue() -> None:
    assert modbus(b"123456789") == bytes.fromhex("37 4b")  # CRC-16/MODBUS is 0x4B37
    assert modbus(b"") == b"\xff\xff"


def test_request_of_the_specification() -> None:
    assert modbus(bytes.fromhex("01 03 00 00 00 0a")) == bytes.fromhex("c5 cd")
