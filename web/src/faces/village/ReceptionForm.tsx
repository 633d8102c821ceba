/** The director says when villagers find somebody in the court, and the number that the public screen shows. */
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { court, data } from "../../contract/client.ts";
import type { Court } from "../../contract/types.ts";
import { useAct } from "../../shell/act.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Text } from "../../shell/parts.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { useDirector } from "./director.tsx";
import { NotOffline } from "./parts.tsx";
import { useLine } from "./queries.ts";
import { dayName, receptionOf, weekToSet } from "./reception.ts";
import { here, idOf } from "./router.ts";

export function ReceptionForm({ place }: { place: Court }) {
  const { w, tag } = useSpeaking();
  const id = useId();
  const queries = useQueryClient();
  const { report } = useDirector();
  const { isAway } = useLine();
  const { busy, refused, run } = useAct();
  const [week, setWeek] = useState(() => weekToSet(place.reception));
  const { days, periods, telephone } = week;
  const reception = receptionOf(week);
  const send = () =>
    run(JSON.stringify(reception), async (requestId) => {
      const courtId = idOf(place.name);
      const call = court.POST("/v1/courts/{courtId}:setReception", {
        params: { path: { courtId } },
        body: { requestId, reception },
      });
      queries.setQueryData(["court", courtId], await data(call));
      report(w.village.receptionSet, here());
    });
  const setTime = (index: number, end: number, time: string) =>
    setWeek({ ...week, periods: periods.map((period, at) => (at === index ? period.with(end, time) : period)) });
  return (
    <>
      <fieldset>
        <legend>{w.village.receptionDays}</legend>
        <div className="chips">
          {[1, 2, 3, 4, 5, 6, 7].map((day) => (
            <label key={day} className="choice">
              <input
                type="checkbox"
                checked={days.includes(day)}
                onChange={({ target }) =>
                  setWeek({ ...week, days: target.checked ? [...days, day] : days.filter((each) => each !== day) })
                }
              />
              <span>{dayName(day, tag)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {periods.map((period, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: there are always the same two
        <fieldset key={index} className="period">
          <legend>{w.village.receptionPeriod(index + 1)}</legend>
          {period.map((time, end) => (
            <label key={w.village.receptionEnds[end]}>
              {w.village.receptionEnds[end]}
              <input type="time" value={time} onChange={({ target }) => setTime(index, end, target.value)} />
            </label>
          ))}
        </fieldset>
      ))}
      <Text
        label={w.village.receptionPhone}
        value={telephone}
        maxLength={30}
        onChange={(next) => setWeek({ ...week, telephone: next })}
      />
      {refused !== undefined && <ProblemNote fault={refused.fault} onRetry={send} />}
      <NotOffline id={id} />
      <button
        type="button"
        disabled={isAway || busy !== undefined}
        aria-describedby={isAway ? id : undefined}
        onClick={() => void send()}
      >
        {busy ? w.village.assigning : w.village.receptionSend}
      </button>
    </>
  );
}
