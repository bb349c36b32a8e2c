"""One variable of every kind a browser must understand."""

from __future__ import annotations

from dinrail_ads.sim.program import Program, Variable
from dinrail_ads.sim.program.elementary import (
    BIT,
    BOOL,
    BYTE,
    DATE,
    DINT,
    DT,
    DWORD,
    INT,
    LINT,
    LREAL,
    LTIME,
    LWORD,
    REAL,
    SINT,
    TIME,
    TOD,
    UDINT,
    UINT,
    ULINT,
    USINT,
    UXINT,
    WORD,
    alias,
    enumeration,
    pointer_to,
    reference_to,
    subrange,
)
from dinrail_ads.sim.program.structures import Member, Method, Property, function_block, struct, union
from dinrail_ads.sim.program.types import array, string, wstring

__all__ = ["catalogue"]

MODE = enumeration("E_Mode", {"Off": 0, "Auto": 1, "Manual": 2, "Fault": -1}, INT, "Mode of operation")
COLOUR = enumeration("E_Colour", {"Red": 1, "Green": 2, "Blue": 4}, USINT)
CELSIUS = alias("T_Celsius", REAL, "Temperature in °C")
POINT = struct("ST_Point", [Member("fX", REAL, "mm"), Member("fY", LREAL)], "A point")
BITS = struct("ST_Bits", [Member(f"b{place}", BIT) for place in range(10)] + [Member("nAfter", UINT)])
PACKED = struct(
    "ST_Mixed",
    [
        Member("bFirst", BOOL),
        Member("nWide", LINT),
        Member("sText", string(10)),
        Member("aPoints", array(POINT, (-1, 1)), bounds_inline=True),
        Member("eMode", MODE, attributes={"unit": "mode"}),
        Member("stBits", BITS),
        Member("nAfterStatic", DINT, static=True),
    ],
)
OVERLAY = union("U_Overlay", [Member("nValue", UDINT), Member("aBytes", array(BYTE, (0, 3))), Member("fValue", REAL)])
BASE = function_block(
    "FB_Base",
    [Member("nBase", INT, "of the base", {"min": "0", "max": "10"})],
    methods=[Method("Reset"), Method("M", INT)],
)
BLOCK = function_block(
    "FB_Block",
    [
        Member("fIn", REAL, "Input", {"dinrail": "", "unit": "°C"}),
        Member("pSelf", pointer_to(BASE)),
        Property(
            "fDouble",
            REAL,
            "Twice the input",
            {"monitoring": "call"},
            get=lambda of: of("fIn") * 2,
            put=lambda value: {"fIn": value / 2},
        ),
        Property("nConstant", INT, "Always 7", {"monitoring": "call"}, get=lambda _: 7),
        Member("aMatrix", array(INT, (0, 1), (-1, 1))),
        Member("nLimited", subrange(INT, 0, 100)),
        Member("nFixed", INT, read_only=True),
    ],
    "A block",
    extends=BASE,
    methods=[Method("Start", BOOL)],
)

_SCALARS = (
    ("bBool", BOOL, True), ("nByte", BYTE, 0xA5), ("nWord", WORD, 0xBEEF), ("nDword", DWORD, 0xDEADBEEF),
    ("nLword", LWORD, 0xFEDCBA9876543210), ("nSint", SINT, -128), ("nUsint", USINT, 255), ("nInt", INT, -32768),
    ("nUint", UINT, 65535), ("nDint", DINT, -2147483648), ("nUdint", UDINT, 4294967295), ("nLint", LINT, -(2**63)),
    ("nUlint", ULINT, 2**64 - 1), ("fReal", REAL, 1.5), ("fLreal", LREAL, 3.141592653589793),
    ("tTime", TIME, 90_061_001), ("tLtime", LTIME, 1_234_567_890_123), ("dDate", DATE, 1_735_689_600),
    ("tTod", TOD, 43_200_500), ("dtStamp", DT, 1_750_000_000), ("nUxint", UXINT, 2**40),
    ("sText", string(), "21,5 °C – gut"), ("sShort", string(5), "Küche"), ("wsText", wstring(20), "Ω≈ç√ Keller"),
    ("eMode", MODE, "Fault"), ("eColour", COLOUR, "Blue"), ("fCelsius", CELSIUS, 21.5),
    ("nPercent", subrange(INT, 0, 100), 55),
)  # fmt: skip


def catalogue() -> Program:
    """Nothing moves by itself."""
    scalars = [Variable(f"MAIN.{name}", kind, f"A {kind.name}", initial=value) for name, kind, value in _SCALARS]
    return Program(
        "Catalogue",
        [
            *scalars,
            Variable("MAIN.aFlat", array(INT, (0, 4)), initial={f"[{n}]": n * 10 for n in range(5)}),
            Variable("MAIN.aNegative", array(REAL, (-2, 2)), initial={f"[{n}]": float(n) for n in range(-2, 3)}),
            Variable("MAIN.aCube", array(DINT, (0, 1), (1, 2), (-1, 0)), initial={"[1,2,-1]": 121, "[0,1,0]": 10}),
            Variable("MAIN.aNested", array(array(INT, (1, 2)), (0, 1)), initial={"[1][2]": 12}),
            Variable("MAIN.aTexts", array(string(10), (1, 3)), initial={"[1]": "eins", "[3]": "drei"}),
            Variable("MAIN.aBlocks", array(BLOCK, (1, 3)), initial={"[2].fIn": 2.5}),
            Variable("MAIN.stMixed", PACKED, "°", {"pytmc": "pv: MIXED"}, {".nWide": -5, ".stBits.b9": True}),
            Variable("MAIN.uOverlay", OVERLAY, initial={".fValue": 1.0}),
            Variable("MAIN.fbBlock", BLOCK, "The block", {"dinrail": ""}, {".fIn": 10.0, ".nFixed": 3}),
            Variable("MAIN.pReal", pointer_to(REAL), target="MAIN.fReal"),
            Variable("MAIN.pNothing", pointer_to(REAL)),
            Variable("MAIN.rReal", reference_to(REAL), target="MAIN.fReal"),
            Variable("MAIN.rBlock", reference_to(BLOCK), target="MAIN.aBlocks[2]"),
            Variable("MAIN.rNothing", reference_to(INT)),
            Variable("GVL.bMarker", BOOL, "a bit of %M", at="%MX3.5", initial=True),
            Variable("GVL.nMarker", INT, at="%MW10", initial=1234),
            Variable("GVL.bInput", BOOL, at="%IX0.1", attributes={"TcLinkTo": "TIIB[EL1008]^Channel 2"}),
            Variable("GVL.nKept", UDINT, persistent=True, attributes={"min": "0", "max": "100", "unit": "l"}),
            Variable("GVL.cFixed", REAL, "constant", read_only=True, initial=9.81),
            Variable(".nGlobal", INT, "as TwinCAT 2 names globals", initial=2),
        ],
    )
