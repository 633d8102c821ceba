/** The days that the law sets in a case: how each stands, and why it is that day. */
import { useDesk } from "../../../words/desk/index.ts";
import { Answer } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { isoDay } from "../parts/values.ts";
import type { TabProps } from "./aboutCase.tsx";
import { useDeadlineColumns } from "./deadlineParts.tsx";
import { useDeadlines } from "./reading.ts";

export function DeadlinesTab({ id }: TabProps) {
  const { d } = useDesk();
  const read = useDeadlines(id);
  const { name, day, standing, nature, why } = useDeadlineColumns();
  return (
    <Answer read={read}>
      {({ deadlines }) => (
        <Rows
          rows={deadlines ?? []}
          caption={d.case.tabs.deadlines}
          isSaved
          keyOf={({ kind, date }) => `${kind} ${isoDay(date)}`}
          empty={d.case.deadlinesEmpty}
          columns={[name, day, standing, nature, why]}
        />
      )}
    </Answer>
  );
}
