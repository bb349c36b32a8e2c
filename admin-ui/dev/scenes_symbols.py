"""The variables of a PLC: what `look.py` looks at there."""

from __future__ import annotations

from scenes import REFUSED, Scene, _all, _by, _fill, _mode, _press, _shown

PATH = "/instances/plc_keller/symbols"


def _scene(name: str, *steps: object, plc: str = "on", query: str = "", **more: object) -> Scene:
    return Scene(f"symbols-{name}", PATH + query, _mode(plc=plc), _all(*steps), **more)  # type: ignore[arg-type]


GRID = _shown("node-grid")
MAIN, BATTERY, CELLS = (_by(f"node-{path}") for path in ("MAIN", "MAIN.fbBattery", "MAIN.fbBattery.aCell"))


def _theirs(page: object) -> None:
    """Somebody else saves the instance."""
    page.evaluate(  # type: ignore[attr-defined]
        """async () => {
            const one = await (await fetch('/api/instances/plc_keller')).json();
            const {status, revision, ...draft} = {...one, title: 'SPS Technikraum'};
            await fetch('/api/instances/plc_keller', {method: 'PUT', body: JSON.stringify(draft),
                headers: {'Content-Type': 'application/json', 'If-Match': `"${revision}"`}});
        }"""
    )


SYMBOLS = [
    Scene("instances-plc", "/instances", _mode(plc="on")),
    _scene("tree", GRID, MAIN, BATTERY, settle=900),
    _scene("keyboard", GRID, MAIN, lambda p: p.get_by_test_id("node-grid").focus(), _press("m"), _press("ArrowDown"), _press("ArrowRight"), _press("ArrowDown"), _press("ArrowDown"), _press(" "), settle=900),
    _scene("ticked", GRID, MAIN, BATTERY, CELLS, _by("tick-MAIN.fbBattery.aCell[1]"), _by("tick-MAIN.fbBattery.fSoc"), settle=900),
    _scene("saved", GRID, MAIN, _by("tick-MAIN.fbHeating"), lambda p: p.wait_for_timeout(400), _by("save"), settle=1800),
    _scene("conflict", GRID, MAIN, _by("tick-MAIN.fbHeating"), _theirs, lambda p: p.wait_for_timeout(400), _by("save"), settle=900, noise=REFUSED),
    _scene("5000", GRID, _by("node-GVL_Log"), _by("node-GVL_Log.aHistory"), lambda p: p.get_by_test_id("node-grid").focus(), lambda p: p.get_by_test_id("node-grid").evaluate("grid => { grid.scrollTop = 75000 }"), settle=1200),
    _scene("too-many", GRID, _by("tick-GVL_Log"), settle=900),
    _scene("search", GRID, query="?q=cell%20volt", settle=900),
    _scene("search-nothing", query="?q=nosuchthing", settle=1200),
    _scene("only-ticked", GRID, query="?view=ticked", settle=900),
    _scene("only-ticked-none", plc="none", query="?view=ticked", settle=900),
    _scene("types", _shown("types"), query="?view=types", settle=500),
    _scene("types-filter", _shown("types"), _fill("[data-testid=types-filter]", "struct"), query="?view=types", settle=500),
    _scene("places", GRID, query="?view=types&type=ST_Cell", settle=900),
    _scene("detail", GRID, MAIN, BATTERY, _by("node-MAIN.fbBattery.eMode"), settle=900),
    _scene("changed", _shown("program-changed"), _by("show-changes"), plc="changed", settle=900),
    _scene("confirmed", _shown("program-changed"), _by("confirm-changes"), plc="changed", settle=900),
    _scene("stopped", _shown("trouble"), plc="stopped", noise=REFUSED),
    _scene("route-missing", _shown("trouble"), plc="route", noise=REFUSED),
    _scene("route", _shown("trouble"), _by("remedy-route"), _by("route-submit"), plc="route", noise=REFUSED),
    _scene("config", _shown("trouble"), plc="config", noise=REFUSED),
    _scene("plc-stop", GRID, plc="late"),
    _scene("empty", plc="empty"),
    Scene("symbols-loading", PATH, _mode(plc="on"), lambda p: (p.route("**/call/browse*", lambda r: None), p.reload(), p.wait_for_timeout(3500)), pending=True),
    Scene("symbols-missing", "/instances/gone/symbols", _mode(plc="on"), noise=REFUSED),
]
