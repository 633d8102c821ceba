/** O8: one seizure: how long it holds, its place in the queue, and what follows: publication, renewal, release. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { labelText } from "../../../../contract/labels.ts";
import { useAct } from "../../../../shell/act.ts";
import { Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { Folded } from "../../parts/Folded.tsx";
import { TickField } from "../../parts/Inputs.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { PLAIN } from "../../parts/reading.ts";
import { dayText, instantOf, isoDay, shortMoment, worthText } from "../../parts/values.ts";
import { useActsInCases, usePresent } from "../../present.tsx";
import type { ActProps } from "./act.ts";
import { type Seizure, type SeizureStep, seizureSteps } from "./property.ts";

export default function SeizurePage({ id, rest: [seizureId = ""], back }: ActProps) {
  const { d, tag } = useDesk();
  const { me } = usePresent();
  const canAct = useActsInCases();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["seizure", seizureId],
    queryFn: () => data(court.GET("/v1/seizures/{seizureId}", { params: { path: { seizureId } } })),
  });
  const of = read.data;
  return (
    <Page
      title={of?.description || d.propertyActs.seizure}
      back={back}
      beside={of && <span className="mark">{d.seizureStates[of.state ?? "SEIZURE_STATE_UNSPECIFIED"]}</span>}
    >
      <Answer read={read} lines={8}>
        {(found) => (
          <div className="two">
            <div>
              <Facts
                rows={[
                  [d.property.class, d.assetClasses[found.assetClass]],
                  [d.propertyActs.key, found.propertyKey],
                  [d.request.percent, found.percent && `${found.percent}%`],
                  [d.property.value, worthText(found.valueFen)],
                  [d.propertyActs.term, found.termMonths ? d.request.months(found.termMonths) : ""],
                  [d.propertyActs.published, shortMoment(found.publishTime)],
                  [d.request.notice, found.noticeNumber],
                  [d.propertyActs.from, dayText(found.startDate, tag)],
                  [d.property.lastDay, dayText(found.lastDay, tag)],
                  [
                    d.propertyActs.queue,
                    found.state === "SEIZURE_STATE_WAITING" ? d.property.waiting(found.queuePosition ?? 0) : "",
                  ],
                  [d.approval.proposer, labelText(found, found.proposer)],
                  [d.propertyActs.ended, dayText(found.endDate, tag)],
                  [d.propertyActs.endWhy, found.endReason],
                  ...(found.renewals ?? []).map(({ madeDate, termMonths, reason }): [string, string] => [
                    d.propertyActs.renewed,
                    [isoDay(madeDate), d.request.months(termMonths ?? 0), reason].filter(Boolean).join(" "),
                  ]),
                ]}
              />
              <ul className="why" lang="zh-CN">
                {(found.warnings ?? []).map(({ text, article }) => (
                  <li key={text}>
                    <span>{text}</span>
                    <cite>{article}</cite>
                  </li>
                ))}
                {(found.legalBasis ?? []).map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
            <aside>
              {found.proposer === me.name && found.state === "SEIZURE_STATE_RECORDED" && (
                <p>{d.propertyActs.publishByOther}</p>
              )}
              {found.proposer === me.name && found.state === "SEIZURE_STATE_IN_FORCE" && (
                <p>{d.propertyActs.renewByOther}</p>
              )}
              {canAct &&
                seizureSteps(found, me.name ?? undefined).map((step, at) => (
                  <StepForm key={`${step} ${found.etag}`} step={step} seizure={found} caseId={id} isNext={at === 0} />
                ))}
            </aside>
          </div>
        )}
      </Answer>
    </Page>
  );
}

interface StepProps {
  step: SeizureStep;
  seizure: Seizure;
  caseId: string;
  isNext: boolean;
}

function StepForm({ step, seizure, caseId, isNext }: StepProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const seizureId = seizure.name?.split("/").pop() ?? "";
  const [time, setTime] = useState("");
  const [notice, setNotice] = useState("");
  const [months, setMonths] = useState("");
  const [reason, setReason] = useState("");
  const [disposed, setDisposed] = useState(false);
  const words = d.propertyActs.steps[step];
  const object = seizure.description || seizure.propertyKey;
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ["seizure", seizureId] });
    void queries.invalidateQueries({ queryKey: ["case", caseId] });
  };
  const submit = () =>
    void acting.run(JSON.stringify([step, time, notice, months, reason, disposed, seizure.etag]), async (requestId) => {
      const params = { path: { seizureId } };
      const body = { requestId, name: seizure.name ?? "", etag: seizure.etag ?? "" };
      const publishTime = instantOf(time);
      if (step === "publish") {
        const said = { ...body, ...(publishTime ? { publishTime } : {}), noticeNumber: notice.trim() };
        await data(court.POST("/v1/seizures/{seizureId}:publish", { params, body: said }));
      } else if (step === "renew") {
        const said = { ...body, ...(months ? { termMonths: Number(months) } : {}), reason: reason.trim() };
        await data(court.POST("/v1/seizures/{seizureId}:renew", { params, body: said }));
      } else {
        const said = { ...body, reason: reason.trim(), disposed };
        await data(court.POST("/v1/seizures/{seizureId}:release", { params, body: said }));
      }
      report(words.done(object));
      await again();
    });
  return (
    <Folded title={words.title} isOpen={isNext && step !== "release"}>
      <ActForm
        acting={acting}
        label={words.do(object)}
        lacks={step === "release" && !reason.trim()}
        isDanger={step === "release"}
        onChanged={again}
        now={d.seizureStates[seizure.state ?? "SEIZURE_STATE_UNSPECIFIED"]}
        onSubmit={submit}
      >
        {step === "publish" && (
          <>
            <TextField
              id="publishTime"
              label={d.propertyActs.published}
              hint={d.attach.publishedHint}
              type="datetime-local"
              value={time}
              maxLength={16}
              onChange={setTime}
            />
            <TextField id="noticeNumber" label={d.request.notice} value={notice} maxLength={100} onChange={setNotice} />
          </>
        )}
        {step === "renew" && (
          <>
            <TextField
              id="termMonths"
              label={d.propertyActs.months}
              hint={d.propertyActs.monthsHint}
              value={months}
              maxLength={3}
              onChange={(said) => setMonths(said.replace(/\D/g, ""))}
            />
            <TextField
              id="renew.reason"
              label={d.propertyActs.renewWhy}
              value={reason}
              maxLength={1000}
              onChange={setReason}
            />
          </>
        )}
        {step === "release" && (
          <>
            <TextField
              id="reason"
              label={d.propertyActs.releaseWhy}
              value={reason}
              maxLength={2000}
              long
              onChange={setReason}
            />
            <TickField id="disposed" label={d.propertyActs.disposed} checked={disposed} onChange={setDisposed} />
          </>
        )}
      </ActForm>
    </Folded>
  );
}
