"""What the house's programs do while time passes."""

from dinrail_ads.sim.physics.alarms import Alarms
from dinrail_ads.sim.physics.battery import BatteryModel
from dinrail_ads.sim.physics.climate import HeatingModel, Outdoor
from dinrail_ads.sim.physics.limits import Limits
from dinrail_ads.sim.physics.part import Part
from dinrail_ads.sim.physics.shutters import ShutterModel

__all__ = ["Alarms", "BatteryModel", "HeatingModel", "Limits", "Outdoor", "Part", "ShutterModel"]
