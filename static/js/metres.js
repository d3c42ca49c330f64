// Metres along the great circle, as webapp/enterprises/rules/positions.py counts them. Needs no browser.

const RAD = Math.PI / 180;

export function metres([north, east], [latitude, longitude]) {
  const chord = Math.sin(((north - latitude) * RAD) / 2) ** 2
    + Math.cos(latitude * RAD) * Math.cos(north * RAD) * Math.sin(((east - longitude) * RAD) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(chord)));
}
