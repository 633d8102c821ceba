/** How a case stands with regard to its end: what stopped and extended it, what was settled, how it was closed. */
import { lazy, Suspense } from "react";
import { Loading } from "../../../shell/Loading.tsx";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { ActLink } from "../parts/ActLink.tsx";
import { Rows } from "../parts/Rows.tsx";
import { dayText, isoDay, moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { ApproveClosing } from "./ApproveClosing.tsx";
import { READS_PAPERS, type TabProps } from "./aboutCase.tsx";
import { actsOf } from "./acts/course.ts";
import { Reasons } from "./Reasons.tsx";

const Dossier = lazy(() => import("./dossier/Dossier.tsx"));

export function EndingTab({ case: found, id }: TabProps) {
  const { w, d, tag } = useDesk();
  const { role } = usePresent();
  const { suspensions, extensions, settlements, closing, closingRequest: asked } = found;
  return (
    <>
      {!closing && (
        <div className="beside">
          {actsOf(found).map((act) => (
            <ActLink key={act} path={`/cases/${id}/ending/${act}`}>
              {d.course.acts[act].title}
            </ActLink>
          ))}
          <ActLink path={`/cases/${id}/ending/close`}>{d.closing.title}</ActLink>
        </div>
      )}
      <h2>{d.ending.suspensions}</h2>
      <Rows
        rows={suspensions ?? []}
        caption={d.ending.suspensions}
        isSaved
        keyOf={({ from, reason }) => `${isoDay(from)} ${reason}`}
        empty={d.ending.noSuspensions}
        columns={[
          { title: d.ending.from, cell: ({ from }) => isoDay(from), width: "8rem" },
          { title: d.ending.to, cell: ({ until }) => isoDay(until), width: "8rem" },
          { title: d.ending.reason, cell: ({ reason }) => reason },
        ]}
      />
      <h2>{d.ending.extensions}</h2>
      <Rows
        rows={extensions ?? []}
        caption={d.ending.extensions}
        isSaved
        keyOf={({ months, reason }) => `${months} ${reason}`}
        empty={d.ending.noExtensions}
        columns={[
          { title: d.ending.months, cell: ({ months }) => d.request.months(months ?? 0), width: "8rem" },
          { title: d.ending.reason, cell: ({ reason }) => reason },
          {
            title: d.task.state,
            cell: ({ state, refusal }) => {
              const stands = d.extensionStates[state ?? "EXTENSION_STATE_UNSPECIFIED"];
              return refusal ? w.nameAndTitle(stands, refusal) : stands;
            },
            width: "14rem",
          },
        ]}
      />
      <h2>{d.ending.settlements}</h2>
      <Rows
        rows={settlements ?? []}
        caption={d.ending.settlements}
        isSaved
        keyOf={({ signedDate, terms }) => `${isoDay(signedDate)} ${terms}`}
        empty={d.ending.noSettlements}
        columns={[
          { title: d.ending.signed, cell: ({ signedDate }) => isoDay(signedDate), width: "8rem" },
          { title: d.ending.terms, cell: ({ terms }) => terms },
          {
            title: d.ending.instalments,
            cell: ({ instalments }) => (
              <ul>
                {(instalments ?? []).map(({ dueDate, amountFen }) => (
                  <li key={isoDay(dueDate)}>
                    {isoDay(dueDate)} {moneyText(amountFen)}
                  </li>
                ))}
              </ul>
            ),
            width: "14rem",
          },
          {
            title: d.task.state,
            cell: ({ state }) => d.settlementStates[state ?? "SETTLEMENT_STATE_UNSPECIFIED"],
            width: "8rem",
          },
        ]}
      />
      <h2>{d.ending.closing}</h2>
      {closing ? (
        <>
          <Facts
            rows={[
              [d.ending.how, d.endings[closing.ending ?? "ENDING_UNSPECIFIED"]],
              [d.ending.closed, dayText(closing.date, tag)],
              [d.ending.paid, moneyText(closing.paidFen)],
            ]}
          />
          <Reasons reasons={closing.basis ?? []} />
        </>
      ) : (
        <>
          <p className="empty">{found.closingApprover ? d.ending.approved : d.ending.open}</p>
          {asked?.state === "EXTENSION_STATE_PROPOSED" && <p className="note">{d.ending.asked(asked.reason ?? "")}</p>}
          {asked?.state === "EXTENSION_STATE_REFUSED" && (
            <p className="note">{d.ending.refused(asked.refusal ?? "")}</p>
          )}
          <ApproveClosing case={found} id={id} />
        </>
      )}
      {READS_PAPERS.includes(role) && (
        <Suspense fallback={<Loading />}>
          <Dossier id={id} number={found.caseNumber} />
        </Suspense>
      )}
    </>
  );
}
