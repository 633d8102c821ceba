/** A refusal as the court answers it (RFC 9457), and what keeps a call from being answered at all. */

export interface FieldFault {
  field: string;
  reason: string;
  detail: string;
}

export interface Refused {
  status: number;
  reason: string;
  detail: string;
  requestId: string;
  metadata: Record<string, string>;
  errors: FieldFault[];
  /** Seconds after which to try again. */
  retryAfter?: number;
}

/** The court has answered that it will not. */
export class Problem extends Error {
  readonly refused: Refused;

  constructor(refused: Refused) {
    super(refused.detail);
    this.name = "Problem";
    this.refused = refused;
  }
}

/** Nobody has answered: no network, or the line broke. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super("unreachable", { cause });
    this.name = "Unreachable";
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads the problem of an answer. What is no problem of the court's (a proxy's page, say) has no reason. */
export async function problemOf(response: Response): Promise<Problem> {
  let said: Record<string, unknown> = {};
  if (response.headers.get("content-type")?.includes("json")) {
    said = ((await response.json().catch(() => undefined)) as Record<string, unknown> | undefined) ?? {};
  }
  const wait = Number(response.headers.get("retry-after"));
  return new Problem({
    status: response.status,
    reason: text(said.reason),
    detail: text(said.detail),
    requestId: text(said.requestId) || (response.headers.get("x-request-id") ?? ""),
    metadata: (said.metadata as Record<string, string> | undefined) ?? {},
    errors: Array.isArray(said.errors) ? (said.errors as FieldFault[]) : [],
    ...(wait > 0 ? { retryAfter: wait } : {}),
  });
}

export const isUnreachable = (fault: unknown): boolean => fault instanceof Unreachable;
export const statusOf = (fault: unknown): number => (fault instanceof Problem ? fault.refused.status : 0);
export const reasonOf = (fault: unknown): string => (fault instanceof Problem ? fault.refused.reason : "");
