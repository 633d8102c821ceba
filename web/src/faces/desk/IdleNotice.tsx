/** Says that the page will be covered; any touch stays. */
import { IDLE_SHEET } from "../../shell/idle.ts";
import { Sheet } from "../../shell/Sheet.tsx";
import { useDesk } from "../../words/desk/index.ts";

export function IdleNotice({ left, onStay }: { left: number; onStay: () => void }) {
  const { d } = useDesk();
  return (
    <Sheet title={d.idleTitle} onClose={onStay}>
      <p role="timer" aria-live="off">
        {d.idleSoon(left)}
      </p>
      <div id={IDLE_SHEET}>
        <button type="button" className="primary" onClick={onStay}>
          {d.idleStay}
        </button>
      </div>
    </Sheet>
  );
}
