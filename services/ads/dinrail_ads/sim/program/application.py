"""`TwinCAT_SystemInfoVarList._AppInfo`: what every TwinCAT 3 program says about itself."""

from dinrail_ads.sim.program.elementary import BOOL, DT, OTCID, UDINT
from dinrail_ads.sim.program.structures import Member, struct
from dinrail_ads.sim.program.types import string

__all__ = ["APP_INFO", "ONLINE_CHANGES", "app_info"]

APP_INFO = "TwinCAT_SystemInfoVarList._AppInfo"
ONLINE_CHANGES = f"{APP_INFO}.OnlineChangeCnt"

app_info = struct(
    "PlcAppSystemInfo",
    [
        Member("ObjId", OTCID),
        Member("TaskCnt", UDINT),
        Member("OnlineChangeCnt", UDINT),
        Member("Flags", UDINT),
        Member("AdsPort", UDINT),
        Member("BootDataLoaded", BOOL),
        Member("OldBootData", BOOL),
        Member("AppTimestamp", DT),
        Member("KeepOutputsOnBP", BOOL),
        Member("ShutdownInProgress", BOOL),
        Member("LicensesPending", BOOL),
        Member("BSODOccured", BOOL),
        Member("LoggedIn", BOOL),
        Member("AppName", string(63)),
        Member("ProjectName", string(63)),
    ],
)
