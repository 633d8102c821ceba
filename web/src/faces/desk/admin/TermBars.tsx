/** Terms of office on a bar of time: what was, what runs and what is to come, each with its days in words. */
import type { ReactNode } from "react";
import { courtNow } from "../../../contract/clock.ts";
import { type Labelled, labelText } from "../../../contract/labels.ts";
import type { Term } from "../../../contract/types.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { barsOf, firstDay, lastDay, officeText } from "./terms.ts";

interface Props {
  terms: readonly Term[];
  answer: Labelled;
  /** What can be done with a term, beside it. */
  actOf?: (term: Term) => ReactNode;
  /** The form of what is being done with it, below it. */
  formOf?: (term: Term) => ReactNode;
}

export function TermBars({ terms, answer, actOf, formOf }: Props) {
  const { a, w } = useAdmin();
  if (terms.length === 0) return <p className="empty">{a.people.noTerms}</p>;
  const { bars, today } = barsOf(terms, courtNow());
  return (
    <ol className="term-bars">
      {bars.map(({ term, standing, left, width, isOpen }) => (
        <li key={term.name}>
          <div className="row-between">
            <span>
              {officeText(term, answer, w.roles)} <span className="mark">{a.people.termStandings[standing]}</span>
              {term.deputisesFor && (
                <span className="soft"> {a.people.deputyFor(labelText(answer, term.deputisesFor) ?? "")}</span>
              )}
              {term.committeeStaff && <span className="soft"> {a.people.committee}</span>}
            </span>
            <span className="beside">
              <span className="soft">
                {a.people.span(firstDay(term.startTime), isOpen ? a.people.open : lastDay(term.endTime))}
              </span>
              {actOf?.(term)}
            </span>
          </div>
          <svg className={`term-bar ${standing}`} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect className="track" width="100" height="10" />
            <rect className="term" x={left} width={width} height="10" />
            <rect className="today" x={today - 0.1} width="0.2" height="10" />
          </svg>
          {formOf?.(term)}
        </li>
      ))}
    </ol>
  );
}
