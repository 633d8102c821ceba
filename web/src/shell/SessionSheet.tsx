/** The sheet that comes when a session has ended: what was typed stays, and the call that met the end is made again. */
import { useEffect, useState } from "react";
import { onSessionEnded } from "../contract/transport.ts";
import { useWords } from "../words/index.tsx";
import { Sheet } from "./Sheet.tsx";
import { SignIn } from "./SignIn.tsx";

export function SessionSheet({ name, onSignedIn }: { name: string | undefined; onSignedIn?: () => void }) {
  const w = useWords();
  const [waiting, setWaiting] = useState<((signedIn: boolean) => void)[]>([]);
  useEffect(() => {
    onSessionEnded(() => new Promise((resolve) => setWaiting((all) => [...all, resolve])));
    return () => onSessionEnded(async () => false);
  }, []);
  if (waiting.length === 0) return null;
  const answer = (signedIn: boolean) => {
    setWaiting([]);
    for (const resolve of waiting) resolve(signedIn);
    if (signedIn) onSignedIn?.();
  };
  return (
    <Sheet title={w.sessionEnded} onClose={() => answer(false)}>
      {name && <p>{w.signedInAs(name)}</p>}
      <SignIn next={location.pathname} onDone={() => answer(true)} />
      <button type="button" className="quiet" onClick={() => answer(false)}>
        {w.sessionEndedLater}
      </button>
    </Sheet>
  );
}
