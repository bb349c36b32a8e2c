"""What the gateway says of itself."""

from __future__ import annotations

from dinrail.reason import Reason
from dinrail_gateway.testing.stage import Stage


async def test_healthz_is_ok_while_broker_and_engine_answer(stage: Stage) -> None:
    answer = await stage.client().get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "parts": {"broker": "ok", "docker": "ok"}}


async def test_healthz_is_degraded_but_200_when_a_neighbour_is_away(stage: Stage) -> None:
    stage.supervisor.docker_ok = Reason("engine_unknown", {}, "the engine does not answer")

    answer = await stage.client().get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "parts": {"broker": "ok", "docker": "engine_unknown"}}
