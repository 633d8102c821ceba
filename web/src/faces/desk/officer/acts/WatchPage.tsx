/** O9: a police watch: drawn up with its ground and papers; approved, it goes to the police; the person is handed over, or it is taken back. */
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
import { Answer, Page } from "../../parts/Page.tsx";
import { Papers } from "../../parts/Papers.tsx";
import { PLAIN } from "../../parts/reading.ts";
import { dayText, shortMoment } from "../../parts/values.ts";
import { useActsInCases, usePresent } from "../../present.tsx";
import { idOf } from "../../router.ts";
import type { ActProps } from "./act.ts";
import { NewWatch } from "./NewWatch.tsx";
import { stepsOf, type Watch, type WatchStep, waitsFor } from "./watch.ts";

export default function WatchPage(props: ActProps) {
  return props.rest[1] ? <Known {...props} watchId={props.rest[1]} /> : <NewWatch {...props} />;
}

function Known({ id, back, watchId }: ActProps & { watchId: string }) {
  const { d, tag } = useDesk();
  const canAct = useActsInCases();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["watch", watchId],
    queryFn: () => data(court.GET("/v1/watches/{watchId}", { params: { path: { watchId } } })),
  });
  const of = read.data;
  return (
    <Page
      title={of ? d.watchActs.of(of.person.displayName) : d.watch.title}
      back={back}
      beside={of && <span className="mark">{d.watchStates[of.state ?? "WATCH_STATE_UNSPECIFIED"]}</span>}
    >
      <Answer read={read} lines={8}>
        {(watch) => {
          const waits = waitsFor(watch);
          return (
            <div className="two">
              <div>
                <p className="note">{watch.groundText}</p>
                <Facts
                  rows={[
                    [d.watch.ground, d.watchGrounds[watch.ground]],
                    [d.task.identity, watch.person.identityNumber],
                    [d.watchActs.answersFor, watch.answersFor],
                    [d.watch.until, dayText(watch.until, tag)],
                    [d.approval.proposer, labelText(watch, watch.proposer)],
                    [d.watchActs.approver, labelText(watch, watch.approver)],
                    [d.watchActs.pushed, shortMoment(watch.pushTime)],
                    ...(watch.hits ?? []).map(({ hitTime, place }): [string, string] => [
                      d.watchActs.hit,
                      `${shortMoment(hitTime)} ${place ?? ""}`,
                    ]),
                    [d.watchActs.controlled, shortMoment(watch.controlTime)],
                    [d.watchActs.handedOver, shortMoment(watch.handOverTime)],
                    [d.watchActs.withdrawn, shortMoment(watch.withdrawTime)],
                    [d.watchActs.why, watch.endReason],
                    [d.watchActs.confirmer, labelText(watch, watch.withdrawalConfirmer)],
                  ]}
                />
                <Papers
                  heading={d.request.papers}
                  papers={watch.papers.map((name, at) => ({
                    path: `/v1/${name}/content`,
                    title: d.approval.paper(at + 1),
                  }))}
                />
              </div>
              <aside>
                {waits && <p>{d.watchActs.waits[waits]}</p>}
                {canAct &&
                  stepsOf(watch).map((step, at) => (
                    <StepForm key={`${step} ${watch.etag}`} step={step} watch={watch} caseId={id} isNext={at === 0} />
                  ))}
              </aside>
            </div>
          );
        }}
      </Answer>
    </Page>
  );
}

interface StepProps {
  step: WatchStep;
  watch: Watch;
  caseId: string;
  isNext: boolean;
}

function StepForm({ step, watch, caseId, isNext }: StepProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const [reason, setReason] = useState("");
  const watchId = idOf(watch.name);
  const words = d.watchActs.steps[step];
  const name = watch.person.displayName;
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ["watch", watchId] });
    void queries.invalidateQueries({ queryKey: ["watches"] });
    void queries.invalidateQueries({ queryKey: ["case", caseId] });
  };
  const submit = () =>
    void acting.run(`${step} ${reason} ${watch.etag}`, async (requestId) => {
      const params = { path: { watchId } };
      const body = { requestId, name: watch.name ?? "", etag: watch.etag ?? "" };
      if (step === "push") await data(court.POST("/v1/watches/{watchId}:push", { params, body }));
      else if (step === "handOver") await data(court.POST("/v1/watches/{watchId}:handOver", { params, body }));
      else {
        const said = { ...body, reason: reason.trim() };
        await data(court.POST("/v1/watches/{watchId}:withdraw", { params, body: said }));
      }
      report(words.done(name));
      await again();
    });
  return (
    <Folded title={words.title} isOpen={isNext && step !== "withdraw"}>
      <ActForm
        acting={acting}
        label={words.do(name)}
        lacks={step === "withdraw" && !reason.trim()}
        isDanger={step === "withdraw"}
        onChanged={again}
        now={d.watchStates[watch.state ?? "WATCH_STATE_UNSPECIFIED"]}
        onSubmit={submit}
      >
        {step === "withdraw" && (
          <TextField
            id="reason"
            label={d.watchActs.withdrawWhy}
            value={reason}
            maxLength={2000}
            long
            onChange={setReason}
          />
        )}
      </ActForm>
    </Folded>
  );
}
