/** The bell of the public screen: it rings here, and says what to do where nobody comes. */
import { useEffect, useState } from "react";
import { onKey } from "../../shell/keys.ts";
import { useWords } from "../../words/index.tsx";
import { Digit } from "./parts.tsx";
import { playBell } from "./sound.ts";

/** For how long the notice stands: somebody who has read it has gone to the telephone. */
const STANDS = 60_000;

/** Whether the bell was rung a short time ago, and a way to ring it. */
export function useBell(): { rung: number; ring: () => void } {
  const [rung, setRung] = useState(0);
  useEffect(() => {
    if (rung === 0) return;
    const timer = setTimeout(() => setRung(0), STANDS);
    return () => clearTimeout(timer);
  }, [rung]);
  return {
    rung,
    ring: () => {
      playBell();
      setRung((times) => times + 1);
    },
  };
}

/** What stands there in big letters while the bell is rung. */
export function Rung({ telephone }: { telephone: string | null | undefined }) {
  const w = useWords();
  return (
    <p role="alert" className="rung">
      <strong>{w.village.bellRung}</strong>
      {telephone && <span>{w.village.bellCall(telephone)}</span>}
    </p>
  );
}

export function BellButton({ onRing }: { onRing: () => void }) {
  const w = useWords();
  return (
    <button type="button" className="primary" onClick={onRing} {...onKey("2")}>
      <Digit of="2" /> {w.village.bell}
    </button>
  );
}
