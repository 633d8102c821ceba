import { expect, test } from "vitest";
import { deviceKey, isWeak, newLock, open, openJson, relock, seal, sealJson, sha256, unlock } from "./crypto.ts";

const FEW = 1000;

test("what is sealed opens under its key alone", async () => {
  const [one, other] = [await deviceKey(), await deviceKey()];
  const sealed = await sealJson(one, { name: "张三" });
  expect(new TextDecoder().decode(sealed.bytes)).not.toContain("张三");
  expect(await openJson(one, sealed)).toEqual({ name: "张三" });
  await expect(openJson(other, sealed)).rejects.toThrow();
  await expect(crypto.subtle.exportKey("raw", one)).rejects.toThrow();
});

test("packets open by the right PIN on this device alone", async () => {
  const device = await deviceKey();
  const { lock, key } = await newLock(device, "739154", FEW);
  const sealed = await seal(key, new Uint8Array([1, 2, 3]));
  expect(await unlock(lock, device, "739155")).toBeUndefined();
  const opened = await unlock(lock, device, "739154");
  expect(new Uint8Array(await open(opened as CryptoKey, sealed))).toEqual(new Uint8Array([1, 2, 3]));
  await expect(unlock(lock, await deviceKey(), "739154")).rejects.toThrow();
  const next = await relock(lock, device, "739154", "280461");
  expect(await unlock(next as typeof lock, device, "739154")).toBeUndefined();
  const again = await unlock(next as typeof lock, device, "280461");
  expect(new Uint8Array(await open(again as CryptoKey, sealed))).toEqual(new Uint8Array([1, 2, 3]));
  expect(await relock(lock, device, "000000", "1")).toBeUndefined();
});

test("a digest is that of FIPS 180-4", async () => {
  expect(await sha256(new TextEncoder().encode("abc"))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("the PINs that anybody tries first are weak", () => {
  for (const pin of ["000000", "123456", "654321", "777777"]) expect(isWeak(pin), pin).toBe(true);
  for (const pin of ["739154", "112233", "135790"]) expect(isWeak(pin), pin).toBe(false);
});
