/** What the court said where it did not do something: its words, the fields at fault, the number to ask about, and when to try again. */
import { useEffect, useRef, useState } from "react";
import { Problem } from "../contract/problem.ts";
import { useWords } from "../words/index.tsx";

/** Seconds until a call may be made again; counts down by itself. */
export function useCountdown(fault: unknown): number {
  const wait = fault instanceof Problem ? (fault.refused.retryAfter ?? 0) : 0;
  const [left, setLeft] = useState(wait);
  useEffect(() => {
    setLeft(wait);
    if (!wait) return;
    const until = Date.now() + wait * 1000;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000))), 500);
    return () => clearInterval(timer);
  }, [wait]);
  return left;
}

/** The number under which the court can find the call, to be read out or copied. */
function RequestNumber({ id }: { id: string }) {
  const w = useWords();
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard?.writeText(id).then(() => setCopied(true));
  return (
    <p className="request-number">
      {w.requestNumber} <code>{id.slice(-12)}</code>{" "}
      <button type="button" className="quiet" onClick={copy}>
        {copied ? w.copied : w.copy}
      </button>
    </p>
  );
}

interface Props {
  fault: unknown;
  /** The form field that shows a path of the contract, where the form has one. */
  fieldOf?: (path: string) => string | undefined;
  onRetry?: () => void;
}

export function ProblemNote({ fault, fieldOf, onRetry }: Props) {
  const w = useWords();
  const note = useRef<HTMLDivElement>(null);
  const left = useCountdown(fault);
  const first = fault instanceof Problem ? fault.refused.errors[0]?.field : undefined;
  useEffect(() => {
    if (!fault) return;
    const field = first && fieldOf?.(first);
    const target = field && document.getElementById(field);
    (target || note.current)?.focus();
  }, [fault, first, fieldOf]);
  if (!fault) return null;
  const refused = fault instanceof Problem ? fault.refused : undefined;
  const said = refused ? refused.detail || w.problemWithout : w.unreachable;
  return (
    <div className="problem" role="alert" tabIndex={-1} ref={note}>
      {refused && refused.errors.length > 0 ? (
        <>
          <p>{w.problemList}</p>
          <ul>
            {refused.errors.map((error) => {
              const field = fieldOf?.(error.field);
              return (
                <li key={error.field + error.reason}>
                  {field ? <a href={`#${field}`}>{error.detail}</a> : error.detail}
                </li>
              );
            })}
          </ul>
        </>
      ) : (
        <p>{said}</p>
      )}
      {refused?.requestId && <RequestNumber id={refused.requestId} />}
      {onRetry && (
        <button type="button" disabled={left > 0} onClick={onRetry}>
          {left > 0 ? w.retryIn(left) : w.retry}
        </button>
      )}
    </div>
  );
}
