/** What a screen of the desk is made of: its heading, what was read, and what was not answered. */
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { isUnreachable } from "../../../contract/problem.ts";
import { timeOf } from "../../../shell/dates.ts";
import { Loading } from "../../../shell/Loading.tsx";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { link } from "../router.ts";

interface PageProps {
  title: string;
  /** Beside the heading: marks, and what can be done. */
  beside?: ReactNode;
  /** The list from which it was opened. */
  back?: { path: string; title: string };
  children: ReactNode;
}

export function Page({ title, beside, back, children }: PageProps) {
  const { w } = useDesk();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${w.product}`;
    // The search, where somebody has just written, keeps the focus of a list that it opens.
    heading.current?.focus({ preventScroll: true });
  }, [title, w]);
  return (
    <main id="content" className="desk-page">
      {back && (
        <p className="back">
          <a {...link(back.path)} data-key="Escape" aria-keyshortcuts="Escape">
            {back.title}
          </a>
        </p>
      )}
      <div className="row-between">
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {beside && <div className="beside">{beside}</div>}
      </div>
      {children}
    </main>
  );
}

interface AnswerProps<T> {
  read: UseQueryResult<T>;
  lines?: number;
  children: (data: T) => ReactNode;
}

/** What was read; what the court said where it was not; and of when it is where there is no line now. */
export function Answer<T>({ read, lines = 3, children }: AnswerProps<T>) {
  const { w, tag } = useDesk();
  if (read.data === undefined) {
    if (read.isError) return <ProblemNote fault={read.error} onRetry={() => read.refetch()} />;
    return <Loading lines={lines} />;
  }
  return (
    <>
      {read.isError && isUnreachable(read.error) && (
        <p className="bar" role="status">
          {w.offlineSince(timeOf(read.dataUpdatedAt, tag))}
        </p>
      )}
      {read.isError && !isUnreachable(read.error) && <ProblemNote fault={read.error} onRetry={() => read.refetch()} />}
      {children(read.data)}
    </>
  );
}
