/** Puts this machine on record by the code that the administrator reads out. */
import { type FormEvent, useState } from "react";
import { enrol } from "../../contract/device.ts";
import { Header } from "../../shell/Header.tsx";
import { useIdle } from "../../shell/idle.ts";
import { onKey } from "../../shell/keys.ts";
import { NumberPad } from "../../shell/NumberPad.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Screen } from "../../shell/parts.tsx";
import { useWords } from "../../words/index.tsx";
import { grouped, LENGTH, withDigit } from "./digits.ts";
import { IdleSheet } from "./IdleSheet.tsx";

import { Digit } from "./parts.tsx";
import { setOwnTerminal } from "./place.ts";
import { ReadAloud } from "./ReadAloud.tsx";

export function Enrol({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const w = useWords();
  const { left, stay } = useIdle(onBack);
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || code.length < LENGTH) return;
    setBusy(true);
    setFault(undefined);
    try {
      setOwnTerminal(await enrol(code));
      onDone();
    } catch (found) {
      setFault(found);
      setCode("");
    } finally {
      setBusy(false);
    }
  };
  const put = (text: string) => setCode(withDigit("", text));
  return (
    <>
      <Header>
        <ReadAloud />
      </Header>
      <Screen title={w.scan.enrolTitle} bare>
        <ProblemNote fault={fault} />
        <form className="columns enrol" onSubmit={(event) => void submit(event)} noValidate>
          <div>
            <p>{w.scan.enrolHow}</p>
            <label className="field">
              <span>{w.scan.enrolCode}</span>
              <input
                className="code"
                value={grouped(code)}
                onChange={(event) => put(event.target.value)}
                inputMode="none"
                autoComplete="off"
                disabled={busy}
              />
            </label>
            <button type="submit" className="primary" disabled={busy || code.length < LENGTH}>
              {busy ? w.scan.enrolling : w.scan.enrol}
            </button>
          </div>
          <NumberPad
            disabled={busy}
            onDigit={(digit) => setCode((last) => withDigit(last, digit))}
            onBack={() => setCode((last) => last.slice(0, -1))}
            onClear={() => setCode("")}
          />
        </form>
        <p className="go dock">
          <button type="button" onClick={onBack} {...onKey("Escape")}>
            {w.village.backToPublic} <Digit of="Esc" />
          </button>
        </p>
      </Screen>
      {left !== undefined && <IdleSheet left={left} onStay={stay} onLeave={onBack} />}
    </>
  );
}
