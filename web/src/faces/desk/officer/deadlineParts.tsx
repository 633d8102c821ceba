/** A day that the law sets, in a row: what it is called, how it stands, why it is that day. */
import { courtNow } from "../../../contract/clock.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { Column } from "../parts/Rows.tsx";
import { dayText, isoDay } from "../parts/values.ts";
import { type Deadline, standingOf } from "./deadlines.ts";
import { Reasons } from "./Reasons.tsx";

export function useDeadlineColumns(): Record<
  "name" | "day" | "standing" | "nature" | "why" | "briefWhy",
  Column<Deadline>
> {
  const { d } = useDesk();
  return {
    name: { title: d.case.deadline, cell: (row) => <Name of={row} />, width: "16rem" },
    day: { title: d.case.day, cell: ({ date }) => isoDay(date), width: "7rem" },
    standing: { title: d.case.standing, cell: (row) => <StandingMark of={row} />, width: "10rem" },
    nature: {
      title: d.case.kind,
      cell: ({ nature }) => d.case.natures[nature ?? "DEADLINE_NATURE_UNSPECIFIED"],
      width: "7rem",
    },
    why: { title: d.case.why, cell: (row) => <Why of={row} /> },
    briefWhy: { title: d.case.why, cell: (row) => <Why of={row} isBrief />, width: "12rem" },
  };
}

function Name({ of: { kind } }: { of: Deadline }) {
  const { d } = useDesk();
  const names: Record<string, string> = d.deadlineKinds;
  return <>{names[kind ?? ""] ?? d.case.deadline}</>;
}

function StandingMark({ of }: { of: Deadline }) {
  const { d, tag } = useDesk();
  const standing = standingOf(of, courtNow());
  switch (standing.is) {
    case "met":
      return <span className="mark good">{standing.day ? d.case.met(dayText(standing.day, tag)) : d.case.metOn}</span>;
    case "late":
      return <span className="mark late">{d.case.late(standing.days)}</span>;
    case "today":
      return <span className="mark soon">{d.case.today}</span>;
    case "left":
      return <span className="mark">{d.case.left(standing.days)}</span>;
    case "passed":
      return <span>{d.case.passed}</span>;
  }
}

/** The sentence, and behind it each provision with what was counted under it; in a long list all of it is folded. */
function Why({ of: { summary, summaryEn, why }, isBrief = false }: { of: Deadline; isBrief?: boolean }) {
  const { d, tag } = useDesk();
  const sentence = tag === "en" ? summaryEn || summary : summary;
  return (
    <details>
      <summary>{isBrief ? d.coming.reckoned : sentence}</summary>
      {isBrief && <p>{sentence}</p>}
      <Reasons reasons={why ?? []} />
    </details>
  );
}
