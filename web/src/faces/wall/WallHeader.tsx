/** The head of the wall: what it is, of which days, what time it is at the court; and, for a hand or a key, the rest. */
import { useEffect, useState } from "react";
import { courtNow } from "../../contract/clock.ts";
import { signOut } from "../../contract/session.ts";
import { comparedWith, type Days, dayText, PERIODS, type Period } from "../../figures/window.ts";
import { fullDayOf, timeOf } from "../../shell/dates.ts";
import { LanguageSwitch } from "../../shell/Header.tsx";
import { useWall } from "../../words/wall/index.ts";

interface Props {
  days: Days;
  period: Period;
  onPeriod: (period: Period) => void;
  isDemonstration: boolean;
  /** The court can't be reached now. */
  isAway: boolean;
}

export function WallHeader({ days, period, onPeriod, isDemonstration, isAway }: Props) {
  const { t, w, tag } = useWall();
  const other = comparedWith(days);
  const [fault, setFault] = useState<unknown>();
  const leave = () => signOut().then(() => location.assign("/"), setFault);
  return (
    <header className="wall-top">
      <a className="skip" href="#content">
        {w.skipToContent}
      </a>
      <h1>{t.title}</h1>
      <p className="wall-days">
        {t.days(dayText(days.from, tag), dayText(days.to, tag))}{" "}
        <span>{t.compared(dayText(other.from, tag), dayText(other.to, tag))}</span>
      </p>
      {isDemonstration && <p className="wall-mark">{t.demonstration}</p>}
      <p className="wall-mark" role="status">
        {isAway || fault ? t.away : ""}
      </p>
      <div className="wall-tools">
        <select aria-label={t.period} value={period} onChange={(event) => onPeriod(event.target.value as Period)}>
          {PERIODS.map((each) => (
            <option key={each} value={each}>
              {t.periods[each]}
            </option>
          ))}
        </select>
        <a className="button quiet" href="/desk/">
          {t.desk}
        </a>
        <LanguageSwitch />
        <button type="button" className="quiet" onClick={leave}>
          {w.signOut}
        </button>
      </div>
      <CourtClock />
    </header>
  );
}

function CourtClock() {
  const { tag } = useWall();
  const [now, setNow] = useState(courtNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(courtNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="wall-clock">
      {fullDayOf(now, tag)} <strong>{timeOf(now, tag)}</strong>
    </p>
  );
}
