/** O8: what has to follow a seizure, and that it was done, with what shows it. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { useAct } from "../../../../shell/act.ts";
import { Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { SelectField } from "../../parts/Inputs.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { isoDay, shortMoment } from "../../parts/values.ts";
import { useActsInCases, usePresent } from "../../present.tsx";
import { go, idOf, link } from "../../router.ts";
import { useActsOf, useDutiesOf } from "../reading.ts";
import type { ActProps } from "./act.ts";
import type { Duty } from "./property.ts";

export default function DutyPage({ id, rest: [, dutyId = ""], back }: ActProps) {
  const { d } = useDesk();
  const read = useDutiesOf(id);
  const duty = read.data?.duties?.find(({ name }) => idOf(name) === dutyId);
  return (
    <Page title={duty ? d.dutyKinds[duty.kind ?? "DUTY_KIND_UNSPECIFIED"] : d.propertyActs.duties} back={back}>
      <Answer read={read}>
        {() =>
          duty ? <Open duty={duty} caseId={id} path={back.path} /> : <p className="empty">{d.propertyActs.noDuties}</p>
        }
      </Answer>
    </Page>
  );
}

/** What was done: the act of service that shows it, or in words. */
function Outcome({ of, caseId }: { of: string; caseId: string }) {
  const { d } = useDesk();
  if (!of.startsWith("serviceActs/")) return of;
  return <a {...link(`/cases/${caseId}/service/${idOf(of)}`)}>{d.sanctionActs.serviceAct}</a>;
}

function Open({ duty, caseId, path }: { duty: Duty; caseId: string; path: string }) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const canAct = useActsInCases();
  const { report } = usePresent();
  const acting = useAct();
  const acts = useActsOf(caseId).data?.serviceActs ?? [];
  const [act, setAct] = useState("");
  const [text, setText] = useState("");
  const kind = d.dutyKinds[duty.kind ?? "DUTY_KIND_UNSPECIFIED"];
  const submit = () =>
    void acting.run(`${act} ${text} ${duty.etag}`, async (requestId) => {
      await data(
        court.POST("/v1/duties/{dutyId}:complete", {
          params: { path: { dutyId: idOf(duty.name) } },
          body: { requestId, name: duty.name ?? "", etag: duty.etag ?? "", outcome: act || text.trim() },
        }),
      );
      await queries.invalidateQueries({ queryKey: ["case", caseId] });
      report(d.propertyActs.dutyDone(kind), path);
      go(path, true);
    });
  return (
    <>
      <Facts
        rows={[
          [d.propertyActs.dutyTo, duty.addressee],
          [d.task.address, duty.address],
          [d.propertyActs.article, duty.article],
          [d.propertyActs.since, shortMoment(duty.createTime)],
          [d.propertyActs.dutyEnded, shortMoment(duty.completeTime)],
          [d.propertyActs.outcome, duty.outcome && <Outcome key="outcome" of={duty.outcome} caseId={caseId} />],
          [
            d.task.one,
            duty.task && (
              <a key="task" {...link(`/tasks/${idOf(duty.task)}`)}>
                {d.propertyActs.toTask}
              </a>
            ),
          ],
        ]}
      />
      {canAct && duty.state === "DUTY_STATE_OPEN" && (
        <ActForm
          acting={acting}
          label={d.propertyActs.completeOf(kind)}
          lacks={!act && !text.trim()}
          onChanged={() => queries.invalidateQueries({ queryKey: ["case", caseId] })}
          now={d.propertyActs.dutyStates[duty.state]}
          onSubmit={submit}
        >
          <SelectField
            id="serviceAct"
            label={d.sanctionActs.serviceAct}
            none={d.propertyActs.otherwise}
            value={act}
            options={acts.map(({ name, document, addressee, deemedDate }) => [
              name ?? "",
              [document?.title, addressee?.displayName, isoDay(deemedDate)].filter(Boolean).join(" "),
            ])}
            onChange={setAct}
          />
          {!act && (
            <TextField
              id="outcome"
              label={d.propertyActs.outcome}
              value={text}
              maxLength={2000}
              long
              onChange={setText}
            />
          )}
        </ActForm>
      )}
    </>
  );
}
