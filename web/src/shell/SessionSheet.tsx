/** The sheet that comes when a session has ended: what was typed stays, and the call that met the end is made again. */
import { useEffect, useState } from "react";
import { accepted, onSessionEnded, send } from "../contract/transport.ts";
import type { Person } from "../contract/types.ts";
import { useWords } from "../words/index.tsx";
import { Sheet } from "./Sheet.tsx";
import { SignIn } from "./SignIn.tsx";

/** Who has signed in now, also where somebody else has the page open. */
const whoIsHere = async (): Promise<Person> => (await accepted(await send(new Request("/v1/me")))).json();

interface Props {
  name: string | undefined;
  onSignedIn?: () => void;
  /** Their resource name: a call of theirs is made again for nobody else. */
  person?: string | undefined;
  /** Somebody else has signed in. */
  onOther?: () => void;
  /** The session was ended because nobody touched the page, which is covered until they are back. */
  locked?: boolean;
}

export function SessionSheet({ name, person, locked = false, onSignedIn, onOther }: Props) {
  const w = useWords();
  const [waiting, setWaiting] = useState<((signedIn: boolean) => void)[]>([]);
  useEffect(() => {
    onSessionEnded(() => new Promise((resolve) => setWaiting((all) => [...all, resolve])));
    return () => onSessionEnded(async () => false);
  }, []);
  if (waiting.length === 0 && !locked) return null;
  const answer = (signedIn: boolean) => {
    setWaiting([]);
    for (const resolve of waiting) resolve(signedIn);
    if (signedIn) onSignedIn?.();
  };
  const done = async () => {
    if (!person) return answer(true);
    const here = await whoIsHere().catch(() => undefined);
    answer(here?.name === person);
    if (here && here.name !== person) onOther?.();
  };
  return (
    <Sheet title={w.sessionEnded} onClose={() => !locked && answer(false)} covers={locked}>
      {name && <p>{w.signedInAs(name)}</p>}
      <SignIn next={location.pathname + location.search} onDone={() => void done()} />
      {!locked && (
        <button type="button" className="quiet" onClick={() => answer(false)}>
          {w.sessionEndedLater}
        </button>
      )}
    </Sheet>
  );
}
