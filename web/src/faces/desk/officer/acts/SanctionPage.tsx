/** O12: one sanction: on what it rests, how it stands, and what follows: its service, its execution, its end, reconsideration. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { labelText } from "../../../../contract/labels.ts";
import { useAct } from "../../../../shell/act.ts";
import { Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { PaperButton } from "../../parts/Files.tsx";
import { DayField, SelectField } from "../../parts/Inputs.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { PLAIN } from "../../parts/reading.ts";
import { dayFrom, dayText, isoDay } from "../../parts/values.ts";
import { useActsInCases, usePresent } from "../../present.tsx";
import { idOf } from "../../router.ts";
import { Reasons } from "../Reasons.tsx";
import { useActsOf } from "../reading.ts";
import { useMeasureOf } from "../Sanctions.tsx";
import type { ActProps } from "./act.ts";
import { eventsOf, isForPresident, type LiftEvent, type Sanction, type Step, stepsOf } from "./sanction.ts";

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
                  <StepForm key={`${step} ${found.etag}`} step={step} sanction={found} caseId={id} isNext={at === 0} />
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

interface StepProps {
  step: Step;
  sanction: Sanction;
  caseId: string;
  /** The step that comes next; the others stand folded. */
  isNext: boolean;
}

function StepForm({ step, sanction, caseId, isNext }: StepProps) {
  const { w, d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const acts = useActsOf(caseId).data?.serviceActs ?? [];
  const [date, setDate] = useState("");
  const [act, setAct] = useState("");
  const [event, setEvent] = useState<LiftEvent | "">(sanction.liftDuty?.event ?? "");
  const [upheld, setUpheld] = useState<"yes" | "no" | "">("");
  const words = d.sanctionActs.steps[step];
  const object = d.sanctionActs.of(d.sanctionKinds[sanction.kind], sanction.sanctioned.displayName);
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ["sanction", idOf(sanction.name)] });
    void queries.invalidateQueries({ queryKey: ["sanctions"] });
  };
  const submit = () =>
    void acting.run(`${step} ${date} ${act} ${event} ${upheld} ${sanction.etag}`, async (requestId) => {
      const params = { path: { sanctionId: idOf(sanction.name) } };
      const body = {
        requestId,
        name: sanction.name ?? "",
        etag: sanction.etag ?? "",
        ...(date ? { date: dayFrom(date) } : {}),
      } as { requestId: string; name: string; etag: string };
      switch (step) {
        case "serve":
          await data(
            court.POST("/v1/sanctions/{sanctionId}:serve", {
              params,
              body: { ...body, ...(act ? { serviceAct: act } : {}) },
            }),
          );
          break;
        case "execute":
          await data(court.POST("/v1/sanctions/{sanctionId}:execute", { params, body }));
          break;
        case "lift":
          await data(
            court.POST("/v1/sanctions/{sanctionId}:lift", {
              params,
              body: { ...body, event: event || "LIFT_EVENT_UNSPECIFIED" },
            }),
          );
          break;
        case "reconsider":
          await data(court.POST("/v1/sanctions/{sanctionId}:reconsider", { params, body }));
          break;
        case "reconsidered":
          await data(
            court.POST("/v1/sanctions/{sanctionId}:decideReconsideration", {
              params,
              body: { ...body, upheld: upheld === "yes" },
            }),
          );
          break;
      }
      report(words.done(object));
      await again();
    });
  const form = (
    <ActForm
      acting={acting}
      label={words.do(object)}
      lacks={(step === "lift" && !event) || (step === "reconsidered" && !upheld)}
      isQuiet={!isNext}
      onChanged={again}
      now={d.sanctionStates[sanction.state ?? "SANCTION_STATE_UNSPECIFIED"]}
      onSubmit={submit}
    >
      {step === "serve" && (
        <SelectField
          id={`${step}.serviceAct`}
          label={d.sanctionActs.serviceAct}
          none={d.form.notStated}
          value={act}
          options={acts.map(({ name, document, deemedDate }) => [
            name ?? "",
            `${document?.title ?? ""} ${isoDay(deemedDate)}`,
          ])}
          onChange={(chosen) => {
            setAct(chosen);
            const served = acts.find(({ name }) => name === chosen);
            if (served) setDate(isoDay(served.deemedDate));
          }}
        />
      )}
      {step === "lift" && (
        <SelectField<LiftEvent>
          id={`${step}.event`}
          label={d.sanctionActs.event}
          none={d.form.choose}
          value={event}
          options={eventsOf(sanction.kind).map((each) => [each, d.sanctionActs.events[each]])}
          onChange={setEvent}
        />
      )}
      {step === "reconsidered" && (
        <SelectField<"yes" | "no">
          id={`${step}.upheld`}
          label={d.sanctionActs.upheld}
          none={d.form.choose}
          value={upheld}
          options={[
            ["yes", w.yes],
            ["no", w.no],
          ]}
          onChange={setUpheld}
        />
      )}
      <DayField
        id={`${step}.date`}
        label={words.date}
        hint={d.sanctionActs.todayHint}
        value={date}
        onChange={setDate}
      />
    </ActForm>
  );
  if (isNext) return form;
  return (
    <details>
      <summary>{words.title}</summary>
      {form}
    </details>
  );
}
