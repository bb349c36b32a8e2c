"""Bytes of one value ↔ the scalar on the bus, one small class per way a value can lie in the PLC's memory."""

from dinrail_ads.tables.codecs.base import Codec
from dinrail_ads.tables.codecs.bits import BitCodec, HexCodec
from dinrail_ads.tables.codecs.elementary import by_id, by_name
from dinrail_ads.tables.codecs.enums import EnumCodec
from dinrail_ads.tables.codecs.integers import BoolCodec, IntegerCodec
from dinrail_ads.tables.codecs.reals import RealCodec
from dinrail_ads.tables.codecs.strings import TextCodec, WideTextCodec
from dinrail_ads.tables.codecs.times import ClockCodec, DateCodec, DurationCodec, MomentCodec

__all__ = [
    "BitCodec",
    "BoolCodec",
    "ClockCodec",
    "Codec",
    "DateCodec",
    "DurationCodec",
    "EnumCodec",
    "HexCodec",
    "IntegerCodec",
    "MomentCodec",
    "RealCodec",
    "TextCodec",
    "WideTextCodec",
    "by_id",
    "by_name",
]
