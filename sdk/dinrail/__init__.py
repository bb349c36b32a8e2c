"""What every DINrail part is built from: data model, bus, adapters."""

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.names import Topics
from dinrail.options import option
from dinrail.reason import Reason
from dinrail.sample import Sample, make_sample

__all__ = ["Adapter", "Context", "Point", "Reason", "Sample", "Topics", "make_sample", "option"]
__version__ = "0.1.0"
