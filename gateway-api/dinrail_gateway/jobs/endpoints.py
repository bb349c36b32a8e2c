"""/jobs: long operations, under way and ended."""

from __future__ import annotations

from fastapi import APIRouter

from dinrail_gateway.errors import NotFound, responses
from dinrail_gateway.jobs.schemas import JobView
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.get("")
async def list_jobs(gateway: Wired) -> list[JobView]:
    """The youngest first; at most a hundred are kept, over restarts too. Live connections are told as they go on."""
    return gateway.jobs.views()


@router.get("/{job}", responses=responses(NotFound))
async def read_job(job: str, gateway: Wired) -> JobView:
    """One."""
    return gateway.jobs.view(job)
