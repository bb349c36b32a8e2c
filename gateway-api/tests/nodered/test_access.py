"""Which paths of Node-RED are for everybody."""

from __future__ import annotations

import pytest

from dinrail_gateway.nodered.access import needed


@pytest.mark.parametrize(
    "uri",
    ["/dashboard", "/dashboard/", "/dashboard/page1", "/ui", "/ui/#!/0", "/dashboard/socket.io/?EIO=4&t=polling",
     "/dashboard/assets/index-a1b2.js", "/dashboard/K%C3%BCche", "/dashboard/.well"],
)  # fmt: skip
def test_dashboards_are_for_everybody(uri: str) -> None:
    assert needed(uri) == "viewer"


@pytest.mark.parametrize(
    "uri",
    ["", "/", "/editor/", "/editor/flows", "/flows", "/dashboards", "/dashboard-2", "/dashboard/../editor/flows",
     "/dashboard/./x", "/dashboard/%2e%2e/editor", "/dashboard/%2E%2e%2Feditor", "/dashboard/..%2feditor",
     "/dashboard//x", "//dashboard/x", "/dashboard\\..\\editor", "/dashboard/%5c..", "/dashboard/%252e%252e/editor",
     "/dashboard;/../editor", "/dashboard/x;y", "/ui/..", "/dashboard/..", "dashboard", "http://x/dashboard",
     "/dashboard/\n", "/dashboard\n", "/dashboard/%00", "//[dashboard"],
)  # fmt: skip
def test_everything_else_is_for_who_may_change_flows(uri: str) -> None:
    assert needed(uri) == "engineer"
