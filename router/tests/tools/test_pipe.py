"""Tools in a pipe whose reader has seen enough."""

import os
import subprocess
import sys

import pytest

ROUTE = {"id": "r", "from": "bt.a", "to": "plc.a", "transform": "scael(2)"}


@pytest.mark.parametrize("verb", ["lint", "test", "explain"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_reader_that_leaves_is_no_error_to_tell(shell, verb, form):
    file = str(shell.folder / shell.write("routing.json", ROUTE))
    command = [sys.executable, "-m", "dinrail_router", verb, file, *(["bt.a"] if verb == "explain" else []), *form]
    reader, writer = os.pipe()
    os.close(reader)
    tool = subprocess.run(command, check=False, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (tool.stderr, tool.returncode) == (b"", 141)
