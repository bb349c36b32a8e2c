"""Who BlueZ asks for a PIN. It answers for the one device that is being paired, and refuses everything else."""
# ruff: noqa: N802 - names and arguments are those of org.bluez.Agent1; its annotations are read at run time.

from dbus_fast import DBusError
from dbus_fast.annotations import DBusObjectPath, DBusStr, DBusUInt16, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method

__all__ = ["PATH", "Agent"]

PATH = "/dinrail/agent"
REJECTED = "org.bluez.Error.Rejected"


class Agent(ServiceInterface):
    """`org.bluez.Agent1`; an empty pin means that the device must do without."""

    def __init__(self, device: str, pin: str) -> None:
        super().__init__("org.bluez.Agent1")
        self._device, self._pin = device, pin

    @dbus_method()
    def Release(self) -> None:
        """Nothing is held."""

    @dbus_method()
    def Cancel(self) -> None:
        """Nothing is pending."""

    @dbus_method()
    def RequestPinCode(self, device: DBusObjectPath) -> DBusStr:
        """Of old devices."""
        return self._known(device)

    @dbus_method()
    def RequestPasskey(self, device: DBusObjectPath) -> DBusUInt32:
        """Of Low Energy."""
        return int(self._known(device))

    @dbus_method()
    def RequestConfirmation(self, device: DBusObjectPath, passkey: DBusUInt32) -> None:
        """Both sides show the same number; ours is the one the person gave."""
        if int(self._known(device)) != passkey:
            raise DBusError(REJECTED, "another number")

    @dbus_method()
    def RequestAuthorization(self, device: DBusObjectPath) -> None:
        """Pairing without a PIN, which the person has asked for."""
        if device != self._device:
            raise DBusError(REJECTED, "another device")

    @dbus_method()
    def AuthorizeService(self, device: DBusObjectPath, uuid: DBusStr) -> None:
        """Services of ours are not offered to anybody."""
        raise DBusError(REJECTED, "no service is offered")

    @dbus_method()
    def DisplayPinCode(self, device: DBusObjectPath, pincode: DBusStr) -> None:
        """We show nothing."""
        raise DBusError(REJECTED, "there is no display")

    @dbus_method()
    def DisplayPasskey(self, device: DBusObjectPath, passkey: DBusUInt32, entered: DBusUInt16) -> None:
        """We show nothing."""
        raise DBusError(REJECTED, "there is no display")

    def _known(self, device: str) -> str:
        if device != self._device or not self._pin:
            raise DBusError(REJECTED, "not asked for")
        return self._pin
