"""The commands of docs/backup.md, run on the host against a gateway in its container."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from integration.engine_lab import ROOT, VERSION, ask, docker, eventually, project

__all__ = ["project"]

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]
GUIDE = ROOT / "docs" / "backup.md"
PASSPHRASE = "four words make one"
IMAGE = os.environ.get("DINRAIL_GATEWAY_IMAGE") or f"dinrail/gateway:{VERSION}"


def commands() -> list[str]:
    """Lines of the guide's one block of shell."""
    (block,) = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    return [line for line in block.splitlines() if line]


class Host:
    """A gateway without broker and engine, and its commands."""

    def __init__(self, project: str, folder: Path) -> None:
        self.project = project
        self.folder = folder
        self.config = folder / "config"

    async def run(self, command: str, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
        """A line as a person types it; /tmp is the test's own folder."""
        environment = os.environ | {
            "DINRAIL_PROJECT": self.project,
            "DINRAIL_CONFIG_DIR": str(self.config),
            "DINRAIL_ENV_FILE": "/dev/null",
            "DINRAIL_PASSPHRASE": passphrase,
        }
        line = command.replace("/tmp/", f"{self.folder}/")
        return await asyncio.to_thread(
            lambda: subprocess.run(
                ["bash", "-c", line],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
        )

    def say(self, language: str) -> None:
        """A hand edit of the settings."""
        path = self.config / "settings.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"language": language}))

    async def language(self) -> str:
        """As the gateway has accepted it."""
        accepted = json.loads((self.config / "accepted" / "settings.json").read_text())
        return str(accepted["language"])

    async def speaks(self, language: str) -> None:
        async def right() -> bool:
            return await self.language() == language

        await eventually(right)


@pytest.fixture
async def host(tmp_path: Path, project: str) -> AsyncIterator[Host]:
    for name in ("config", "data"):
        (tmp_path / name).mkdir()
    await ask(
        *("run", "-d", "--name", f"{project}-gateway", "--read-only", "--tmpfs", "/tmp", "--network", "none"),
        *("--label", "dinrail.part=gateway", "--label", f"dinrail.project={project}"),
        *("-v", f"{tmp_path / 'config'}:/config", "-v", f"{tmp_path / 'data'}:/data"),
        *("--tmpfs", "/tls", "--tmpfs", "/broker-security", "--tmpfs", "/router-secrets"),
        *("-e", "DINRAIL_BROKER=mqtt://127.0.0.1:1", "-e", f"DINRAIL_PROJECT={project}"),
        IMAGE,
    )
    host = Host(project, tmp_path)

    async def serves() -> bool:
        listed = await host.run("make backup ARGS=list")
        return listed.returncode == 0

    try:
        await eventually(serves, 60)
        yield host
    finally:
        await asyncio.to_thread(docker, "logs", f"{project}-gateway")
        await asyncio.to_thread(docker, "rm", "-f", f"{project}-gateway")


async def test_the_commands_of_the_guide_do_what_it_says(host: Host) -> None:
    host.say("de")
    await host.speaks("de")
    plain, noted, elsewhere, listing, dry, item, whole = commands()

    for line in (plain, noted, elsewhere):
        made = await host.run(line)
        assert made.returncode == 0, made.stdout + made.stderr
        assert "written and verified" in made.stdout
    listed = await host.run(listing)
    assert listed.stdout.count("-manual") == 3
    assert (host.folder / "dinrail.zip").stat().st_mode & 0o077 == 0

    host.say("en")
    await host.speaks("en")
    tried = await host.run(dry)
    assert tried.stdout.splitlines()[-1] == "~ settings/language"
    await host.speaks("en")

    for line in (item, whole):
        host.say("en")
        await host.speaks("en")
        restored = await host.run(line)
        assert restored.returncode == 0, restored.stderr
        assert "restored settings/language" in restored.stdout
        assert "how it was before: dinrail-" in restored.stdout
        await host.speaks("de")
    again = await host.run(whole)
    assert "nothing differs" in again.stdout


async def test_what_is_refused_says_why_with_status_1_and_changes_nothing(host: Host) -> None:
    made = await host.run("make backup TO=/tmp/dinrail.zip")
    assert made.returncode == 0, made.stderr
    shutil.copy(host.folder / "dinrail.zip", host.folder / "cut.zip")
    os.truncate(host.folder / "cut.zip", 500)
    host.say("en")
    await host.speaks("en")

    wrong = await host.run("compose/scripts/backup.sh restore /tmp/dinrail.zip", passphrase="another one")
    cut = await host.run("compose/scripts/backup.sh restore /tmp/cut.zip")
    missing = await host.run("compose/scripts/backup.sh restore dinrail-nowhere")
    short = await host.run("compose/scripts/backup.sh create --to /tmp/short.zip", passphrase="short")
    misused = await host.run("compose/scripts/backup.sh burn")

    assert (wrong.returncode, "not the passphrase" in wrong.stderr) == (1, True)
    assert (cut.returncode, "ends too early" in cut.stderr) == (1, True)
    assert (missing.returncode, "there is no backup" in missing.stderr) == (1, True)
    assert short.returncode == 1
    assert not list(host.folder.glob("short.zip*"))
    assert misused.returncode == 2
    await host.speaks("en")


async def test_without_a_gateway_it_says_how_to_start_one(host: Host) -> None:
    await ask("stop", "--time", "5", f"{host.project}-gateway")

    asked = await host.run("make backup")

    assert asked.returncode != 0
    assert "make up" in asked.stderr
