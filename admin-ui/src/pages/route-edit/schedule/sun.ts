/**
 * Sunrise and sunset from NOAA's solar equations, short form: within two minutes of router/dinrail_router/schedule/sun.py
 * outside the polar circles; enough for a picture.
 */
const RAD = Math.PI / 180;
const DAY_MS = 86_400_000;
const J2000 = 10_957.5;
const ZENITH = Math.cos((90 + 50 / 60) * RAD);

export interface Sun {
  /** Unix ms; noon where the sun stays down, midnight where it stays up. */
  rises: number;
  sets: number;
}

/** Rise and set around the noon of a day (days since 1970) at a place. */
export function sunOn(day: number, latitude: number, longitude: number): Sun {
  const mean = day + 0.5 - longitude / 360;
  const { declination, equation } = position(mean);
  const noon = mean - equation;
  const cosine =
    (ZENITH - Math.sin(latitude * RAD) * Math.sin(declination)) /
    Math.max(Math.cos(latitude * RAD) * Math.cos(declination), 1e-9);
  const half = Math.acos(Math.min(1, Math.max(-1, cosine))) / RAD / 360;
  return { rises: (noon - half) * DAY_MS, sets: (noon + half) * DAY_MS };
}

/** Declination in radians and equation of time in days. */
function position(at: number): { declination: number; equation: number } {
  const century = (at - J2000) / 36_525;
  const longitude = (280.46646 + century * 36_000.76983) * RAD;
  const anomaly = (357.52911 + century * 35_999.05029) * RAD;
  const eccentricity = 0.016708634 - century * 0.000042037;
  const centre =
    Math.sin(anomaly) * (1.914602 - century * 0.004817) + Math.sin(2 * anomaly) * 0.019993 + Math.sin(3 * anomaly) * 0.000289;
  const node = (125.04 - 1934.136 * century) * RAD;
  const apparent = longitude + (centre - 0.00569 - 0.00478 * Math.sin(node)) * RAD;
  const obliquity = (23.439291 - century * 0.0130042 + 0.00256 * Math.cos(node)) * RAD;
  const y = Math.tan(obliquity / 2) ** 2;
  const equation =
    y * Math.sin(2 * longitude) -
    2 * eccentricity * Math.sin(anomaly) +
    4 * eccentricity * y * Math.sin(anomaly) * Math.cos(2 * longitude) -
    (y * y * Math.sin(4 * longitude)) / 2 -
    1.25 * eccentricity ** 2 * Math.sin(2 * anomaly);
  return { declination: Math.asin(Math.sin(obliquity) * Math.sin(apparent)), equation: equation / RAD / 360 };
}
