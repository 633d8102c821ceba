/** Encryption at rest. Two keys: one that never leaves the browser, and one that only the PIN opens. */

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

/** Work that makes guessing slow (PBKDF2, SHA-256). */
export const ROUNDS = 600_000;

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** A key that the browser keeps and never shows. */
export const deviceKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

export async function seal(key: CryptoKey, bytes: BufferSource): Promise<Sealed> {
  const iv = random(12);
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

export const open = (key: CryptoKey, sealed: Sealed): Promise<ArrayBuffer> =>
  crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.bytes);

export const sealJson = (key: CryptoKey, value: unknown): Promise<Sealed> =>
  seal(key, new TextEncoder().encode(JSON.stringify(value)));

export const openJson = async <T>(key: CryptoKey, sealed: Sealed): Promise<T> =>
  JSON.parse(new TextDecoder().decode(await open(key, sealed))) as T;

/** The key of the packets under a PIN: what is stored, and what distinguishes a right PIN from a wrong one. */
export interface Lock {
  salt: Uint8Array<ArrayBuffer>;
  rounds: number;
  wrapped: Sealed;
}

async function pinKey(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const asKey = (raw: ArrayBuffer): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", raw, { name: "AES-GCM" }, false, ["encrypt", "decrypt"]);

/** Wraps a key of packets: inside by the PIN, outside by the device, so that neither alone opens it. */
async function wrap(raw: BufferSource, device: CryptoKey, pin: string, rounds: number): Promise<Lock> {
  const salt = random(16);
  const inner = await seal(await pinKey(pin, salt, rounds), raw);
  const joined = new Uint8Array(inner.iv.length + inner.bytes.byteLength);
  joined.set(inner.iv);
  joined.set(new Uint8Array(inner.bytes), inner.iv.length);
  return { salt, rounds, wrapped: await seal(device, joined) };
}

async function unwrap(lock: Lock, device: CryptoKey, pin: string): Promise<ArrayBuffer | undefined> {
  const joined = new Uint8Array(await open(device, lock.wrapped));
  const inner = { iv: joined.slice(0, 12), bytes: joined.slice(12).buffer };
  const key = await pinKey(pin, lock.salt, lock.rounds);
  return open(key, inner).catch(() => undefined);
}

/** A new key of packets under a PIN. */
export async function newLock(
  device: CryptoKey,
  pin: string,
  rounds = ROUNDS,
): Promise<{ lock: Lock; key: CryptoKey }> {
  const raw = random(32);
  return { lock: await wrap(raw, device, pin, rounds), key: await asKey(raw.buffer) };
}

/** The key of packets; `undefined` where the PIN is wrong. */
export async function unlock(lock: Lock, device: CryptoKey, pin: string): Promise<CryptoKey | undefined> {
  const raw = await unwrap(lock, device, pin);
  return raw && asKey(raw);
}

/** The same key under another PIN; `undefined` where the old one is wrong. */
export async function relock(lock: Lock, device: CryptoKey, pin: string, next: string): Promise<Lock | undefined> {
  const raw = await unwrap(lock, device, pin);
  return raw && wrap(raw, device, next, lock.rounds);
}

export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** PINs that anybody tries first. */
export function isWeak(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at])));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 9);
}
