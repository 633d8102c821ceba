/** A skeleton in the place of what is being read; after three seconds it says so and offers to cancel. */
import { useEffect, useState } from "react";
import { useWords } from "../words/index.tsx";

const SLOW = 3000;

export function Loading({ lines = 3, onCancel }: { lines?: number; onCancel?: () => void }) {
  const w = useWords();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading" aria-busy="true">
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key) => (
        <div key={key} className="skeleton" />
      ))}
      <p role="status">{slow ? w.slow : w.loading}</p>
      {slow && onCancel && (
        <button type="button" className="quiet" onClick={onCancel}>
          {w.cancel}
        </button>
      )}
    </div>
  );
}
