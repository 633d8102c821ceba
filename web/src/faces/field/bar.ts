/** The bar of actions lies over the end of a screen. Long names and words make it tall, and the screen leaves it as much room as it takes. */
import { useLayoutEffect } from "react";

/** Keeps the height of the bar that is shown for the styles, as `--actions`. */
export function useBarHeight(): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    let bar: HTMLElement | null = null;
    const sized = new ResizeObserver(() => bar && style.setProperty("--actions", `${bar.offsetHeight}px`));
    const look = () => {
      const found = document.querySelector<HTMLElement>(".actions");
      if (found === bar) return;
      sized.disconnect();
      bar = found;
      if (found) sized.observe(found);
      else style.removeProperty("--actions");
    };
    const changes = new MutationObserver(look);
    changes.observe(document.body, { childList: true, subtree: true });
    look();
    return () => {
      changes.disconnect();
      sized.disconnect();
      style.removeProperty("--actions");
    };
  }, []);
}
