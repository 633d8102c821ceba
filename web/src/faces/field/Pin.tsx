/** The PIN: setting it, and opening the packets with it. A number pad of the page's own, and a keyboard works as well. */
import { useCallback, useEffect, useState } from "react";
import { isWeak } from "../../outbox/crypto.ts";
import { NumberPad } from "../../shell/NumberPad.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { useDesk, useLocal } from "./context.tsx";
import { typedOnPad } from "./pad.ts";
import { Danger, LocalFault, Screen, useWriting } from "./parts.tsx";

const LENGTH = 6;
const PLACES = Array.from({ length: LENGTH }, (_, place) => place);

function Keypad({ label, busy, onDone }: { label: string; busy: boolean; onDone: (pin: string) => void }) {
  const { w } = useSpeaking();
  const [pin, setPin] = useState("");
  const press = useCallback(
    (digit: string) => {
      if (busy || pin.length >= LENGTH) return;
      const next = pin + digit;
      if (next.length < LENGTH) setPin(next);
      else {
        setPin("");
        onDone(next);
      }
    },
    [busy, pin, onDone],
  );
  const back = useCallback(() => setPin((typed) => typed.slice(0, -1)), []);
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const key = typedOnPad(event);
      if (key === "back") back();
      else if (key) press(key);
    };
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  }, [press, back]);
  return (
    <section aria-label={label}>
      <p className="dots" aria-hidden="true">
        {PLACES.map((place) => (
          <span key={place} className={place < pin.length ? "dot on" : "dot"} />
        ))}
      </p>
      <p role="status" className="visually-hidden">
        {busy ? w.field.pinWorking : w.field.pinEntered(pin.length)}
      </p>
      <NumberPad disabled={busy} onDigit={press} onBack={back} />
    </section>
  );
}

/** Asks for a new PIN twice. */
export function NewPin({ onChosen }: { onChosen: (pin: string) => Promise<void> }) {
  const { w } = useSpeaking();
  const [first, setFirst] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { fault, write } = useWriting();
  const done = (pin: string) => {
    if (!first) {
      setWrong(isWeak(pin) ? w.field.pinWeak : undefined);
      if (!isWeak(pin)) setFirst(pin);
      return;
    }
    setFirst(undefined);
    if (first !== pin) {
      setWrong(w.field.pinDiffer);
      return;
    }
    setWrong(undefined);
    setBusy(true);
    void write(() => onChosen(pin)).then(() => setBusy(false));
  };
  const label = first ? w.field.pinAgain : w.field.pinFirst;
  return (
    <>
      {wrong && (
        <p role="alert" className="problem">
          {wrong}
        </p>
      )}
      <LocalFault fault={fault} />
      <p>
        <strong>{busy ? w.field.pinWorking : label}</strong>
      </p>
      <Keypad key={label} label={label} busy={busy} onDone={done} />
    </>
  );
}

export function SetPin() {
  const { w } = useSpeaking();
  const desk = useDesk();
  return (
    <Screen title={w.field.pinSetTitle} bare>
      <p>{w.field.pinSetWhy}</p>
      <NewPin onChosen={(pin) => desk.setPin(pin)} />
    </Screen>
  );
}

export function AskPin({ onPurged }: { onPurged: () => void }) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const state = useLocal(["pin"], desk.pin);
  const [busy, setBusy] = useState(false);
  const [left, setLeft] = useState<number>();
  const { fault, write } = useWriting();
  const attempt = async (pin: string) => {
    setBusy(true);
    await write(async () => {
      const answer = await desk.tryPin(pin);
      if (answer.open) return;
      setLeft(answer.left);
      if (answer.left === 0) onPurged();
    });
    setBusy(false);
  };
  const tries = left ?? (state.data && state.data.left < 5 ? state.data.left : undefined);
  return (
    <Screen title={w.field.pinAsk} bare>
      {tries !== undefined && (
        <p role="alert" className="problem">
          {w.field.pinWrong(tries)}
        </p>
      )}
      <LocalFault fault={fault} />
      {busy && <p role="status">{w.field.pinWorking}</p>}
      <Keypad label={w.field.pinAsk} busy={busy} onDone={(pin) => void attempt(pin)} />
      <Danger
        label={w.field.pinForgot}
        object={w.field.pinReset}
        detail={w.field.pinForgotWhy}
        onConfirm={() => void write(() => desk.forgetPin().then(onPurged))}
      />
    </Screen>
  );
}
