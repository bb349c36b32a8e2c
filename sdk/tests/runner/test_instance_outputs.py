"""Outputs off: an emergency stop sets what was configured before it lets go of the device."""


async def test_safe_values_are_written_before_the_device_is_closed(plc, device):
    rev = plc.configure(safe_writes=[{"path": "setpoint", "value": 7.5}, {"path": "mode", "value": 0}])
    await plc.state("connected", rev=rev)
    plc.panic("all")
    await plc.state("panic", "panic")
    assert device.values["setpoint"] == 7.5


async def test_one_that_cannot_be_written_keeps_no_other_from_it(plc, device):
    rev = plc.configure(
        safe_writes=[
            {"path": "nowhere", "value": 1},
            {"path": "setpoint", "value": 9999.0},
            {"path": "setpoint", "value": 8.0},
        ]
    )
    await plc.state("connected", rev=rev)
    plc.panic("all")
    await plc.state("panic", "panic")
    assert device.values["setpoint"] == 8.0


async def test_lower_levels_write_nothing(plc, device):
    rev = plc.configure(safe_writes=[{"path": "setpoint", "value": 7.5}])
    await plc.state("connected", rev=rev)
    plc.panic("routes")
    device.values["temperature"] = 30.0
    await plc.sampled("temperature", 30.0)
    assert device.values["setpoint"] != 7.5
