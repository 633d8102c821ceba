/** A step that follows a sanction: its service, its execution, its end, reconsideration. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { useAct } from "../../../../shell/act.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { Folded } from "../../parts/Folded.tsx";
import { DayField, SelectField } from "../../parts/Inputs.tsx";
import { dayFrom, isoDay } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { idOf } from "../../router.ts";
import { useActsOf } from "../reading.ts";
import { eventsOf, type LiftEvent, type Sanction, type Step } from "./sanction.ts";

interface StepProps {
  step: Step;
  sanction: Sanction;
  caseId: string;
  /** The step that comes next; the others stand folded. */
  isNext: boolean;
}

export function SanctionStep({ step, sanction, caseId, isNext }: StepProps) {
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
  return (
    <Folded title={words.title} isOpen={isNext}>
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
    </Folded>
  );
}
