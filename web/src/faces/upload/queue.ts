/** The papers of a telephone, sent one after the other: each resumes where it was cut off, also in a later session. */
import { isUnreachable, statusOf } from "../../contract/problem.ts";
import { type Send, upload } from "../../outbox/upload.ts";

/** What is sent: what the desk attaches too. */
export const ACCEPTED = ["image/jpeg", "image/png", "application/pdf"];
/** The longest file, in bytes. A telephone reads it whole. */
export const LONGEST = 64 * 1024 * 1024;

export type State = "waiting" | "sending" | "whole" | "cut" | "foreign" | "tooLarge" | "unread" | "refused";

export interface Paper {
  file: Blob;
  state: State;
  /** Bytes that the court has. */
  sent: number;
  /** What the court said where it refused. */
  said?: string;
}

interface Options {
  send: Send;
  onChange: () => void;
  /** The session runs no more. What has arrived is kept. */
  onOver: (fault: unknown) => void;
  /** Waits until it is worth trying again after the line was cut. */
  wait: () => Promise<void>;
}

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const OPEN: State[] = ["waiting", "sending", "cut"];

/** Whether a paper is still to be sent. */
export const isOpen = ({ state }: Paper): boolean => OPEN.includes(state);
export const percent = ({ sent, file }: Paper): number => Math.floor((100 * sent) / Math.max(1, file.size));

function stateOf(file: Blob): State {
  if (!ACCEPTED.includes(file.type)) return "foreign";
  return file.size > LONGEST ? "tooLarge" : "waiting";
}

export class Queue {
  readonly papers: Paper[] = [];
  private session = "";
  private running = false;
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  /** Sends from now on in this session; what was cut off in an earlier one resumes. */
  resume(session: string): void {
    this.session = session;
    void this.run();
  }

  stop(): void {
    this.session = "";
  }

  add(files: Iterable<Blob>): void {
    for (const file of files) this.papers.push({ file, state: stateOf(file), sent: 0 });
    this.options.onChange();
    void this.run();
  }

  again(paper: Paper): void {
    paper.state = stateOf(paper.file);
    this.options.onChange();
    void this.run();
  }

  get whole(): number {
    return this.papers.filter(({ state }) => state === "whole").length;
  }

  get isBusy(): boolean {
    return this.papers.some(isOpen);
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (;;) {
        const next = this.session ? this.papers.find(isOpen) : undefined;
        if (!next) return;
        await this.one(next);
      }
    } finally {
      this.running = false;
    }
  }

  private async one(paper: Paper): Promise<void> {
    const { session, options } = this;
    const become = (state: State) => {
      paper.state = state;
      options.onChange();
    };
    let bytes: ArrayBuffer;
    let sha: string;
    try {
      bytes = await paper.file.arrayBuffer();
      sha = hex(await crypto.subtle.digest("SHA-256", bytes));
    } catch {
      return become("unread");
    }
    become("sending");
    try {
      await upload({
        sha,
        bytes,
        type: paper.file.type,
        // Each session declares what it sends.
        requestId: `${session}.${sha.slice(0, 16)}`,
        send: options.send,
        onProgress: (sent) => {
          paper.sent = sent;
          options.onChange();
        },
      });
      paper.sent = paper.file.size;
      become("whole");
    } catch (fault) {
      if (statusOf(fault) === 401) {
        become("waiting");
        // Another session may have been opened meanwhile.
        if (this.session === session) {
          this.stop();
          options.onOver(fault);
        }
        return;
      }
      const isLater = isUnreachable(fault) || statusOf(fault) >= 500 || statusOf(fault) === 429;
      if (!isLater) {
        paper.said = fault instanceof Error ? fault.message : "";
        return become("refused");
      }
      become("cut");
      await options.wait();
    }
  }
}
