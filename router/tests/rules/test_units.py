"""Units: sizes against published values, spellings, round trips, and what is no conversion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.findings import TextError
from dinrail_router.units import conversion, unit, units

ALL = units()
SPELLINGS = st.text("µmkMWhVAPa°CFK³/l%·^23 ", max_size=8) | st.text(max_size=6)


def convert(value, source, target):
    factor, offset = conversion(source, target)
    return value * factor + offset


@st.composite
def pairs(draw):
    dimension = draw(st.sampled_from(sorted(ALL)))
    return draw(st.sampled_from(ALL[dimension])), draw(st.sampled_from(ALL[dimension]))


@pytest.mark.parametrize(("value", "source", "target", "expected"), [
    # By definition.
    (1, "kWh", "MJ", 3.6), (3600, "Ws", "Wh", 1), (1, "Wh", "J", 3600), (53100, "mV", "V", 53.1),
    (1, "m³/h", "l/min", 1000 / 60), (36, "km/h", "m/s", 10), (1, "Ah", "As", 3600), (1500, "rpm", "Hz", 25),
    (180, "°", "rad", 3.141592653589793), (1, "turn", "°", 360), (1, "bar", "kPa", 100), (1, "KiB", "B", 1024),
    (1, "MB", "Mbit", 8), (50, "%", "ratio", 0.5), (1, "%", "ppm", 10_000), (1, "d", "min", 1440),
    (1, "kn", "km/h", 1.852),
    # Temperatures are points on a scale.
    (0, "°C", "K", 273.15), (100, "°C", "°F", 212), (-40, "°F", "°C", -40), (0, "K", "°F", -459.67),
    (20, "°C", "°C", 20),
    # NIST Special Publication 811, appendix B.
    (1, "psi", "Pa", 6894.757), (1, "atm", "bar", 1.01325), (1, "inHg", "Pa", 3386.389), (1, "mmHg", "Pa", 133.3224),
    (1, "Torr", "Pa", 133.3224), (1, "inH₂O", "Pa", 249.0889), (1, "mmH₂O", "Pa", 9.80665), (1, "BTU", "J", 1055.056),
    (1, "hp", "W", 745.6999), (1, "PS", "W", 735.4988), (1, "cal", "J", 4.184), (1, "gal", "l", 3.785412),
    (1, "galUK", "l", 4.54609), (1, "bbl", "m³", 0.1589873), (1, "ft³", "l", 28.31685), (1, "cfm", "m³/h", 1.699011),
    (1, "gpm", "l/min", 3.785412), (1, "lb", "kg", 0.4535924), (1, "oz", "g", 28.34952), (1, "lbf", "N", 4.448222),
    (1, "lbf·ft", "Nm", 1.355818), (1, "mi", "km", 1.609344), (1, "mph", "m/s", 0.44704), (1, "BTU/h", "W", 0.2930711),
    (1, "kgf", "N", 9.80665), (1, "gon", "°", 0.9), (1, "rad/s", "rpm", 9.549297), (1, "ha", "m²", 10_000),
])  # fmt: skip
def test_a_value_in_another_unit(value, source, target, expected):
    assert convert(value, source, target) == pytest.approx(expected, rel=5e-7, abs=1e-9)


@pytest.mark.parametrize(("source", "target", "factor"), [
    ("mV", "V", 0.001), ("W", "kW", 0.001), ("kW", "W", 1000.0), ("Wh", "kWh", 0.001), ("l", "m³", 0.001),
    ("%", "ratio", 0.01), ("kWh", "Wh", 1000.0), ("°C", "°F", 1.8),
])  # fmt: skip
def test_a_factor_is_the_nearest_number_there_is(source, target, factor):
    assert conversion(source, target)[0] == factor


@pytest.mark.parametrize(("spellings", "name"), [
    (("m3", "m^3", "m³"), "m³"), (("degC", "deg_C", "°C", "ºC", "° C"), "°C"), (("uA", "µA", "\u03bcA"), "µA"),
    (("L/min", "l/min", "lpm"), "l/min"), (("Nm", "N·m", "N*m"), "Nm"), (("kWh", "kW·h", "kW*h", "kW h"), "kWh"),
    (("Ohm", "ohm", "Ω", "\u2126"), "Ω"), (("m3/h", "m^3/h"), "m³/h"), (("W/m2", "W/m^2"), "W/m²"), (("mL",), "ml"),
    (("uS/cm",), "µS/cm"), (("deg", "°"), "°"), (("U/min", "rpm", "1/min"), "rpm"), (("percent", "%"), "%"),
    (("mH2O", "mWS"), "mH₂O"), (("m/s2", "m/s^2"), "m/s²"), (("kOhm",), "kΩ"), (("kg/m3",), "kg/m³"), (("VAr",), "var"),
])  # fmt: skip
def test_a_unit_can_be_written_in_many_ways(spellings, name):
    assert {unit(text).name for text in spellings} == {name}


@pytest.mark.parametrize(("source", "target", "key", "hint"), [
    ("kw", "W", "unit_unknown", 'did you mean "kW"?'),
    ("kW", "mw", "unit_unknown", 'did you mean "mW"?'),
    ("C", "K", "unit_unknown", 'did you mean "°C"?'),
    ("°C", "F", "unit_unknown", 'did you mean "°F"?'),
    ("Celsius", "K", "unit_unknown", 'did you mean "°C"?'),
    ("V", "x", "unit_unknown", "there are: V, nV, µV, mV, kV, MV"),
    ("", "V", "unit_unknown", "for example kWh, °C or m³/h"),
    ("V", "A", "units_differ", "there are: V, nV, µV, mV, kV, MV"),
    ("VA", "W", "units_differ", "there are: VA, kVA, MVA"),
])  # fmt: skip
def test_what_is_no_conversion_says_what_was_meant(source, target, key, hint):
    with pytest.raises(TextError) as caught:
        conversion(source, target)
    assert (caught.value.finding_key, caught.value.hint) == (key, hint)


@given(pairs(), st.floats(-1e9, 1e9))
def test_there_and_back_is_the_same_value(pair, value):
    source, target = pair
    there = convert(value, source, target)
    assert convert(there, target, source) == pytest.approx(value, rel=1e-9, abs=1e-6)


@given(pairs(), st.data())
def test_a_way_round_is_the_direct_way(pair, data):
    source, target = pair
    between = data.draw(st.sampled_from(ALL[unit(source).dimension]))
    value = data.draw(st.floats(-1e6, 1e6))
    direct, round_about = convert(value, source, target), convert(convert(value, source, between), between, target)
    assert round_about == pytest.approx(direct, rel=1e-9, abs=1e-6 * abs(conversion(source, target)[0]) + 1e-9)


@given(SPELLINGS, SPELLINGS)
def test_no_text_makes_it_raise_anything_else(source, target):
    try:
        factor, _ = conversion(source, target)
    except TextError as error:
        assert error.message.isprintable()  # noqa: PT017
    else:
        assert factor > 0


@pytest.mark.parametrize("name", [name for names in ALL.values() for name in names])
def test_a_unit_is_found_by_the_name_it_is_shown_with(name):
    assert unit(name).name == name
    assert conversion(name, name) == (1.0, 0.0)
