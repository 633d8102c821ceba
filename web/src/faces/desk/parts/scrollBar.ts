/** How wide the browser's scroll bars are, in place of the measure of `@rc-component/util`, by the same names. */

interface Size {
  width: number;
  height: number;
}

function measure(): Size {
  const box = document.createElement("div");
  // Set one by one: the policy of the page takes no style as text.
  Object.assign(box.style, { position: "absolute", width: "100px", height: "100px", overflow: "scroll" });
  document.body.append(box);
  const size = { width: box.offsetWidth - box.clientWidth, height: box.offsetHeight - box.clientHeight };
  box.remove();
  return size;
}

let known: Size | undefined;

export default function getScrollBarSize(fresh?: boolean): number {
  if (fresh || !known) known = measure();
  return known.width;
}

export const getTargetScrollBarSize = (target: unknown): Size =>
  target instanceof Element ? measure() : { width: 0, height: 0 };
