/** Instants of a device whose clock nobody trusts. */
import { clockOffset } from "../contract/clock.ts";
import type { Instant } from "./model.ts";

const PAGE = crypto.randomUUID();

export const instant = (): Instant => ({
  wall: Date.now(),
  offset: clockOffset(),
  page: PAGE,
  uptime: performance.now(),
});

/**
 * What the clock that showed `then` would show now: the span between both is what the court counts. Within one life of the page the span is
 * the page's own; beyond it, both instants by the court's clock as it was known.
 */
export function sameClock(then: Instant, now: Instant = instant()): number {
  const span = then.page === now.page ? now.uptime - then.uptime : now.wall + now.offset - (then.wall + then.offset);
  return then.wall + Math.max(0, span);
}

export const courtTime = (then: Instant): number => then.wall + then.offset;
export const iso = (wall: number): string => new Date(wall).toISOString();
