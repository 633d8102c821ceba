/** The days that the law sets in a case: how each stands, and why it is that day. */
import { courtNow } from "../../../contract/clock.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { Answer } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { dayText, isoDay } from "../parts/values.ts";
import type { TabProps } from "./aboutCase.tsx";
import { type Deadline, standingOf } from "./deadlines.ts";
import { Reasons } from "./Reasons.tsx";
import { useDeadlines } from "./reading.ts";

export function DeadlinesTab({ id }: TabProps) {
  const { d } = useDesk();
  const read = useDeadlines(id);
  return (
    <Answer read={read}>
      {({ deadlines }) => (
        <Rows
          rows={deadlines ?? []}
          caption={d.case.tabs.deadlines}
          isSaved
          keyOf={({ kind, date }) => `${kind} ${isoDay(date)}`}
          empty={d.case.deadlinesEmpty}
          columns={[
            { title: d.case.deadline, cell: (row) => <Name of={row} />, width: "16rem" },
            { title: d.case.day, cell: ({ date }) => isoDay(date), width: "7rem" },
            { title: d.case.standing, cell: (row) => <StandingMark of={row} />, width: "10rem" },
            {
              title: d.case.kind,
              cell: ({ nature }) => d.case.natures[nature ?? "DEADLINE_NATURE_UNSPECIFIED"],
              width: "7rem",
            },
            { title: d.case.why, cell: (row) => <Why of={row} /> },
          ]}
        />
      )}
    </Answer>
  );
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

/** The sentence, and behind it each provision with what was counted under it. */
function Why({ of: { summary, summaryEn, why } }: { of: Deadline }) {
  const { tag } = useDesk();
  return (
    <details>
      <summary>{tag === "en" ? summaryEn || summary : summary}</summary>
      <Reasons reasons={why ?? []} />
    </details>
  );
}
