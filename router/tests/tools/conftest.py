"""The command line on files that a test writes."""

import json
from pathlib import Path

import pytest

from dinrail_router.cli import main


class Shell:
    """`write` a file, `run` a verb on it; what it printed is in `text` and, for --json, in `document`."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.text = self.error = ""
        self._capsys = capsys

    @property
    def lines(self) -> list[str]:
        """What was printed, without the path of the folder."""
        return self.text.replace(f"{self.folder}/", "").splitlines()

    @property
    def document(self):
        """What was printed as JSON."""
        return json.loads(self.text)

    def write(self, name: str, *routes, **file) -> str:
        """A routing file; gives its name."""
        return self.put(name, json.dumps({**file, "routes": routes}))

    def put(self, name: str, text: str) -> str:
        """Any file; gives its name."""
        (self.folder / name).write_text(text)
        return name

    def run(self, verb: str, *arguments: str) -> int:
        """The exit code."""
        given = [str(self.folder / each) if (self.folder / each).exists() else each for each in arguments]
        code = main([verb, *given])
        self.text, self.error = self._capsys.readouterr()
        return code


@pytest.fixture
def shell(tmp_path, capsys):
    return Shell(tmp_path, capsys)
