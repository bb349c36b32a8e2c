"""Every unit there is, with its exact size. Sources: SI brochure (9th ed.), NIST SP 811 appendix B.

`C` and `F` alone are no units here: coulomb and farad for some, degrees for others.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

__all__ = ["ENTRIES", "Entry"]

_PI = Fraction(math.pi)


class Entry(NamedTuple):
    """A unit, and it with prefixes; (value + zero) · size is the value in the unit its dimension is counted in."""

    names: str  # the first one is shown; the prefixes go before all of them
    size: str | Fraction = "1"  # products and quotients are exact
    prefixes: str = ""
    zero: str = "0"


_E = Entry
ENTRIES: dict[str, tuple[Entry, ...]] = {
    "power": (_E("W", prefixes="µmkMGT"), _E("hp", "550*0.3048*0.45359237*9.80665"), _E("PS", "735.49875"),
              _E("BTU/h", "1055.05585262/3600"), _E("kcal/h", "4184/3600"), _E("J/s"), _E("kJ/h", "1/3.6")),
    "apparent power": (_E("VA", prefixes="kM"),),
    "reactive power": (_E("var VAr", prefixes="kM"),),
    "energy": (_E("J", prefixes="mkMGT"), _E("Ws", prefixes="mkM"), _E("Wh", "3600", "mkMGT"), _E("cal", "4.184", "k"),
               _E("BTU", "1055.05585262")),
    "apparent energy": (_E("VAh", "3600", "kM"),),
    "reactive energy": (_E("varh VArh", "3600", "kM"),),
    "temperature": (_E("K", prefixes="m"), _E("°C", zero="273.15"), _E("°F", "5/9", zero="459.67")),
    "pressure": (_E("Pa", prefixes="mhkMG"), _E("bar", "100000", "µm"), _E("atm", "101325"), _E("at", "98066.5"),
                 _E("psi PSI", "0.45359237*9.80665/0.0254/0.0254"), _E("mmHg", "133.322387415"),
                 _E("Torr torr", "101325/760"), _E("inHg", "133.322387415*25.4"),
                 _E("mmH₂O mmH2O mmWC mmWS", "9.80665"),
                 _E("mH₂O mH2O mWC mWS", "9806.65"), _E("inH₂O inH2O inWC", "9.80665*25.4")),
    "volume": (_E("m³"), _E("l", "0.001", "µmcdhk"), _E("dm³", "0.001"), _E("cm³ ccm", "0.000001"),
               _E("mm³", "0.000000001"), _E("gal", "231*0.0254*0.0254*0.0254"), _E("galUK", "0.00454609"),
               _E("ft³", "0.3048*0.3048*0.3048"), _E("in³", "0.0254*0.0254*0.0254"),
               _E("bbl", "42*231*0.0254*0.0254*0.0254")),
    "flow": (_E("m³/s"), _E("m³/min", "1/60"), _E("m³/h", "1/3600"), _E("m³/d", "1/86400"), _E("l/s", "0.001", "m"),
             _E("l/min lpm LPM", "0.001/60", "m"), _E("l/h", "0.001/3600", "m"),
             _E("gpm GPM gal/min", "231*0.0254*0.0254*0.0254/60"),
             _E("cfm CFM ft³/min", "0.3048*0.3048*0.3048/60")),
    "mass flow": (_E("kg/s"), _E("g/s", "0.001"), _E("kg/min", "1/60"), _E("kg/h", "1/3600"), _E("t/h", "1000/3600"),
                  _E("lb/h", "0.45359237/3600")),
    "length": (_E("m", prefixes="nµmcdk"), _E("in inch", "0.0254"), _E("ft", "0.3048"), _E("yd", "0.9144"),
               _E("mi", "1609.344"), _E("nmi", "1852")),
    "area": (_E("m²"), _E("mm²", "0.000001"), _E("cm²", "0.0001"), _E("dm²", "0.01"), _E("km²", "1000000"),
             _E("ha", "10000"), _E("ft²", "0.3048*0.3048"), _E("in²", "0.0254*0.0254")),
    "speed": (_E("m/s"), _E("mm/s", "0.001"), _E("cm/s", "0.01"), _E("m/min", "1/60"),
              _E("km/h kph", "1/3.6"), _E("mph", "1609.344/3600"), _E("kn", "1852/3600"), _E("ft/s", "0.3048")),
    "acceleration": (_E("m/s²"), _E("mm/s²", "0.001"), _E("gn", "9.80665", "m"), _E("ft/s²", "0.3048")),
    "mass": (_E("g", "0.001", "nµmk"), _E("t", "1000"), _E("lb lbs", "0.45359237"), _E("oz", "0.45359237/16")),
    "density": (_E("kg/m³"), _E("g/m³", "0.001"), _E("mg/m³", "0.000001"), _E("µg/m³", "0.000000001"),
                _E("kg/l", "1000"), _E("g/l"), _E("mg/l", "0.001"), _E("µg/l", "0.000001"), _E("g/cm³ g/ml", "1000")),
    "force": (_E("N", prefixes="mkM"), _E("daN", "10"), _E("kgf kp", "9.80665"), _E("lbf", "0.45359237*9.80665")),
    "torque": (_E("Nm", prefixes="mkM"), _E("lbf·ft lbft", "0.45359237*9.80665*0.3048")),
    "angle": (_E("rad", prefixes="mµ"), _E("°", _PI / 180), _E("arcmin", _PI / 10_800), _E("arcsec", _PI / 648_000),
              _E("gon", _PI / 200), _E("turn rev", 2 * _PI)),
    "time": (_E("s sec", prefixes="nµm"), _E("min", "60"), _E("h hr", "3600"), _E("d day", "86400"),
             _E("week wk", "604800")),
    "frequency": (_E("Hz", prefixes="mkMG"), _E("1/s rps"), _E("rpm RPM 1/min U/min", "1/60"), _E("1/h", "1/3600"),
                  _E("rad/s", 1 / (2 * _PI)), _E("°/s", "1/360")),
    "voltage": (_E("V", prefixes="nµmkM"),),
    "current": (_E("A", prefixes="nµmk"),),
    "charge": (_E("Ah", "3600", "mk"), _E("As", prefixes="mk")),
    "resistance": (_E("Ω Ohm ohm", prefixes="µmkMG"),),
    "conductance": (_E("S", prefixes="µmk"),),
    "conductivity": (_E("S/m"), _E("mS/m", "0.001"), _E("S/cm", "100"), _E("mS/cm", "0.1"), _E("µS/cm", "0.0001")),
    "capacitance": (_E("µF", "0.000001"), _E("mF", "0.001"), _E("nF", "0.000000001"), _E("pF", "0.000000000001")),
    "inductance": (_E("H", prefixes="nµm"),),
    "irradiance": (_E("W/m²"), _E("kW/m²", "1000"), _E("mW/cm²", "10"), _E("W/cm²", "10000")),
    "illuminance": (_E("lx lux", prefixes="k"),),
    "ratio": (_E("ratio 1"), _E("% percent", "0.01"), _E("‰ permille", "0.001"), _E("ppm", "0.000001"),
              _E("ppb", "0.000000001")),
    "data": (_E("bit", prefixes="kMGT"), _E("B byte", "8", "kMGT"), _E("KiB", "8*1024"), _E("MiB", "8*1048576"),
             _E("GiB", "8*1073741824"), _E("TiB", "8*1099511627776")),
    "data rate": (_E("bit/s bps", prefixes="kMGT"), _E("B/s byte/s", "8", "kMGT"), _E("KiB/s", "8*1024"),
                  _E("MiB/s", "8*1048576"), _E("GiB/s", "8*1073741824")),
}  # fmt: skip
