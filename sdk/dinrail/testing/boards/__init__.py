"""Boards of batteries by their languages: bytes in, bytes out, with faults; simulators put them on a wire."""

from dinrail.testing.boards.ant import AntSpeaker
from dinrail.testing.boards.daly import DalySpeaker
from dinrail.testing.boards.jbd import JbdSpeaker
from dinrail.testing.boards.pack import Pack
from dinrail.testing.boards.speaker import Fault, Speaker

__all__ = ["AntSpeaker", "DalySpeaker", "Fault", "JbdSpeaker", "Pack", "Speaker"]
