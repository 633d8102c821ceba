/** The code that a director scans with their phone, instead of typing a password where others look on. */
import { useEffect, useRef, useState } from "react";
import { courtNow } from "../../contract/clock.ts";
import { beginScan, isEnrolmentOver } from "../../contract/device.ts";
import { isUnreachable, reasonOf } from "../../contract/problem.ts";
import { signInByScan } from "../../contract/session.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Squares } from "../../shell/Squares.tsx";
import { useWords } from "../../words/index.tsx";
import { endEnrolment } from "./place.ts";

/** How often the court is asked whether somebody has approved: thirty times for a code at the most. */
const ASK = 2000;
/** How long after a line that broke. */
const AGAIN = 5000;

/** Where the phone approves; what follows # stays in the phone. */
const addressOf = (code: string) => `${location.origin}/field/scan#${code}`;

const pause = (time: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

interface Props {
  next: string;
  onDone: () => void;
  onLate: () => void;
}

/** Shows one code after another until somebody has approved one, or the screen is left. */
function useCode({ next, onDone, onLate }: Props) {
  const [code, setCode] = useState<string>();
  const [fault, setFault] = useState<unknown>();
  const done = useRef(onDone);
  done.current = onDone;
  const late = useRef(onLate);
  late.current = onLate;
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    /** Until the code is used or over; whether somebody is signed in. */
    const wait = async (shown: string, until: number): Promise<boolean> => {
      while (!signal.aborted && courtNow() < until) {
        await pause(ASK, signal);
        if (signal.aborted) return false;
        if (await signInByScan(shown, next, { signal, onLate: () => late.current() })) return true;
      }
      return false;
    };
    const run = async () => {
      while (!signal.aborted) {
        try {
          const begun = await beginScan();
          if (signal.aborted) return;
          setFault(undefined);
          setCode(begun.code);
          if (await wait(begun.code ?? "", Date.parse(begun.expireTime ?? ""))) return done.current();
        } catch (found) {
          if (signal.aborted) return;
          if (isEnrolmentOver(found)) return endEnrolment();
          // A code that is over, or was replaced by another page of this terminal, is followed by the next one.
          if (reasonOf(found) !== "DEVICE_SIGN_IN_REFUSED") {
            setCode(undefined);
            setFault(found);
          }
          await pause(isUnreachable(found) ? AGAIN : ASK, signal);
        }
      }
    };
    void run();
    return () => leaving.abort();
  }, [next]);
  return { code, fault };
}

export function Scan(props: Props) {
  const w = useWords();
  const { code, fault } = useCode(props);
  return (
    <section className="scan" aria-labelledby="scan">
      <h2 id="scan">{w.scan.title}</h2>
      {fault !== undefined && <ProblemNote fault={fault} />}
      {!code && fault === undefined && <Loading />}
      {code && (
        <div className="ways">
          <Squares text={addressOf(code)} label={w.scan.codeLabel} />
          <div>
            <ol className="steps">
              {Object.entries(w.scan.steps).map(([key, text]) => (
                <li key={key}>{text}</li>
              ))}
            </ol>
            <p className="hint">{w.scan.renewed}</p>
          </div>
        </div>
      )}
    </section>
  );
}
