// Identifiers made on the phone: UUIDv7 for what is recorded, one random name for the installation.

const DEVICE = "mashang-device";
let device = null;

// RFC 9562: 48 bits of milliseconds, version, 74 random bits. Works without a secure context, unlike randomUUID().
export function uuid7(now = Date.now(), random = crypto.getRandomValues(new Uint8Array(10))) {
  const bytes = new Uint8Array(16);
  for (let at = 5, rest = now; at >= 0; at -= 1, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  bytes.set(random, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// The same on every page of this browser; where storage is forbidden, the same for this page.
export function deviceId() {
  if (device) return device;
  try {
    device = localStorage.getItem(DEVICE);
    if (!device) localStorage.setItem(DEVICE, (device = uuid7()));
  } catch {
    device = device || uuid7();
  }
  return device;
}

// ISO 8601 with the phone's offset: 2026-03-05T14:30:15.250+08:00
export function localIso(moment = new Date(), offset = -moment.getTimezoneOffset()) {
  const shifted = new Date(moment.getTime() + offset * 60000).toISOString().slice(0, -1);
  const pad = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  return `${shifted}${offset < 0 ? "-" : "+"}${pad(offset / 60)}:${pad(offset % 60)}`;
}
