"""The last failure of a route is a reason that people can read in their language."""

import json
from pathlib import Path

import pytest

WORDS = Path(__file__).parents[3] / "admin-ui" / "src" / "i18n"


@pytest.mark.parametrize(("transform", "value", "key", "params"), [
    ("scale(2)", "n/a", "step_needs_number", {"operator": "scale", "found": "'n/a'"}),
    ('expr("1 / value")', 0, "division_by_zero", {}),
    ('expr("value * 2")', "x", "text_multiplied", {}),
    ('expr("value % 2")', "x", "text_divided", {}),
    ('expr("value ** 2")', 2**1000, "result_too_large", {}),
    ('expr("value ** 0.5")', -1, "power_not_real", {}),
    ('expr("round(1.5, value)")', 99, "round_digits", {"limit": 15}),
    ('expr("value + value")', "x" * 40_000, "result_text_too_long", {"limit": 65536}),
    ('expr("value * 10")', 1e308, "result_not_finite", {"result": "inf"}),
    ("cast(int)", "n/a", "step_failed", None),
])  # fmt: skip
async def test_it_has_a_key_with_words_in_both_languages(rig, transform, value, key, params):
    await rig.load({"id": "r", "from": "bt.a", "to": "calc.a", "transform": transform})
    rig.say("bt.a", value)
    await rig.heard("bt", 1)
    error = rig.engine.table.routes[0].last_error
    assert error.key == key
    assert params is None or error.params == params
    assert error.message
    for language in ("de", "en"):
        sentence = json.loads((WORDS / language / "reasons.json").read_text())[key]
        assert all("{{" + name + "}}" in sentence for name in error.params)


async def test_a_target_that_is_no_address_is_one_too(rig):
    await rig.load({"id": "r", "from": "bt.*.v", "to": "{1}.x"})
    rig.say("bt.Cell.v", 5)
    await rig.heard("bt", 1)
    assert rig.engine.table.routes[0].last_error.key == "instance_id_invalid"
