/** A line between browser and program that can be cut, stalled, slowed down, or cut at a chosen moment. */

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export class Line {
  readonly port: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private target: number;
  private open = true;
  private stalled = false;
  /** Bytes a second in each direction; 0 for as fast as it goes. */
  private rate = 0;
  /** Milliseconds that each piece is on its way. */
  private latency = 0;
  private readonly watchers = new Set<(chunk: Buffer, up: boolean) => "cut" | undefined>();

  private constructor(server: Server, port: number, target: number) {
    this.server = server;
    this.port = port;
    this.target = target;
    server.on("connection", (near) => this.accept(near));
  }

  static async to(target: number): Promise<Line> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Line(server, (server.address() as { port: number }).port, target);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Leads to another port from now on: the program was started again. */
  lead(target: number): void {
    this.target = target;
  }

  /** No network: what is open breaks, and nothing new comes through. */
  cut(): void {
    this.open = false;
    this.break();
  }

  mend(): void {
    this.open = true;
    this.stalled = false;
  }

  /** As it was made. */
  reset(): void {
    this.mend();
    this.rate = 0;
    this.latency = 0;
    this.watchers.clear();
  }

  /** Breaks what is open; new connections come through. */
  break(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Nothing moves any more and nothing breaks. */
  stall(): void {
    this.stalled = true;
    for (const socket of this.sockets) socket.pause();
  }

  slow(bytesPerSecond: number, latency = 0): void {
    this.rate = bytesPerSecond;
    this.latency = latency;
  }

  /** Sees every piece on its way; may cut the line instead of passing it on. Returns the way to stop. */
  watch(watcher: (chunk: Buffer, up: boolean) => "cut" | undefined): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  async close(): Promise<void> {
    this.break();
    this.server.close();
  }

  private accept(near: Socket): void {
    if (!this.open) {
      near.destroy();
      return;
    }
    const far = connect(this.target, "127.0.0.1");
    for (const [from, to, up] of [
      [near, far, true],
      [far, near, false],
    ] as const) {
      this.sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.sockets.delete(from);
        to.destroy();
      });
      from.on("data", (chunk) => {
        if ([...this.watchers].some((watcher) => watcher(chunk, up) === "cut")) {
          near.destroy();
          far.destroy();
          return;
        }
        if (this.latency > 0) setTimeout(() => to.write(chunk), this.latency);
        else to.write(chunk);
        if (this.stalled) from.pause();
        else if (this.rate > 0) {
          from.pause();
          setTimeout(() => this.stalled || from.resume(), (1000 * chunk.length) / this.rate);
        }
      });
    }
  }
}
