/** What lists and screens say of a request to a cooperating unit. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { Column } from "../parts/Rows.tsx";
import { ONCE } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { isWaiting, timeLeft } from "./clock.ts";

export type AssistRequest = Schemas["sharedcourt.investigation.v1.AssistRequest"];

/** The catalogue of what units can be asked for. */
export function useCatalogue() {
  const matters = useQuery({
    ...ONCE,
    queryKey: ["matters"],
    queryFn: () => data(court.GET("/v1/matters", { params: { query: {} } })),
  });
  const units = useQuery({ ...ONCE, queryKey: ["units"], queryFn: () => data(court.GET("/v1/units")) });
  const named = (rows: readonly { name?: string | null; displayName?: string | null }[] | null | undefined) =>
    new Map((rows ?? []).map(({ name, displayName }) => [name ?? "", displayName ?? ""]));
  const [ofMatters, ofUnits] = [named(matters.data?.matters), named(units.data?.units)];
  return {
    matters: matters.data?.matters ?? [],
    units: units.data?.units ?? [],
    matterOf: ({ matter }: Pick<AssistRequest, "matter">) => ofMatters.get(matter ?? "") ?? "",
    unitOf: ({ unit }: AssistRequest) => ofUnits.get(unit ?? "") ?? "",
  };
}

/** Whom a request concerns: the holder, where it is a freeze of equity. */
export const subjectOf = ({ subject, equityFreeze }: AssistRequest): string =>
  subject?.displayName || equityFreeze?.holder || "";

/** How a request stands; that it is late is left to the clock where one is shown beside. */
export function RequestMark({ of, withClock }: { of: AssistRequest; withClock?: boolean }) {
  const { d } = useDesk();
  const { state, overdue } = of;
  return (
    <>
      <span className="mark">{d.requestStates[state ?? "REQUEST_STATE_UNSPECIFIED"]}</span>
      {overdue && !withClock && <span className="mark late">{d.request.late}</span>}
    </>
  );
}

const TICK = 1000;
/** Below this much time the seconds are shown. */
const SECONDS_BELOW = 3600;

/** How much time an answer has left, to the second where little is left. */
export function Clock({ of }: { of: AssistRequest }) {
  const { d } = useDesk();
  const [now, setNow] = useState(courtNow);
  const waiting = isWaiting(of);
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => setNow(courtNow()), TICK);
    return () => clearInterval(timer);
  }, [waiting]);
  const left = timeLeft(of, now);
  if (!left) return null;
  const { late, days, hours, minutes, seconds, total } = left;
  const text =
    total < SECONDS_BELOW
      ? d.request.seconds(minutes, seconds)
      : days > 0
        ? d.request.days(days, hours)
        : d.request.hours(hours, minutes);
  return (
    <span className={late ? "mark late" : total < SECONDS_BELOW ? "mark soon" : "mark"} role="timer">
      {late ? d.request.lateBy(text) : d.request.leftOf(text)}
    </span>
  );
}

export function useRequestColumns(of: "court" | "unit"): Column<AssistRequest>[] {
  const { d } = useDesk();
  const { matterOf, unitOf } = useCatalogue();
  return [
    { title: d.request.matter, cell: (row) => matterOf(row) || d.request.one, width: "13rem" },
    ...(of === "court" ? [{ title: d.request.unit, cell: unitOf }] : []),
    { title: d.request.subject, cell: subjectOf },
    { title: d.case.number, cell: ({ caseNumber }) => caseNumber, width: "14rem" },
    { title: d.request.due, cell: ({ dueTime }) => shortMoment(dueTime), width: "11rem" },
    ...(of === "unit"
      ? [{ title: d.request.clock, cell: (row: AssistRequest) => <Clock of={row} />, width: "11rem" }]
      : []),
    { title: d.task.state, cell: (row) => <RequestMark of={row} withClock={of === "unit"} />, width: "10rem" },
  ];
}
