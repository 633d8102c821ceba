/** Says that the terminal will sign out; any touch stays. */

import { IDLE_SHEET } from "../../shell/idle.ts";
import { onKey } from "../../shell/keys.ts";
import { Sheet } from "../../shell/Sheet.tsx";
import { useWords } from "../../words/index.tsx";
import { Digit } from "./parts.tsx";

export function IdleSheet({ left, onStay, onLeave }: { left: number; onStay: () => void; onLeave: () => void }) {
  const w = useWords();
  return (
    <Sheet title={w.village.idleTitle} onClose={onStay}>
      <p role="timer" aria-live="off">
        {w.village.idleSoon(left)}
      </p>
      <div className="stack" id={IDLE_SHEET}>
        <button type="button" className="primary" onClick={onStay} {...onKey("1")}>
          <Digit of="1" /> {w.village.idleStay}
        </button>
        <button type="button" onClick={onLeave} {...onKey("2")}>
          <Digit of="2" /> {w.village.idleLeave}
        </button>
      </div>
    </Sheet>
  );
}
