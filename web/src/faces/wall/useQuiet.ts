/** A screen that nobody touches shows its tiles again. */
import { useEffect, useRef } from "react";

const QUIET = 300_000;

/** Calls back when nobody has touched the page for a while. */
export function useQuiet(onQuiet: () => void): void {
  const call = useRef(onQuiet);
  call.current = onQuiet;
  useEffect(() => {
    let timer = setTimeout(() => call.current(), QUIET);
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => call.current(), QUIET);
    };
    const touches = ["pointerdown", "pointermove", "keydown", "wheel"];
    for (const touch of touches) addEventListener(touch, again, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const touch of touches) removeEventListener(touch, again);
    };
  }, []);
}
