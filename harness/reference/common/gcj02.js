/**
 * From WGS 84, which satellites give, to GCJ-02, in which maps of mainland China are drawn. The constants are those that
 * the map libraries of many makers share; outside of China the two are one.
 */

const AXIS = 6378245;
const ECCENTRICITY = 0.006693421622965943;

/**
 * @param {{latitude: number, longitude: number}} place In degrees.
 * @returns {{latitude: number, longitude: number}}
 */
export function toGcj02({ latitude, longitude }) {
  if (longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271) return { latitude, longitude };
  const x = longitude - 105;
  const y = latitude - 35;
  const radians = (latitude / 180) * Math.PI;
  const curve = 1 - ECCENTRICITY * Math.sin(radians) ** 2;
  const north = (northOf(x, y) * 180) / (((AXIS * (1 - ECCENTRICITY)) / (curve * Math.sqrt(curve))) * Math.PI);
  const east = (eastOf(x, y) * 180) / ((AXIS / Math.sqrt(curve)) * Math.cos(radians) * Math.PI);
  return { latitude: latitude + north, longitude: longitude + east };
}

/** In metres. */
function northOf(x, y) {
  const straight = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  return straight + waves(x) + (2 / 3) * (20 * wave(y) + 40 * wave(y / 3) + 160 * wave(y / 12) + 320 * wave(y / 30));
}

function eastOf(x, y) {
  const straight = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  return straight + waves(x) + (2 / 3) * (20 * wave(x) + 40 * wave(x / 3) + 150 * wave(x / 12) + 300 * wave(x / 30));
}

function waves(x) {
  return (2 / 3) * (20 * wave(6 * x) + 20 * wave(2 * x));
}

function wave(part) {
  return Math.sin(part * Math.PI);
}
