/** The way to the second factor, where a sign-in lacks it. */
import { reasonOf } from "../contract/problem.ts";
import { useWords } from "../words/index.tsx";

/** Whether somebody has signed in and their office asks for a second factor that is still missing. */
export const lacksSecondFactor = (fault: unknown): boolean => reasonOf(fault) === "SECOND_FACTOR_REQUIRED";

/** `next` is the path at which the work continues. */
export function SecondFactor({ next }: { next: string }) {
  const w = useWords();
  return (
    <a className="button primary" href={`/sign-in/second-factor?next=${next}`}>
      {w.secondFactorOpen}
    </a>
  );
}
