/** A ZIP that grows file by file: what is packed lies with the browser, not in the memory of the page. */
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

/** Pictures, films and PDF are packed already. */
const PACKED = /\.(jpg|png|webp|mp4|mov|webm|mp3|pdf)$/;
/** So much is held before the browser takes it. */
const HELD = 8 * 1024 * 1024;

export class Archive {
  #held: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;
  #blobs: Blob[] = [];
  #zip: Zip;
  #made: Date;

  constructor(made: number) {
    this.#made = new Date(made);
    this.#zip = new Zip((fault, chunk) => {
      if (fault) throw fault;
      this.#held.push(chunk as Uint8Array<ArrayBuffer>);
      this.#size += chunk.length;
      if (this.#size > HELD) this.#give();
    });
  }

  add(name: string, bytes: Uint8Array): void {
    const file = PACKED.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    file.mtime = this.#made;
    this.#zip.add(file);
    file.push(bytes, true);
  }

  finish(): Blob {
    this.#zip.end();
    this.#give();
    return new Blob(this.#blobs, { type: "application/zip" });
  }

  #give(): void {
    this.#blobs.push(new Blob(this.#held));
    this.#held = [];
    this.#size = 0;
  }
}
