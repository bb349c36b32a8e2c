"""Runs every stage of `make test` and sums them up; executed in the test image by compose/scripts/test.sh.

    run.py [STAGE…]          all stages, or those named
    run.py --bench [NAME…]   tests/bench, JSON lines on standard output; `router` is also `router_latency` and so on

A stage is a folder with tests, a linter, or the browser application's own checks. Each writes its
output to build/test/<stage>.log and its results to build/test/<stage>.xml.
"""

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "test"
STARTED = float(os.environ.get("DINRAIL_STARTED") or time.time())
VERSION = os.environ.get("DINRAIL_VERSION") or (ROOT / "VERSION").read_text().strip()
STAGE_LIMIT_S = 2700  # ends what hangs; a loaded machine may take its time
# Those with processes and containers of their own come last: what they wait for has bounds that a busy machine
# breaks. They wait far more than they work, so these lanes share one machine.
LATE_LANES = (("integration",), ("conformance",), ("faults", "e2e"))
LATE = tuple(stage for lane in LATE_LANES for stage in lane)
MOST_AGAIN = 6
LONGEST = "sdk"
NOT_TESTS = ("bench", "stack")


@dataclass
class Result:
    """What a stage came to; `failures` are names of failed tests."""

    passed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.passed} passed, {len(self.failures)} failed, {self.skipped} skipped"

    def add(self, other: "Result") -> None:
        """Adds the figures of another stage."""
        self.passed += other.passed
        self.skipped += other.skipped
        self.failures += other.failures


def say(text: str) -> None:
    """Prints a progress line with the time since make began."""
    minutes, seconds = divmod(int(time.time() - STARTED), 60)
    sys.stdout.write(f"[{minutes:02d}:{seconds:02d}] {text}\n")
    sys.stdout.flush()


def packages() -> list[Path]:
    """Returns the folders of all Python packages of the repository."""
    patterns = ("*/pyproject.toml", "services/*/pyproject.toml", "plugins/*/pyproject.toml")
    return sorted(path.parent for pattern in patterns for path in ROOT.glob(pattern))


def execute(stage: str, command: Sequence[str]) -> int:
    """Appends a command's output to the stage's log; returns its exit status (124 after the limit)."""
    with (WORK / f"{stage}.log").open("a") as log:
        log.write(f"$ {' '.join(command)}\n")
        log.flush()
        try:
            return subprocess.run(
                command, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False, timeout=STAGE_LIMIT_S
            ).returncode
        except subprocess.TimeoutExpired:
            log.write(f"\nended after {STAGE_LIMIT_S} s\n")
            return 124


def read_junit(report: Path, stage: str) -> Result:
    """Reads a JUnit file as pytest and vitest write it."""
    result = Result()
    for case in ET.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            result.failures.append(f"{stage}: {case.get('classname')}.{case.get('name')}")
        elif case.find("skipped") is not None:
            result.skipped += 1
        else:
            result.passed += 1
    return result


def reported(stage: str, command: Sequence[str], report: Path) -> Result:
    """Runs a command that writes a JUnit file; a run that ends badly without a failed test is one failure."""
    status = execute(stage, command)
    result = read_junit(report, stage) if report.exists() else Result()
    if status != 0 and not result.failures:
        result.failures.append(f"{stage}: ended with status {status}")
    return result


def pytest_stage(stage: str, folder: Path) -> Result:
    """Runs pytest on one folder."""
    report = WORK / f"{stage}.xml"
    command = [sys.executable, "-m", "pytest", str(folder.relative_to(ROOT)), "-q", "-p", "no:cacheprovider",
               f"--junitxml={report}", f"--basetemp={WORK / 'tmp' / stage}"]  # fmt: skip
    return reported(stage, command, report)


