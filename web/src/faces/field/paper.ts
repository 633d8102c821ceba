/** The bitmap under a pad to sign on: it has the shape of the pad, and what is written stays when the pad gets another one. */

export interface Size {
  width: number;
  height: number;
}

/** Points of the bitmap for one of the page. */
const FINE = 2;
/** The longest side of a bitmap. */
const MOST = 4096;
const PEN = 6;

/** The bitmap of a pad of this size; `undefined` while the pad is not shown. */
export function bitmapOf({ width, height }: Size): Size | undefined {
  if (width <= 0 || height <= 0) return undefined;
  const scale = Math.min(FINE, MOST / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Where a place of a pad is on its bitmap, whatever sizes they have. */
export const placeOn = (bitmap: Size, pad: Size, x: number, y: number): [number, number] => [
  (x * bitmap.width) / pad.width,
  (y * bitmap.height) / pad.height,
];

/** How what is written, which reaches so far, is drawn on another bitmap: in its proportions and whole, never enlarged. */
export const shrinkOf = (written: Size, bitmap: Size): number =>
  Math.min(1, bitmap.width / Math.max(1, written.width), bitmap.height / Math.max(1, written.height));

export class Paper {
  private readonly canvas: HTMLCanvasElement;
  private readonly pen: CanvasRenderingContext2D;
  /** How far what is written reaches to the right and down. */
  private written: Size = { width: 0, height: 0 };
  strokes = 0;

  private constructor(canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D) {
    this.canvas = canvas;
    this.pen = pen;
  }

  static on(canvas: HTMLCanvasElement): Paper | undefined {
    const pen = canvas.getContext("2d", { alpha: false });
    if (!pen) return undefined;
    const paper = new Paper(canvas, pen);
    paper.clear();
    return paper;
  }

  private get pad(): Size {
    return { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
  }

  /** A white bitmap. Setting its size resets the pen as well. */
  private renew({ width, height }: Size): void {
    this.canvas.width = width;
    this.canvas.height = height;
    this.pen.fillStyle = "#fff";
    this.pen.fillRect(0, 0, width, height);
    this.pen.lineWidth = PEN;
    this.pen.lineCap = "round";
    this.pen.lineJoin = "round";
  }

  clear(): void {
    this.renew(bitmapOf(this.pad) ?? this.canvas);
    this.written = { width: 0, height: 0 };
    this.strokes = 0;
  }

  /** Gives the bitmap the shape that the pad has now. */
  fit(): void {
    const { canvas, pen, written } = this;
    const next = bitmapOf(this.pad);
    if (!next || (next.width === canvas.width && next.height === canvas.height)) return;
    const before = document.createElement("canvas");
    before.width = canvas.width;
    before.height = canvas.height;
    before.getContext("2d")?.drawImage(canvas, 0, 0);
    const scale = shrinkOf(written, next);
    this.renew(next);
    pen.drawImage(before, 0, 0, before.width * scale, before.height * scale);
    this.written = { width: written.width * scale, height: written.height * scale };
  }

  private placeOf({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] {
    const { canvas } = this;
    const { left, top } = canvas.getBoundingClientRect();
    // The bitmap lies inside the border.
    return placeOn(canvas, this.pad, clientX - left - canvas.clientLeft, clientY - top - canvas.clientTop);
  }

  private reach(x: number, y: number): void {
    this.written = {
      width: Math.max(this.written.width, Math.min(this.canvas.width, x + PEN)),
      height: Math.max(this.written.height, Math.min(this.canvas.height, y + PEN)),
    };
  }

  begin(event: { clientX: number; clientY: number }): void {
    this.fit();
    const [x, y] = this.placeOf(event);
    this.pen.beginPath();
    this.pen.moveTo(x, y);
    this.reach(x, y);
  }

  go(event: { clientX: number; clientY: number }): void {
    const [x, y] = this.placeOf(event);
    this.pen.lineTo(x, y);
    this.pen.stroke();
    this.reach(x, y);
    this.strokes += 1;
  }
}
