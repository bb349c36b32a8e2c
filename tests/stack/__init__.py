"""The real stack as the demo runs it, beside any other: own project, ports, configuration and volumes."""

from stack.api import Api
from stack.compose import Stack

__all__ = ["Api", "Stack"]