def lint_stage(stage: str) -> Result:
    """Runs the linters for Python and shell; each is one test."""
    os.environ |= {"RUFF_CACHE_DIR": "/tmp/ruff", "MYPY_CACHE_DIR": "/tmp/mypy"}
    scripts = sorted(ROOT.glob("compose/scripts/*.sh"))
    entry_points = [ROOT / name for name in ("mosquitto/entrypoint.sh", "compose/proxy/entrypoint.sh", ".ci/run")]
    commands = {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "shellcheck": ["shellcheck", "-x", "-P", "SCRIPTDIR", *map(str, scripts + entry_points)],
    }
    for package in packages():
        sources = [str(path.parent) for path in package.glob("*/__init__.py") if path.parent.name != "tests"]
        commands[f"mypy {package.relative_to(ROOT)}"] = ["mypy", *sources]
    result = Result()
    for name, command in commands.items():
        if execute(stage, command) == 0:
            result.passed += 1
        else:
            result.failures.append(f"{stage}: {name}")
    return result


def browser_stage(stage: str) -> Result:
    """Runs the browser application's unit tests in the image it was built in."""
    report = WORK / "ui" / "ui.xml"
    report.parent.mkdir(exist_ok=True)
    tests = "npx vitest run --reporter=default --reporter=junit --outputFile.junit=/out/ui.xml"
    return reported(stage, browser_command(tests), report)


def palette_stage(stage: str) -> Result:
    """Runs what the palette for Node-RED needs no broker for; the rest is in tests/nodered."""
    report = WORK / stage / "report.xml"
    report.parent.mkdir(exist_ok=True)
    reporters = ["--test-reporter=spec", "--test-reporter-destination=stdout"]
    reporters += ["--test-reporter=junit", "--test-reporter-destination=/out/report.xml"]
    command = ["docker", "run", "--rm", "--init", "-v", f"{report.parent}:/out", "-v", f"{ROOT}:/repo:ro",
               "-e", "DINRAIL_GOLDEN=/repo/sdk/tests/contract/golden", "-e", "NODE_PATH=/opt/node-red/node_modules",
               f"dinrail/node-red-test:{VERSION}", "node", "--test", "--test-timeout=60000", *reporters,
               "/repo/plugins/node-red/tests/contract.test.js", "/repo/compose/node-red/tests/*.test.js"]  # fmt: skip
    return reported(stage, command, report)


def browser_lint_stage(stage: str) -> Result:
    """Runs the browser application's linters as one test."""
    if execute(stage, browser_command("npm run lint")) == 0:
        return Result(passed=1)
    return Result(failures=[f"{stage}: npm run lint"])


def browser_command(script: str) -> list[str]:
    """Returns the command that runs a script in the image of the browser application's build."""
    # One test looks for the sentence of every reason key in all sources.
    mounts = ["-v", f"{WORK / 'ui'}:/out", "-v", f"{ROOT}:/repo:ro", "-e", "DINRAIL_REPO=/repo"]
    return ["docker", "run", "--rm", "--init", *mounts, f"dinrail/ui-build:{VERSION}", "sh", "-ec", script]


def stages() -> dict[str, Callable[[str], Result]]:
    """Returns every stage there is, in order."""

    def tests_of(folder: Path) -> Callable[[str], Result]:
        return lambda stage: pytest_stage(stage, folder)

    found: dict[str, Callable[[str], Result]] = {
        "ui": browser_stage,
        "lint": lint_stage,
        "ui-lint": browser_lint_stage,
        "palette": palette_stage,
    }
    for package in packages():
        if any((package / "tests").rglob("test_*.py")):
            found[package.name] = tests_of(package / "tests")
    across = {path.parent.name: path.parent for path in sorted((ROOT / "tests").glob("*/test_*.py"))}
    for name in sorted(across, key=lambda name: (name in LATE and LATE.index(name) + 1, name)):
        if name not in NOT_TESTS:
            found[name] = tests_of(across[name])
    return found


def run_stage(stage: str, runner: Callable[[str], Result]) -> Result:
    """Runs a stage and tells what came of it."""
    began = time.monotonic()
    result = runner(stage)
    say(f"{stage}: {result} in {time.monotonic() - began:.0f} s")
    if result.failures:
        tail = (WORK / f"{stage}.log").read_text(errors="replace").splitlines()[-60:]
        sys.stdout.write("\n".join([f"----- last lines of build/test/{stage}.log", *tail, "-----", ""]))
        sys.stdout.flush()
    return result


