"""Writes every requirements.lock of the repository: one version of each package everywhere.

Runs in the Python image (see lock.sh), so that markers are those of the images. The lock of the
test image is made first from the union of all packages, the others follow its versions.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests" / "requirements.lock"
BUILD = ROOT / "compose" / "images" / "build-requirements.lock"
# Complete sets, installed into an empty environment; a service is installed on top of the sdk's set.
COMPLETE = ("router", "gateway-api")
OWN = re.compile(r"dinrail([-_][a-z0-9]+)?(\[[a-z,]+\])?\s*([=<>!~].*)?$", re.IGNORECASE)

PIP_COMPILE = (
    *(sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--strip-extras", "--allow-unsafe"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links"),
)


def packages() -> dict[str, Path]:
    """Returns every Python package of the repository, by its folder's path from the root."""
    found = sorted([*ROOT.glob("*/pyproject.toml"), *ROOT.glob("services/*/pyproject.toml"),
                    *ROOT.glob("plugins/*/pyproject.toml")])  # fmt: skip
    return {str(path.parent.relative_to(ROOT)): path for path in found}


def requirements(pyproject: Path, *, extras: bool = False) -> list[str]:
    """Returns what a package needs from outside the repository."""
    project = tomllib.loads(pyproject.read_text())["project"]
    wanted = list(project.get("dependencies", []))
    if extras:
        wanted += [line for group in project.get("optional-dependencies", {}).values() for line in group]
    return [line for line in wanted if not OWN.match(line.split(";")[0].strip())]


def pins(lock: Path) -> str:
    """Returns the versions of a lock without hashes, as constraints."""
    return "\n".join(re.findall(r"^[a-zA-Z0-9][^\s\\]*==[^\s\\]+", lock.read_text(), re.MULTILINE)) + "\n"


def compile_lock(target: Path, wanted: list[str], constraints: str) -> None:
    """Writes one lock file with hashes and without index addresses."""
    with tempfile.TemporaryDirectory() as folder:
        source, limits, output = (Path(folder) / name for name in ("wanted.in", "limits.txt", "out.lock"))
        source.write_text("\n".join(wanted) + "\n")
        limits.write_text(constraints)
        subprocess.run(  # noqa: S603 - our own arguments
            [*PIP_COMPILE, "--constraint", str(limits), "--output-file", str(output), str(source)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        target.write_text("# Written by `make lock`; do not edit.\n" + output.read_text())
    owner = ROOT.stat()
    os.chown(target, owner.st_uid, owner.st_gid)
    sys.stdout.write(f"{target.relative_to(ROOT)}: {len(pins(target).split())} packages\n")
    sys.stdout.flush()


def main() -> None:
    """Writes all lock files."""
    found = packages()
    tools = [line for line in (ROOT / "tests" / "requirements.in").read_text().splitlines() if line and line[0] != "#"]
    everything = [line for path in found.values() for line in requirements(path, extras=True)]
    compile_lock(TESTS, tools + everything, "")
    chosen = pins(TESTS)
    compile_lock(BUILD, ["hatchling"], chosen)
    sdk = requirements(found["sdk"])
    for folder, path in found.items():
        own = requirements(path)
        if not own:  # a plugin that needs the SDK alone
            continue
        compile_lock(path.parent / "requirements.lock", [*sdk, *own] if folder in COMPLETE else own, chosen)


if __name__ == "__main__":
    main()
