"""`python -m dinrail.runner TYPE`: adapters by the name they are installed under."""

import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from dinrail.runner import __main__ as by_name


@pytest.fixture
def installed(monkeypatch):
    points = EntryPoints([EntryPoint("line", "line_adapter.adapter:LineAdapter", by_name.GROUP)])
    monkeypatch.setattr(by_name, "entry_points", points.select)


def test_a_type_that_is_not_installed_is_told_with_those_that_are(installed, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["runner", "nothing", "run"])
    assert by_name.main() == 2
    assert capsys.readouterr().err == "error dinrail: no adapter type 'nothing' is installed; there is: line\n"


def test_an_installed_type_does_what_its_own_script_does(installed, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["runner", "line", "describe"])
    assert by_name.main() == 0
    assert '"name":"line"' in capsys.readouterr().out.replace(" ", "")
