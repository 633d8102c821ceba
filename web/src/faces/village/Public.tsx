/** V0: what everybody in the village may see. Nothing on it is about anybody. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { courtNow } from "../../contract/clock.ts";
import type { Reception } from "../../contract/types.ts";
import { closeHelp } from "../../help/Help.tsx";
import { fullDayOf, timeOf, weekdayOf } from "../../shell/dates.ts";
import { Header } from "../../shell/Header.tsx";
import { useIdle } from "../../shell/idle.ts";
import { onKey } from "../../shell/keys.ts";
import { Screen } from "../../shell/parts.tsx";
import { register, useNewVersion } from "../../shell/worker.ts";
import { useSpeaking } from "../../words/index.tsx";
import { BellButton, Rung, useBell } from "./Bell.tsx";
import { endSession, isSignOutOwed } from "./closing.ts";
import { Digit } from "./parts.tsx";
import { usePlace } from "./place.ts";
import { ReadAloud } from "./ReadAloud.tsx";
import { dayName, weekOf } from "./reception.ts";
import { useSendKept } from "./signing.tsx";

const SCOPE = "/village/";
const RETRY = 10_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

const everyMinute = (listener: () => void) => {
  const timer = setInterval(listener, 1000);
  return () => clearInterval(timer);
};

/** Ends the session at the court, again and again where it can't be reached. Whether that has to be waited for. */
function useEndedSession(): boolean {
  const [waits, setWaits] = useState(false);
  useEffect(() => {
    let over = false;
    const again = () => {
      if (isSignOutOwed()) void endSession().then((ended) => !over && setWaits(!ended));
    };
    again();
    const timer = setInterval(again, RETRY);
    addEventListener("online", again);
    return () => {
      over = true;
      clearInterval(timer);
      removeEventListener("online", again);
    };
  }, []);
  return waits;
}

/** Nothing is open here that a new version could take away. */
function useRenewal(): void {
  const { waiting, update } = useNewVersion(SCOPE);
  useEffect(() => {
    if (waiting) update();
  }, [waiting, update]);
  useEffect(() => {
    const look = () => void register(SCOPE).then((registration) => registration?.update().catch(() => undefined));
    look();
    const timer = setInterval(look, HOUR);
    return () => clearInterval(timer);
  }, []);
}

/** When somebody is to be found here. */
function Hours({ reception }: { reception: Reception }) {
  const { w, tag } = useSpeaking();
  if (!reception.hours?.length) return null;
  return (
    <div className="reception">
      <h2>{w.village.receptionTitle}</h2>
      <ul>
        {weekOf(reception).map(({ from, to, periods }) => (
          <li key={from}>
            {[...new Set([from, to])].map((day) => dayName(day, tag)).join("–")}{" "}
            <strong>{periods.join(w.joiner)}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface Props {
  byIdle: boolean;
  /** The machine was enrolled a moment ago. */
  isEnrolled: boolean;
  onSignIn: () => void;
}

export function Public({ byIdle, isEnrolled, onSignIn }: Props) {
  const { w, tag } = useSpeaking();
  useSendKept();
  const waits = useEndedSession();
  useRenewal();
  // The next person finds the public screen, and no card that somebody left open over it.
  const { stay } = useIdle(() => {
    closeHelp();
    stay();
  });
  const now = useSyncExternalStore(everyMinute, () => Math.floor(courtNow() / MINUTE) * MINUTE);
  const place = usePlace();
  const { rung, ring } = useBell();
  return (
    <>
      <Header>
        <ReadAloud />
      </Header>
      <Screen title={place?.displayName ? w.village.publicWelcome(place.displayName) : w.village.publicTitle} bare>
        <div className="public">
          <p className="clock">
            {fullDayOf(now, tag)} {weekdayOf(now, tag)} <strong>{timeOf(now, tag)}</strong>
          </p>
          {isEnrolled && (
            <p role="status" className="notice">
              {w.scan.enrolled}
            </p>
          )}
          {byIdle && (
            <p role="status" className="notice">
              {w.village.signedOutByIdle}
            </p>
          )}
          {waits && <p className="notice">{w.village.endOwed}</p>}
          {place && (
            <p className="offices">
              {place.host && <span>{w.village.publicWhere(place.host)}</span>}
              {place.director && <span>{w.scan.directorIs(place.director)}</span>}
              {place.judge && <span>{w.scan.judgeIs(place.judge)}</span>}
            </p>
          )}
          {rung > 0 && <Rung key={rung} telephone={place?.reception?.telephone} />}
          {place?.reception && <Hours reception={place.reception} />}
          <h2>{w.village.publicWhat}</h2>
          <ul className="help">
            {Object.entries(w.village.publicHelp).map(([key, text]) => (
              <li key={key}>{text}</li>
            ))}
          </ul>
        </div>
        <p className="go dock">
          <button type="button" onClick={onSignIn} {...onKey("1")}>
            <Digit of="1" /> {w.village.directorSignIn}
          </button>
          <BellButton onRing={ring} />
        </p>
      </Screen>
    </>
  );
}
