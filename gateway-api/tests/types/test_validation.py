"""A configuration against the schema of its type."""

from __future__ import annotations

from typing import Any

import pytest

from dinrail.options import config_schema
from dinrail_gateway.testing.seam import MeterConfig
from dinrail_gateway.types.validation import SchemaCheck

CHECK = SchemaCheck(config_schema(MeterConfig))
TCP = {"kind": "tcp", "host": "meter.local"}


def errors(config: Any) -> list[tuple[str, str]]:
    return [(problem.path, problem.key) for problem in CHECK.errors(config)]


def test_a_valid_configuration_has_no_errors() -> None:
    assert errors({"endpoints": [TCP, {"kind": "serial", "device": "/dev/x"}], "interval": 2}) == []


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, ("/endpoints", "missing_field")),
        ({"endpoints": []}, ("/endpoints", "wrong_length")),
        ({"endpoints": "x"}, ("/endpoints", "wrong_type")),
        ({"endpoints": [TCP], "color": 1}, ("/color", "unknown_field")),
        ({"endpoints": [TCP], "interval": 0}, ("/interval", "out_of_range")),
        ({"endpoints": [TCP], "interval": "fast"}, ("/interval", "wrong_type")),
        ({"endpoints": [TCP, {"kind": "tcp"}]}, ("/endpoints/1/host", "missing_field")),
        ({"endpoints": [{**TCP, "port": 70000}]}, ("/endpoints/0/port", "out_of_range")),
        ({"endpoints": [{**TCP, "port": 1.5}]}, ("/endpoints/0/port", "wrong_type")),
        ({"endpoints": [{**TCP, "password": 5}]}, ("/endpoints/0/password", "wrong_type")),
        ({"endpoints": [{"kind": "tape"}]}, ("/endpoints/0/kind", "not_allowed")),
        ({"endpoints": [{"host": "x"}]}, ("/endpoints/0/kind", "not_allowed")),
        ({"endpoints": [{"kind": "serial", "device": "x", "parity": "Q"}]}, ("/endpoints/0/parity", "not_allowed")),
        ({"endpoints": [7]}, ("/endpoints/0", "wrong_type")),
    ],
)
def test_each_error_names_its_place_and_kind(config: Any, expected: tuple[str, str]) -> None:
    assert errors(config) == [expected]


def test_all_errors_are_told_at_once() -> None:
    found = errors({"endpoints": [{"kind": "tcp", "port": 0, "speed": 1}], "interval": 100})

    assert sorted(found) == [
        ("/endpoints/0/host", "missing_field"),
        ("/endpoints/0/port", "out_of_range"),
        ("/endpoints/0/speed", "unknown_field"),
        ("/interval", "out_of_range"),
    ]


def test_no_error_repeats_the_value_it_is_about() -> None:
    found = CHECK.errors({"endpoints": [{**TCP, "password": "s3"}], "token": ["hunter2"]})

    assert len(found) == 2
    assert "hunter2" not in repr(found)
    assert "'s3'" not in repr(found)


def test_errors_are_bounded() -> None:
    assert len(CHECK.errors({"endpoints": [TCP], **{f"x{number}": 1 for number in range(1000)}})) == 100
