"""Programs to serve: two of a house, one with every kind of variable, one with a great many."""

from dinrail_ads.sim.programs.big import big
from dinrail_ads.sim.programs.catalogue import catalogue
from dinrail_ads.sim.programs.garage import garage
from dinrail_ads.sim.programs.keller import keller

__all__ = ["big", "catalogue", "garage", "keller"]
