/** Photos: made small, hashed at once, and hidden in part where bystanders are seen. */
import { sha256 } from "../../outbox/crypto.ts";
import { say } from "../../shell/speech.ts";
import type { Tag } from "../../words/index.tsx";

/** The longer side of a photo, in pixels; a photo of this size is about 280 kB. */
const LONGER = 1600;
const QUALITY = 0.82;
/** How coarse a hidden place is, in parts of the longer side. */
const GRAINS = 28;

export interface Picture {
  sha: string;
  bytes: ArrayBuffer;
}

/** Not a picture that this device can open. */
export class NoPicture extends Error {}

function canvasOf(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) throw new NoPicture();
  return [canvas, pen];
}

export async function encoded(canvas: HTMLCanvasElement, type: "image/jpeg" | "image/png"): Promise<Picture> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
  if (!blob) throw new NoPicture();
  const bytes = await blob.arrayBuffer();
  return { sha: await sha256(bytes), bytes };
}

/** A file of the camera as it is kept: upright, small, without what the camera wrote into it. */
export async function shrunk(file: Blob): Promise<Picture> {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new NoPicture();
  });
  const scale = Math.min(1, LONGER / Math.max(image.width, image.height));
  const [canvas, pen] = canvasOf(
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  );
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return encoded(canvas, "image/jpeg");
}

/** A photo under a brush that makes places unrecognisable: what it covers is averaged, so that nothing can be brought back. */
export class Brush {
  private readonly pen: CanvasRenderingContext2D;
  private readonly coarse: HTMLCanvasElement;
  private readonly original: ImageData;
  readonly canvas: HTMLCanvasElement;
  touched = false;

  private constructor(canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D) {
    this.canvas = canvas;
    this.pen = pen;
    this.original = pen.getImageData(0, 0, canvas.width, canvas.height);
    const grain = Math.max(canvas.width, canvas.height) / GRAINS;
    const [small, smallPen] = canvasOf(
      Math.max(1, Math.round(canvas.width / grain)),
      Math.max(1, Math.round(canvas.height / grain)),
    );
    smallPen.imageSmoothingQuality = "high";
    smallPen.drawImage(canvas, 0, 0, small.width, small.height);
    const [coarse, coarsePen] = canvasOf(canvas.width, canvas.height);
    coarsePen.imageSmoothingEnabled = false;
    coarsePen.drawImage(small, 0, 0, canvas.width, canvas.height);
    this.coarse = coarse;
  }

  static async over(canvas: HTMLCanvasElement, bytes: ArrayBuffer): Promise<Brush> {
    const image = await createImageBitmap(new Blob([bytes]));
    canvas.width = image.width;
    canvas.height = image.height;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (!pen) throw new NoPicture();
    pen.drawImage(image, 0, 0);
    image.close();
    return new Brush(canvas, pen);
  }

  /** Hides a round place, in pixels of the photo. */
  dab(x: number, y: number): void {
    const radius = Math.max(this.canvas.width, this.canvas.height) / 14;
    this.pen.save();
    this.pen.beginPath();
    this.pen.arc(x, y, radius, 0, 2 * Math.PI);
    this.pen.clip();
    this.pen.drawImage(this.coarse, 0, 0);
    this.pen.restore();
    this.touched = true;
  }

  /** Hides a cell of a grid: for fingers that can't rub. */
  cell(row: number, column: number, rows: number, columns: number): void {
    const [width, height] = [this.canvas.width / columns, this.canvas.height / rows];
    const [x, y] = [column * width, row * height];
    this.pen.drawImage(this.coarse, x, y, width, height, x, y, width, height);
    this.touched = true;
  }

  undo(): void {
    this.pen.putImageData(this.original, 0, 0);
    this.touched = false;
  }
}

/** Vibrates and says a sentence, by a voice of this device, where the worker wants it. */
export function confirmAloud(text: string, tag: Tag, spoken: boolean): void {
  navigator.vibrate?.(80);
  if (spoken) say([text], tag);
}
