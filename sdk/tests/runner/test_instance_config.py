"""Hot reload: what is taken, what is rejected, what is kept."""

import pytest

from dinrail.errors import ConfigError
from line_adapter.adapter import LineAdapter


async def test_a_changed_configuration_takes_effect_in_the_running_process(plc, device):
    task = plc.task
    rev = plc.configure(registers=["a", "b"])
    await plc.state("connected", rev=rev)
    await plc.sampled("register/a", 0)
    assert plc.task is task
    assert not task.done()


async def test_a_bad_configuration_is_rejected_with_its_path_and_the_running_one_stays(plc):
    plc.configure(endpoints=[plc.endpoint() | {"port": 0}])
    state = await plc.until(lambda: (s := plc.shown()).config.rejected and s)
    assert (state.state, state.config.rev, state.config.rejected_rev) == ("connected", 1, 2)
    assert state.config.rejected.params["path"] == "/endpoints/0/port"
    assert (await plc.set("setpoint", b"17"))["ok"]
    rev = plc.configure(registers=["a"])
    assert (await plc.state("connected", rev=rev)).config.rejected is None


async def test_what_the_adapter_itself_finds_wrong_is_rejected_with_its_path(plc):
    plc.configure(registers=["a", "b", "a"])
    state = await plc.until(lambda: (s := plc.shown()).config.rejected and s)
    assert state.config.rejected.params["path"] == "/registers/2"


async def test_an_unknown_field_is_rejected(plc):
    plc.configure(typo=1)
    state = await plc.until(lambda: (s := plc.shown()).config.rejected and s)
    assert state.config.rejected.params["path"] == "/typo"


async def test_a_first_configuration_that_is_bad_is_an_error_until_it_is_corrected(stopped):
    stopped.configure(interval="fast")
    stopped.start()
    state = await stopped.state("error", "config_invalid")
    assert state.config.rev == 0
    stopped.configure()
    await stopped.state("connected", rev=2)


async def test_an_unchanged_configuration_keeps_the_link(plc, device):
    before = device.requests.count("AUTH ")
    rev = plc.configure(limits={"packets_per_s": 100})
    await plc.state("connected", rev=rev)
    assert device.requests.count("AUTH ") == before


async def test_an_adapter_that_can_takes_a_configuration_without_a_new_link(plc, device):
    before = device.requests.count("AUTH ")
    rev = plc.configure(registers=["a"], gentle_reload=True)
    await plc.state("connected", rev=rev)
    await plc.sampled("register/a", 0)
    assert device.requests.count("AUTH ") == before


async def test_points_that_vanish_with_a_configuration_are_cleared(plc, broker):
    plc.configure(registers=["a"])
    await plc.sampled("register/a", 0)
    plc.configure()
    await plc.until(lambda: plc.sample("register/a") is None)


async def test_points_that_vanished_while_it_was_stopped_are_cleared(plc, broker):
    plc.configure(registers=["a"])
    await plc.sampled("register/a", 0)
    await plc.stop()
    plc.configure()
    plc.start()
    await plc.until(lambda: plc.sample("register/a") is None)
    await plc.sampled("setpoint", 20.0)


async def test_secrets_come_from_the_folder_and_never_appear_on_the_bus(stopped, device):
    device.password = "s3cret-w0rd"
    (stopped.secrets / "config.json").write_text('{"/password": "s3cret-w0rd"}')
    stopped.configure()
    stopped.start()
    await stopped.state("connected")
    assert all(b"s3cret-w0rd" not in message.payload for message in stopped.broker.published)


async def test_a_wrong_password_is_the_devices_reason(stopped, device):
    device.password = "other"
    stopped.configure()
    stopped.start()
    await stopped.state("disconnected", "protocol_error")


class Misconfigured(LineAdapter):
    async def connect(self, endpoint):
        if self.config.deadband:
            raise ConfigError("no such unit", path="/deadband")
        await super().connect(endpoint)


async def test_a_configuration_the_device_contradicts_waits_for_another(stopped):
    stopped.configure(deadband=1)
    stopped.start(Misconfigured)
    state = await stopped.state("error", "config_invalid")
    assert (state.config.rejected_rev, state.config.rejected.params["path"]) == (1, "/deadband")
    assert (await stopped.sampled("setpoint", None, "bad")).why == "config_invalid"
    stopped.configure()
    await stopped.state("connected")
    assert stopped.shown().config.rejected is None


class Replugged(LineAdapter):
    tries = 0

    async def connect(self, endpoint):
        Replugged.tries += 1
        if Replugged.tries == 1:
            raise ConfigError("no such unit", path="/deadband")
        await super().connect(endpoint)


async def test_the_same_configuration_sent_again_is_another_try(stopped):
    Replugged.tries = 0
    stopped.configure()
    stopped.start(Replugged)
    await stopped.state("error", "config_invalid")
    rev = stopped.configure()
    assert (await stopped.state("connected", rev=rev)).config.rejected is None


class Fickle(LineAdapter):
    lists = 0

    def points(self):
        Fickle.lists += self.config.deadband == 1
        if Fickle.lists > 1:
            raise ConfigError("the file is gone", path="/deadband")
        return super().points()


async def test_a_directory_that_fails_at_the_second_look_leaves_the_running_one(stopped):
    Fickle.lists = 0
    stopped.configure()
    stopped.start(Fickle)
    await stopped.state("connected")
    stopped.configure(deadband=1)
    state = await stopped.until(lambda: (s := stopped.shown()).config.rejected and s)
    assert (state.state, state.config.rev, state.config.rejected_rev) == ("connected", 1, 2)
    assert (await stopped.set("setpoint", b"17"))["ok"]


class Broken(LineAdapter):
    def points(self):
        return super().points() if self.config.deadband else [None.path]


async def test_a_bug_in_the_adapters_directory_rejects_the_configuration_and_is_captured(stopped):
    stopped.configure()
    stopped.start(Broken)
    await stopped.state("error", "adapter_failed")
    await stopped.broker.wait_for("dinrail/plc/error", lambda m: b"AttributeError" in m.payload)
    stopped.configure(deadband=1)
    await stopped.state("connected")


@pytest.mark.parametrize(("field", "value"), [("id", "other"), ("type", "modbus")])
async def test_a_definition_meant_for_another_is_rejected(plc, field, value):
    from dinrail.parts import split_document

    definition = {"id": "plc", "type": "line", "config": {}} | {field: value}
    plc.broker.publish("dinrail/plc/config/0", split_document(definition, 9)[0], qos=1, retain=True)
    state = await plc.until(lambda: (s := plc.shown()).config.rejected and s)
    assert state.config.rejected.params["path"] == f"/{field}"
