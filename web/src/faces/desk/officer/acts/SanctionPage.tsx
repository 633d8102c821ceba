/** O12: one sanction: on what it rests, how it stands, and what follows: its service, its execution, its end, reconsideration. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../../contract/client.ts";
import { labelText } from "../../../../contract/labels.ts";
import { Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { PaperButton } from "../../parts/Files.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { PLAIN } from "../../parts/reading.ts";
import { dayText } from "../../parts/values.ts";
import { useActsInCases } from "../../present.tsx";
import { Reasons } from "../Reasons.tsx";
import { useMeasureOf } from "../Sanctions.tsx";
import type { ActProps } from "./act.ts";
import { SanctionStep } from "./SanctionStep.tsx";
import { isForPresident, type Sanction, stepsOf } from "./sanction.ts";

export default function SanctionPage({ id, rest: [sanctionId = ""], back }: ActProps) {
  const { d, tag } = useDesk();
  const measureOf = useMeasureOf();
  const canAct = useActsInCases();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["sanction", sanctionId],
    queryFn: () => data(court.GET("/v1/sanctions/{sanctionId}", { params: { path: { sanctionId } } })),
  });
  const of = read.data;
  return (
    <Page
      title={of ? d.sanctionActs.of(d.sanctionKinds[of.kind], of.sanctioned.displayName) : d.modules.sanctions}
      back={back}
      beside={
        of && (
          <>
            <span className="mark">{d.sanctionStates[of.state ?? "SANCTION_STATE_UNSPECIFIED"]}</span>
            {of.liftDuty && <span className="mark soon">{d.sanction.lift}</span>}
          </>
        )
      }
    >
      <Answer read={read} lines={8}>
        {(found) => (
          <div className="two">
            <div>
              <p className="note">{found.ground}</p>
              <Facts
                rows={[
                  [d.sanction.measure, measureOf(found)],
                  [d.task.identity, found.sanctioned.identityNumber],
                  [d.approval.proposer, labelText(found, found.proposer)],
                  [d.sanctionActs.decided, dayText(found.decidedDate, tag)],
                  [d.sanctionActs.decider, labelText(found, found.decider)],
                  [d.sanctionActs.comment, found.decisionComment],
                  [d.service.served, dayText(found.servedDate, tag)],
                  [d.sanctionActs.executed, dayText(found.executedDate, tag)],
                  [d.sanction.lastDay, dayText(found.endDate, tag)],
                  [d.sanctionActs.lifted, dayText(found.liftedDate, tag)],
                  [d.sanctionActs.until, dayText(found.reconsiderationUntil, tag)],
                  [d.sanctionActs.reconsidered, dayText(found.reconsideration?.requestedDate, tag)],
                  [d.sanctionActs.reconsiderBy, dayText(found.reconsideration?.dueDate, tag)],
                ]}
              />
              <p className="beside">
                {(found.evidence ?? []).map((name, at) => (
                  <PaperButton
                    key={name}
                    path={`/v1/${name}/content`}
                    title={d.request.attached(at + 1)}
                    label={d.request.attached(at + 1)}
                  />
                ))}
              </p>
              <h2>{d.service.basis}</h2>
              <Reasons reasons={found.basis ?? []} />
            </div>
            <aside>
              <Duty sanction={found} />
              {found.state === "SANCTION_STATE_PROPOSED" && (
                <p>{isForPresident(found.kind) ? d.sanctionActs.byPresident : d.sanctionActs.byChief}</p>
              )}
              {canAct &&
                stepsOf(found).map((step, at) => (
                  <SanctionStep
                    key={`${step} ${found.etag}`}
                    step={step}
                    sanction={found}
                    caseId={id}
                    isNext={at === 0}
                  />
                ))}
            </aside>
          </div>
        )}
      </Answer>
    </Page>
  );
}

/** Why and until when it has to be lifted. */
function Duty({ sanction: { liftDuty } }: { sanction: Sanction }) {
  const { d, tag } = useDesk();
  if (!liftDuty) return null;
  return (
    <section>
      <h2>{d.sanction.lift}</h2>
      <p>
        {d.sanctionActs.duty(
          d.sanctionActs.events[liftDuty.event ?? "LIFT_EVENT_UNSPECIFIED"],
          dayText(liftDuty.since, tag),
        )}
        {liftDuty.by && ` ${d.sanctionActs.dutyBy(dayText(liftDuty.by, tag))}`}
      </p>
      <Reasons reasons={liftDuty.why ?? []} />
    </section>
  );
}
