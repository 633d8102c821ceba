/** The colours and sizes of the page, for what is drawn on a canvas. */

export interface Look {
  ink: string;
  soft: string;
  line: string;
  late: string;
  first: string;
  second: string;
  third: string;
  ground: string;
  family: string;
  /** So many pixels are one `rem`. */
  rem: number;
}

export function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: colour("--ink"),
    soft: colour("--soft"),
    line: colour("--line"),
    late: colour("--late"),
    first: colour("--first"),
    second: colour("--second"),
    third: colour("--third"),
    ground: colour("--shade"),
    family: style.fontFamily,
    rem: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
  };
}
