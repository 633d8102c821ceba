import { expect, test, vi } from "vitest";
import { watchVersions } from "./worker.ts";

const version = () => new EventTarget() as ServiceWorker;

test("a version is seen when it is ready, whether it was on its way before or is found later", () => {
  const early = version();
  const registration = Object.assign(new EventTarget(), { installing: early });
  const ended = new AbortController();
  const look = vi.fn();
  watchVersions(registration, look, ended.signal);
  expect(look).toHaveBeenCalledTimes(1);
  early.dispatchEvent(new Event("statechange"));
  expect(look).toHaveBeenCalledTimes(2);
  const later = version();
  registration.installing = later;
  registration.dispatchEvent(new Event("updatefound"));
  later.dispatchEvent(new Event("statechange"));
  expect(look).toHaveBeenCalledTimes(3);
  ended.abort();
  for (const each of [early, later]) each.dispatchEvent(new Event("statechange"));
  expect(look).toHaveBeenCalledTimes(3);
});
