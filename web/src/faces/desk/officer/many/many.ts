/** One act for many rows: each in its turn with its own result, and what is done is not done again. */
import { isUnreachable, Problem, statusOf } from "../../../../contract/problem.ts";
import { RequestIds } from "../../../../shell/act.ts";

export type Result =
  | { is: "done" }
  /** It was not tried, or nobody knows whether it was done: it can be done again. */
  | { is: "open"; isUnknown?: boolean; text?: string }
  /** The court said no, in these words. */
  | { is: "refused"; text: string };

/** Whether the rows behind this one would fare the same: no line, too many calls, a court in trouble. */
const stops = (fault: unknown): boolean => isUnreachable(fault) || statusOf(fault) === 429 || statusOf(fault) >= 500;

export class Many {
  private readonly ids = new RequestIds();
  private readonly results = new Map<string, Result>();

  resultOf(name: string): Result | undefined {
    return this.results.get(name);
  }

  /** The rows that a new run would touch. */
  open<T>(rows: readonly T[], nameOf: (row: T) => string): T[] {
    return rows.filter((row) => this.results.get(nameOf(row))?.is !== "done");
  }

  /**
   * Does an act for each row that it was not done for. `key` stands for the act with all that it says: the same act, done again after a
   * line broke, bears the same request ids.
   */
  async run<T>(
    rows: readonly T[],
    nameOf: (row: T) => string,
    key: string,
    act: (row: T, requestId: string) => Promise<unknown>,
    onStep: () => void,
  ): Promise<void> {
    const todo = this.open(rows, nameOf);
    for (const row of todo) this.results.set(nameOf(row), { is: "open" });
    onStep();
    for (const row of todo) {
      const name = nameOf(row);
      const own = `${key} ${name}`;
      try {
        await act(row, this.ids.of(own));
        this.ids.ended(own);
        this.results.set(name, { is: "done" });
      } catch (fault) {
        this.ids.ended(own, fault);
        const text = fault instanceof Problem ? fault.refused.detail : undefined;
        if (stops(fault)) {
          this.results.set(name, { is: "open", ...(text ? { text } : { isUnknown: true }) });
          onStep();
          return;
        }
        if (!(fault instanceof Problem)) throw fault;
        this.results.set(name, { is: "refused", text: fault.refused.detail });
      }
      onStep();
    }
  }
}
