"""Dashboards in backups, and after an instance got another name."""

from __future__ import annotations

from typing import Any

from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage

PASSPHRASE = "four words make one"
BOX = {"x": 0, "y": 0, "w": 2, "h": 2}


def widget(title: str, source: str = "meter_1.power") -> dict[str, Any]:
    return {"type": "value", "title": title, "layout": BOX, "bindings": {"value": {"source": source}}}


async def save(stage: Stage, page: str, widgets: dict[str, Any]) -> None:
    rev = (await stage.http.get("/api/pages")).json()["rev"]
    body = {"rev": rev, "page": {"title": page}, "widgets": widgets}
    answer = await stage.http.put(f"/api/pages/{page}/content", json=body)
    assert answer.status_code == 200, answer.text


async def widgets_of(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = (await stage.http.get("/api/widgets")).json()["widgets"]
    return found


async def test_pages_and_widgets_come_back_one_by_one(stage: Stage) -> None:
    await save(stage, "home", {"a": widget("A"), "b": widget("B")})
    made = await stage.http.post("/api/backups", json={"passphrase": PASSPHRASE})
    id_ = made.json()["id"]
    await save(stage, "home", {"a": widget("changed"), "new": widget("N")})
    await save(stage, "attic", {"c": widget("C")})

    preview = await stage.http.post(f"/api/backups/{id_}/preview", json={"passphrase": PASSPHRASE})
    some = {"dashboards": ["widget a", "widget b"]}
    one = await stage.http.post(f"/api/backups/{id_}/restore", json={"passphrase": PASSPHRASE, "items": some})
    after_one = await widgets_of(stage)
    rest = await stage.http.post(f"/api/backups/{id_}/restore", json={"passphrase": PASSPHRASE})

    section = next(each for each in preview.json()["sections"] if each["section"] == "dashboards")
    assert {(each["item"], each["kind"]) for each in section["differences"]} == {
        ("widget a", "changed"), ("widget b", "added"), ("widget new", "removed"), ("widget c", "removed"),
        ("page attic", "removed"),
    }  # fmt: skip
    assert one.json()["restored"] == some
    assert {id_: found["title"] for id_, found in after_one.items()} == {"a": "A", "b": "B", "new": "N", "c": "C"}
    assert set(rest.json()["restored"]["dashboards"]) == {"widget new", "widget c", "page attic"}
    assert set(await widgets_of(stage)) == {"a", "b"}
    latest = (await stage.http.get("/api/dashboards/versions")).json()["versions"][0]
    assert (latest["what"]["action"], latest["what"]["removed"]) == ("backup", 3)


async def test_bindings_follow_an_instance_that_is_called_otherwise(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await save(stage, "home", {"a": widget("A"), "b": widget("B", "meter_10.power"), "c": widget("C", "meter_1/x/y")})

    await save(stage, "attic", {"d": widget("D"), "e": widget("E", "meter_10.power")})
    reach = (await stage.http.get("/api/instances/meter_1/reach")).json()

    started = await stage.http.post("/api/instances/meter_1/rename", json={"id": "cellar"})
    job = f"/api/jobs/{started.json()['id']}"
    seen: dict[str, Any] = {}

    async def done() -> bool:
        seen.update((await stage.http.get(job)).json())
        return seen["state"] != "running"

    while not await done():
        await stage.clock.sleep(0.05)

    sources = {id_: found["bindings"]["value"]["source"] for id_, found in (await widgets_of(stage)).items()}
    assert (seen["state"], seen["result"]["widgets"]) == ("done", 3)
    assert reach == {"critical": False, "routes": [], "widgets": 3, "pages": 2}
    assert (sources.pop("d"), sources.pop("e")) == ("cellar.power", "meter_10.power")
    assert sources == {"a": "cellar.power", "b": "meter_10.power", "c": "cellar/x/y"}
    latest = (await stage.http.get("/api/dashboards/versions")).json()["versions"][0]
    assert (latest["by"], latest["what"]["action"], latest["what"]["changed"]) == ("admin", "rename", 3)
