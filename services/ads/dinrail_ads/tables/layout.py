"""How the two uploads lie in memory: the fixed heads of their entries. All integers little-endian, packed.

A symbol's head is followed by name, type and comment, each ended by NUL; a data type's by the same three, then its
array bounds and its sub-items, which are data type entries again. What follows by flag is optional (see `tails`).
Source: AdsSymbolEntry and AdsDatatypeEntry of AdsDef.h (github.com/Beckhoff/ADS) and the TwinCAT SDK's Ads.h.
"""

from __future__ import annotations

import struct

__all__ = ["BOUND", "SYMBOL_HEAD", "TYPE_HEAD"]

SYMBOL_HEAD = struct.Struct("<IIIIIIHHH")
"""entryLength, group, offset, size, data type id, flags, lengths of name, type and comment."""
TYPE_HEAD = struct.Struct("<IIIIIIIIHHHHH")
"""entryLength, version, hash, type hash, size, offset, data type id, flags, three lengths, dimensions, sub-items."""
BOUND = struct.Struct("<iI")
"""Lower bound and number of elements of one dimension."""
