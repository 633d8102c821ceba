/** What the phone keeps until the court has it. */
import type { Refused } from "../contract/problem.ts";
import type { Outcome, Packet, Task, TaskKind } from "../contract/types.ts";
import type { Guide, VisitRecord } from "../guide/model.ts";

/** An instant by this device's clock, with what is known of the clock. */
export interface Instant {
  /** Milliseconds by the device's clock. */
  wall: number;
  /** How far the court's clock was ahead, as it was known then. */
  offset: number;
  /** The life of the page, and how long it had lasted: within one life a change of the clock shows. */
  page: string;
  uptime: number;
}

export type Kind = "accept" | "decline" | "attempt" | "report" | "lead" | "views" | "purge";

/** What people see of an entry. */
export interface Label {
  party: string;
  place: string;
  kind: TaskKind;
}

/** A call that waits for the court's answer: the ordinary call, with a request id of its own that never changes. */
export interface Entry {
  /** The request id. */
  id: string;
  seq: number;
  /** The record that it belongs to: a visit and its report are one. */
  record: string;
  task: string;
  kind: Kind;
  path: string;
  body: Record<string, unknown>;
  label: Label;
  made: Instant;
  /** Files that it cites. */
  files: string[];
  state: "waiting" | "done" | "needs";
  /** It waits for a term of office. */
  outsideTerm?: boolean;
  /** Why the court did not take it. */
  refused?: Refused;
  doneAt?: number;
}

/** A file that the court does not have whole yet, or has. */
export interface FileState {
  /** Its digest. */
  id: string;
  record: string;
  type: string;
  size: number;
  sent: number;
  role: PhotoRole | "signature";
  state: "draft" | "waiting" | "done" | "needs";
  refused?: Refused;
}

export type PhotoRole = "door" | "place" | "process" | "posting" | "paper" | "form" | "thumbprint";

export interface Photo {
  sha: string;
  role: PhotoRole;
  size: number;
  /** Bystanders were hidden. */
  edited: boolean;
}

export interface Signature {
  sha?: string;
  signer: string;
  relation: string;
  how: "drawn" | "typed" | "refused" | "thumbprint";
}

/** A signature on the screen, with what it is by the words of the guide. */
export interface RoleSignature {
  sha: string;
  role: string;
  signer: string;
}

/** A visit that is being written. */
export interface Draft {
  /** The task. */
  id: string;
  label: Label;
  step: "arrive" | "outcome" | "details" | "guide" | "photos" | "signature" | "check";
  arrived: Instant;
  /** It is made at the shared court itself, on its terminal: there is no door and no way to it. */
  atCourt?: boolean;
  position?: { latitude: number; longitude: number; accuracyM: number };
  outcome?: Outcome;
  answers: Record<string, string>;
  photos: Photo[];
  signature?: Signature;
  /** The guide of the packet, by which the visit is recorded; without one the page asks its own questions. */
  guide?: Guide;
  /** What the visit found, by the guide. Outcome and files stand beside it. */
  record?: Omit<VisitRecord, "outcome" | "files">;
  signatures?: RoleSignature[];
  /** The way of service that was chosen, and the page of the guide that is shown. */
  way?: string;
  page?: string;
  /** Why questions of the guide stay open. */
  gapsReason?: string;
  report?: boolean;
  summary?: string;
}

/** A task as it was last read, and what its visit needs. */
export interface Held {
  /** The task. */
  id: string;
  task: Task;
  packet?: Packet;
  heldAt: number;
}

/** Something that somebody has to read. */
export interface Notice {
  id: string;
  task: string;
  label: Label;
  kind: "revoked" | "reassigned" | "expired" | "late";
  lateness?: string;
  at: number;
}

/** That a packet was deleted here, and whether the court knows. */
export interface Receipt {
  id: string;
  label: Label;
  at: number;
  /** The entry that reports it to the court. */
  entry?: string;
}
