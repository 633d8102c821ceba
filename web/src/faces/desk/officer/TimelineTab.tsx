/** What happened to a case, the newest first. */
import { court } from "../../../contract/client.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { data } from "../parts/answers.ts";
import { PaperButton } from "../parts/Files.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { useNameOf, usePages } from "../parts/reading.ts";
import { moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { READS_PAPERS, type TabProps } from "./aboutCase.tsx";

export function TimelineTab({ id }: TabProps) {
  const { d } = useDesk();
  const { role } = usePresent();
  const nameOf = useNameOf();
  const pages = usePages(["case", id, "timeline"], (query) =>
    data(court.GET("/v1/cases/{caseId}/timeline", { params: { path: { caseId: id }, query } })),
  );
  const paper = d.dossier.papers.record;
  return (
    <>
      {READS_PAPERS.includes(role) && (
        <p>
          <PaperButton path={`/v1/cases/${id}/record`} title={paper} label={paper} />
        </p>
      )}
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.entries ?? []}
        caption={d.case.tabs.timeline}
        keyOf={({ time, kind, subject }) => `${time} ${kind} ${subject}`}
        empty={d.case.timelineEmpty}
        columns={[
          { title: d.time, width: "9rem", cell: ({ time }) => shortMoment(time) },
          {
            title: d.what,
            // The court writes its story in Chinese.
            cell: ({ summary, reason }) => (
              <span lang="zh-CN">
                {summary}
                {reason && <span className="reason">{reason}</span>}
              </span>
            ),
          },
          { title: d.amount, width: "9rem", align: "right", cell: ({ amountFen }) => amount(amountFen) },
          { title: d.person, width: "7rem", cell: ({ person }, answer) => nameOf(person, answer) ?? "" },
        ]}
      />
    </>
  );
}

const amount = (fen: string | null | undefined) => (fen && fen !== "0" ? moneyText(fen) : "");
