"""Names of points as a person says them, in both languages."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import unquote

__all__ = ["Language", "name_of", "technical", "title_of", "titled"]

Language = Literal["de", "en"]

# Hungarian prefixes of PLC programs: fbHeating, aRoom, bEnable, nTarget, fSetpoint, eMode, stOutdoor, sName.
_PREFIX = re.compile(r"(?:fb|st|ar|arr|[abefinrstwxu]|d[itw]|lr|ud|ui)(?=[A-Z])")
_BORDER = re.compile(r"[\s_\-:\[\]]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z]{2})(?=\d+\Z)")
_CAPITALS = {
    "soc": "SOC", "soh": "SOH", "cpu": "CPU", "ram": "RAM", "dc": "DC", "ac": "AC", "pv": "PV", "mos": "MOS",
    "ip": "IP", "id": "ID", "usb": "USB", "bms": "BMS", "plc": "PLC", "l1": "L1", "l2": "L2", "l3": "L3", "io": "I/O",
}  # fmt: skip
_WORDS: dict[str, tuple[str, str]] = {
    "acknowledge": ("Quittieren", "Acknowledge"),
    "active": ("aktiv", "Active"),
    "actual": ("Istwert", "Actual"),
    "air": ("Luft", "Air"),
    "alarm": ("Alarm", "Alarm"),
    "alarms": ("Alarme", "Alarms"),
    "average": ("Mittel", "Average"),
    "balancing": ("Balancer", "Balancing"),
    "battery": ("Batterie", "Battery"),
    "alarm level": ("Alarmstufe", "Alarm level"),
    "boot": ("Start", "Boot"),
    "capacity ah": ("Kapazität", "Capacity"),
    "car": ("Auto", "Car"),
    "cell": ("Zelle", "Cell"),
    "cells": ("Zellen", "Cells"),
    "charge limit": ("Ladegrenze", "Charge limit"),
    "charge mos": ("Laden frei", "Charging allowed"),
    "clock": ("Uhr", "Clock"),
    "command": ("Befehl", "Command"),
    "connected": ("Verbunden", "Connected"),
    "consumption": ("Verbrauch", "Consumption"),
    "cpu": ("Prozessor", "Processor"),
    "current": ("Strom", "Current"),
    "curve": ("Heizkurve", "Heating curve"),
    "cycles": ("Zyklen", "Cycles"),
    "delta": ("Differenz", "Difference"),
    "discharge mos": ("Entladen frei", "Discharging allowed"),
    "disk": ("Platte", "Disk"),
    "disks": ("Platten", "Disks"),
    "door": ("Tür", "Door"),
    "enable": ("Freigabe", "Release"),
    "energy": ("Energie", "Energy"),
    "energy today": ("Energie heute", "Energy today"),
    "energy total": ("Energie gesamt", "Energy in total"),
    "exported": ("Einspeisung", "Fed in"),
    "fan": ("Lüfter", "Fan"),
    "fan speed": ("Lüfter", "Fan"),
    "firmware": ("Firmware", "Firmware"),
    "flow": ("Vorlauf", "Flow"),
    "frequency": ("Frequenz", "Frequency"),
    "free": ("frei", "Free"),
    "garage": ("Garage", "Garage"),
    "gate": ("Tor", "Gate"),
    "grid": ("Netz", "Grid"),
    "grid ok": ("Netz vorhanden", "Grid present"),
    "heating": ("Heizung", "Heating"),
    "holiday": ("Urlaub", "Holiday"),
    "house": ("Haus", "House"),
    "humidity": ("Luftfeuchte", "Humidity"),
    "imported": ("Bezug", "Imported"),
    "inverter": ("Wechselrichter", "Inverter"),
    "leak": ("Wasser", "Leak"),
    "left": ("Links", "Left"),
    "light": ("Licht", "Light"),
    "limit": ("Grenze", "Limit"),
    "limits": ("Grenzen", "Limits"),
    "load": ("Last", "Load"),
    "max": ("höchste", "Highest"),
    "memory": ("Speicher", "Memory"),
    "message": ("Meldung", "Message"),
    "meter": ("Zähler", "Meter"),
    "min": ("niedrigste", "Lowest"),
    "min soc": ("Entladen bis", "Discharge down to"),
    "mode": ("Betriebsart", "Mode"),
    "mos temperature": ("Temperatur Elektronik", "Electronics temperature"),
    "moves": ("Fahrten", "Movements"),
    "name": ("Name", "Name"),
    "network": ("Netzwerk", "Network"),
    "outdoor": ("Außen", "Outdoors"),
    "pack": ("Batterie", "Battery"),
    "phase": ("Phase", "Phase"),
    "position": ("Stellung", "Position"),
    "power": ("Leistung", "Power"),
    "power limit": ("Leistungsgrenze", "Power limit"),
    "pump": ("Pumpe", "Pump"),
    "read": ("gelesen", "Read"),
    "received": ("empfangen", "Received"),
    "remaining ah": ("Restkapazität", "Remaining capacity"),
    "return": ("Rücklauf", "Return"),
    "right": ("Rechts", "Right"),
    "room": ("Raum", "Room"),
    "rooms": ("Räume", "Rooms"),
    "rssi": ("Empfang", "Reception"),
    "running": ("Laufzeit", "Running time"),
    "sent": ("gesendet", "Sent"),
    "serial": ("Seriennummer", "Serial number"),
    "setpoint": ("Sollwert", "Setpoint"),
    "shutter": ("Rollladen", "Shutter"),
    "soc": ("Ladezustand", "State of charge"),
    "soh": ("Gesundheit", "State of health"),
    "state": ("Zustand", "State"),
    "status": ("Status", "Status"),
    "sun": ("Sonne", "Sun"),
    "synchronised": ("Uhr stimmt", "Clock is right"),
    "target": ("Ziel", "Target"),
    "temperature": ("Temperatur", "Temperature"),
    "temperatures": ("Temperaturen", "Temperatures"),
    "today": ("heute", "Today"),
    "total": ("gesamt", "Total"),
    "uptime": ("Läuft seit", "Uptime"),
    "usage": ("Auslastung", "Usage"),
    "used": ("belegt", "Used"),
    "valve": ("Ventil", "Valve"),
    "written": ("geschrieben", "Written"),
    "voltage": ("Spannung", "Voltage"),
    "volume": ("Volumen", "Volume"),
    "wallbox": ("Wallbox", "Wall box"),
    "water": ("Wasser", "Water"),
    "wind": ("Wind", "Wind"),
    "alarm texts": ("Alarmtexte", "Alarm texts"),
    "alarm raw": ("Alarmbits", "Alarm bits"),
    "balance mask": ("Balancer der Zellen", "Balancing cells"),
    "manufacturer": ("Hersteller", "Manufacturer"),
    "model": ("Modell", "Model"),
    "software": ("Software", "Software"),
    "hardware": ("Hardware", "Hardware"),
    "charge current limit": ("Ladestrom höchstens", "Charge current limit"),
    "discharge current limit": ("Entladestrom höchstens", "Discharge current limit"),
    "charge voltage limit": ("Ladespannung höchstens", "Charge voltage limit"),
    "discharge voltage limit": ("Entladespannung mindestens", "Discharge voltage limit"),
    "charge enabled": ("Laden erlaubt", "Charging allowed"),
    "discharge enabled": ("Entladen erlaubt", "Discharging allowed"),
    "force charge": ("Laden erzwungen", "Charging forced"),
    "force charge slow": ("Langsam laden erzwungen", "Slow charging forced"),
    "full charge request": ("Vollladung gewünscht", "Full charge requested"),
    "current sign doubtful": ("Vorzeichen des Stroms unsicher", "Sign of the current doubtful"),
    "max cell voltage": ("Höchste Zellspannung", "Highest cell voltage"),
    "min cell voltage": ("Niedrigste Zellspannung", "Lowest cell voltage"),
    "cell voltage max": ("Höchste Zellspannung", "Highest cell voltage"),
    "cell voltage min": ("Niedrigste Zellspannung", "Lowest cell voltage"),
    "max temperature": ("Höchste Temperatur", "Highest temperature"),
    "min temperature": ("Niedrigste Temperatur", "Lowest temperature"),
    "peak": ("Spitze", "Peak"),
    "export": ("Einspeisung", "Fed in"),
    "import": ("Bezug", "Imported"),
    "page": ("Seite", "Page"),
    "raised": ("Gekommen", "Raised"),
    "priority": ("Priorität", "Priority"),
    "count": ("Anzahl", "Count"),
    "text": ("Text", "Text"),
    "heartbeat": ("Lebenszeichen", "Heartbeat"),
    "run": ("Laufzeit", "Running time"),
    "online": ("Online", "Online"),
    "rain": ("Regen", "Rain"),
    "output": ("Ausgang", "Output"),
    "input": ("Eingang", "Input"),
    "apower": ("Leistung", "Power"),
    "linkquality": ("Funkqualität", "Link quality"),
    "soil moisture": ("Bodenfeuchte", "Soil moisture"),
    "moisture": ("Feuchte", "Moisture"),
    "switch": ("Schalter", "Switch"),
    "bedroom": ("Schlafzimmer", "Bedroom"),
    "kitchen": ("Küche", "Kitchen"),
    "garden": ("Garten", "Garden"),
    "boiler": ("Boiler", "Boiler"),
    "washer": ("Waschmaschine", "Washing machine"),
    "cellar": ("Keller", "Cellar"),
    "roof": ("Dach", "Roof"),
    "bathroom": ("Bad", "Bathroom"),
    "living room": ("Wohnzimmer", "Living room"),
    "office": ("Büro", "Office"),
    "hall": ("Flur", "Hall"),
    "attic": ("Dachboden", "Attic"),
    "speed": ("Drehzahl", "Speed"),
    "level": ("Füllstand", "Level"),
    "pressure": ("Druck", "Pressure"),
    "error": ("Fehler", "Error"),
    "fault": ("Störung", "Fault"),
    "open": ("offen", "Open"),
    "closed": ("zu", "Closed"),
    "version": ("Version", "Version"),
    "signal": ("Signal", "Signal"),
    "time": ("Zeit", "Time"),
    "date": ("Datum", "Date"),
    "auto": ("Automatik", "Automatic"),
    "manual": ("Hand", "Manual"),
    "blind": ("Jalousie", "Blind"),
    "motion": ("Bewegung", "Motion"),
    "brightness": ("Helligkeit", "Brightness"),
    "counter": ("Zähler", "Counter"),
    "device": ("Gerät", "Device"),
    "modules online": ("Module verbunden", "Modules online"),
    "modules offline": ("Module ohne Verbindung", "Modules offline"),
    "modules blocking charge": ("Module, die Laden sperren", "Modules blocking charge"),
    "modules blocking discharge": ("Module, die Entladen sperren", "Modules blocking discharge"),
    "window": ("Fenster", "Window"),
    "cores": ("Kerne", "Cores"),
    "load 1": ("Last über 1 min", "Load over 1 min"),
    "load 5": ("Last über 5 min", "Load over 5 min"),
    "load 15": ("Last über 15 min", "Load over 15 min"),
    "busy": ("Zeit in Arbeit", "Time at work"),
    "available": ("verfügbar", "Available"),
    "errors": ("Fehler", "Errors"),
    "healthy": ("In Ordnung", "Healthy"),
    "hours": ("Betriebsstunden", "Hours on"),
    "media errors": ("Lesefehler", "Media errors"),
    "wear": ("Abnutzung", "Wear"),
    "swap": ("Auslagerung", "Swap"),
    "smart": ("SMART", "SMART"),
    "io": ("Zugriffe", "Access"),
}
_PLURALS: dict[str, tuple[str, str]] = {
    "battery": ("Batterien", "Batteries"),
    "cell": ("Zellen", "Cells"),
    "room": ("Räume", "Rooms"),
    "shutter": ("Rollläden", "Shutters"),
    "alarm": ("Alarme", "Alarms"),
    "door": ("Türen", "Doors"),
    "light": ("Lichter", "Lights"),
    "window": ("Fenster", "Windows"),
    "disk": ("Platten", "Disks"),
    "temperature": ("Temperaturen", "Temperatures"),
}
LONGEST = 32
# What programs call their parts says nothing to whoever lives with them.
_TECHNICAL = frozenset({"main", "gvl", "fb", "prg"})


def name_of(segment: str) -> str:
    """A segment in plain words: `fbHeating` → `heating`, `power_limit` → `power limit`."""
    text = _PREFIX.sub("", unquote(segment), count=1) if _PREFIX.match(unquote(segment)) else unquote(segment)
    return " ".join(word for word in _BORDER.split(text) if word).lower() or segment.lower()


def title_of(segment: str, language: Language, description: str = "", *, many: bool = False) -> str:
    """What a point or a part of the address is called."""
    at = 0 if language == "de" else 1
    if " · " in description:
        return titled(_short(description.split(" · ")[at]))
    name = _spoken(name_of(segment))
    if many and name in _PLURALS:
        return _PLURALS[name][at]
    if name in _WORDS:
        return titled(_WORDS[name][at])
    if description and len(description) <= LONGEST and not _has_digits_apart(name):
        return titled(_short(description))
    words = name.split()
    # A title that is half German and half English is worse than what the device calls it.
    if at == 0 and not all(word in _WORDS or word in _CAPITALS or word.isdecimal() for word in words):
        at = 1
    return titled(" ".join(_word(word, at) for word in words))


def _spoken(name: str) -> str:
    words = name.split()
    return " ".join(words[1:]) if len(words) > 1 and words[0] in _TECHNICAL else name


def technical(segment: str) -> bool:
    """Whether it only says which part of a program it is."""
    return name_of(segment) in _TECHNICAL


def titled(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    """Up to the first remark."""
    return re.split(r"[,;(]", text, maxsplit=1)[0].strip()[:LONGEST]


def _word(word: str, at: int) -> str:
    if word in _CAPITALS:
        return _CAPITALS[word]
    known = _WORDS.get(word)
    return known[at] if known and at == 0 else word


def _has_digits_apart(name: str) -> bool:
    return any(word.isdecimal() for word in name.split())