def again(stage: str, result: Result) -> Result:
    """Runs the files of a few failed tests once more, alone: lanes that share a machine break bounds of time.

    What fails twice has failed; what passed alone is named.
    """
    files = sorted({failure.split(": ", 1)[1].rsplit(".test_", 1)[0] for failure in result.failures})
    paths = [ROOT / f"{file.replace('.', '/')}.py" for file in files]
    if not files or len(files) > MOST_AGAIN or not all(path.exists() for path in paths):
        return result
    report = WORK / f"{stage}-again.xml"
    command = [sys.executable, "-m", "pytest", *(str(path.relative_to(ROOT)) for path in paths), "-q",
               "-p", "no:cacheprovider", f"--junitxml={report}", f"--basetemp={WORK / 'tmp' / stage}"]  # fmt: skip
    alone = reported(f"{stage}-again", command, report)
    failures = [failure.replace(f"{stage}-again: ", f"{stage}: ") for failure in alone.failures]
    for failure in sorted(set(result.failures) - set(failures)):
        say(f"{failure} passed when run alone")
    return Result(result.passed + len(result.failures) - len(failures), result.skipped, failures)


def install() -> None:
    """Installs the repository's packages, as links to this folder, into the image's environment."""
    editable = [argument for folder in packages() for argument in ("-e", str(folder))]
    pip = ["/opt/build/bin/pip", "--python", sys.executable, "install", "-q", "--no-deps", "--no-index",
           "--no-build-isolation", "--root-user-action=ignore", "--disable-pip-version-check"]  # fmt: skip
    subprocess.run([*pip, *editable], cwd=ROOT, check=True)


def bench(names: Sequence[str]) -> int:
    """Runs the benchmarks one after the other; returns the number of those that failed."""
    scripts = [path for path in sorted((ROOT / "tests" / "bench").glob("*.py")) if not path.name.startswith("_")]
    wanted = tuple(f"bench_{name}_" for name in names)
    chosen = [path for path in scripts if not names or f"{path.stem}_".startswith(wanted)]
    commands = ([sys.executable, str(script)] for script in chosen)
    return sum(subprocess.run(command, cwd=ROOT, check=False).returncode != 0 for command in commands)


def give_back() -> None:
    """Makes everything written below build/ belong to the owner of the repository."""
    owner, _, group = os.environ.get("DINRAIL_OWNER", "0:0").partition(":")
    if owner == "0":
        return
    for path in (ROOT / "build").rglob("*"):
        os.chown(path, int(owner), int(group), follow_symlinks=False)


def main(arguments: Sequence[str]) -> int:
    """Runs the stages asked for; 0 when nothing failed."""
    WORK.mkdir(parents=True, exist_ok=True)
    install()
    if arguments[:1] == ["--bench"]:
        return bench(arguments[1:])
    known = stages()
    if unknown := set(arguments) - set(known):
        say(f"unknown stage {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return 2
    wanted = {name: runner for name, runner in known.items() if not arguments or name in arguments}
    total = Result()
    early = [[name] for name in sorted(wanted, key=lambda name: name != LONGEST) if name not in LATE]
    late = [[name for name in lane if name in wanted] for lane in LATE_LANES]
    for lanes, at_once in ((early, 2), (late, len(late))):
        with ThreadPoolExecutor(max_workers=at_once) as pool:
            done = list(pool.map(lambda lane: [(name, run_stage(name, wanted[name])) for name in lane], lanes))
        for name, one in (pair for lane in done for pair in lane):
            total.add(again(name, one) if name in LATE else one)
    shutil.rmtree(WORK / "tmp", ignore_errors=True)
    give_back()
    for failure in total.failures:
        sys.stdout.write(f"FAILED {failure}\n")
    sys.stdout.write(f"{total}\n")
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
