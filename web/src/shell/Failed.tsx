/** What stands in place of a page that failed: what happened, what is safe, and the way back. */
import { Component, type ReactNode } from "react";
import { useWords } from "../words/index.tsx";
import { reportError } from "./pageErrors.ts";

export class Failing extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(fault: unknown) {
    reportError(fault);
  }

  override render() {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed() {
  const w = useWords();
  return (
    <main className="page" role="alert">
      <h1>{w.pageFailed}</h1>
      <p>{w.pageFailedCure}</p>
      <p className="actions">
        <button type="button" className="primary" onClick={() => location.reload()}>
          {w.openAgain}
        </button>
      </p>
    </main>
  );
}
