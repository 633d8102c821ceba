/** The step that is open: what it does, for how many, who may do it, and what it needs. Who has it done is not asked twice. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Schemas } from "../../../contract/types.ts";
import { type Acting, useAct } from "../../../shell/act.ts";
import { Choices } from "../../../shell/parts.tsx";
import { ActForm } from "../parts/ActForm.tsx";
import { Answer } from "../parts/Page.tsx";
import { moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { PayForm } from "./PayForm.tsx";
import type { Batch } from "./pasted.ts";
import { owedOf, ROLES, type Run, type Step, standingOf, toDoAgain, WIRE } from "./rail.ts";
import { runKey, useReceiptsFor } from "./reading.ts";
import { useBatchWords } from "./words.ts";

interface Props {
  id: string;
  batch: Batch;
  step: Step;
  run: Run | undefined;
}

/** What a step needs besides itself. */
interface Needs {
  receipt?: string;
  payments?: Schemas["sharedcourt.enforcement.v1.BatchPayment"][];
}

export interface StepRun {
  acting: Acting;
  /** Reads again what has changed. */
  again: () => Promise<unknown>;
  /** Takes the step; `more` is what it needs besides. */
  start: (more?: Needs) => void;
}

function useRun({ id, batch, step }: Props): StepRun {
  const { b } = useBatchWords();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const again = () => queries.invalidateQueries({ queryKey: ["batch", id] });
  const start = (more: Needs = {}) =>
    void acting.run(JSON.stringify([step, batch.etag, more]), async (requestId) => {
      const body = { requestId, name: batch.name ?? "", step: WIRE[step], etag: batch.etag ?? "", ...more };
      const answer = await data(court.POST("/v1/batches/{batchId}:run", { params: { path: { batchId: id } }, body }));
      const { doneCount = 0, failedCount = 0 } = answer;
      queries.setQueryData(runKey(id), { step, results: answer.results ?? [] } satisfies Run);
      await again();
      void queries.invalidateQueries({ queryKey: ["case"] });
      const { title } = b.steps[step];
      report(doneCount + failedCount > 0 ? b.ran(title, doneCount, failedCount) : b.ranNothing(title));
    });
  return { acting, again, start };
}

export function StepPanel(props: Props) {
  const { w, b } = useBatchWords();
  const { role } = usePresent();
  const { batch, step, run } = props;
  const running = useRun(props);
  const members = batch.members ?? [];
  const { done, ready } = standingOf(step, members);
  const failed = toDoAgain(run, step, members);
  const isMine = ROLES[step].includes(role);
  const { title, about } = b.steps[step];
  const label = failed > 0 ? b.again(failed) : b.run(title, ready);
  const count = b.now(done, members.length);
  const now = [count, ready > 0 && b.waitsFor(ready)].filter(Boolean).join(w.joiner);
  return (
    <section className="step-panel" aria-label={title}>
      <p>{about}</p>
      <p className="beside">
        <span>{count}</span>
        {ready > 0 && <span className="mark">{b.waitsFor(ready)}</span>}
        {!isMine && <span className="soft">{b.by(ROLES[step].map((each) => w.roles[each]).join(b.or))}</span>}
      </p>
      {ready === 0 && failed === 0 ? (
        <p className="soft">{done === members.length ? b.allDone : b.nothing}</p>
      ) : !isMine ? null : step === "allocate" ? (
        <Allocate {...props} running={running} label={label} now={now} />
      ) : step === "pay" ? (
        <PayForm id={props.id} batch={batch} running={running} now={now} />
      ) : (
        <ActForm
          acting={running.acting}
          label={label}
          onChanged={running.again}
          now={now}
          onSubmit={() => running.start()}
        />
      )}
    </section>
  );
}

/** Which receipt is allocated, and whether it covers what is owed. */
function Allocate({ id, batch, running, label, now }: Props & { running: StepRun; label: string; now: string }) {
  const { b } = useBatchWords();
  const read = useReceiptsFor(id);
  const [chosen, setChosen] = useState<string>();
  const owed = (batch.members ?? []).reduce((sum, member) => sum + owedOf(member), 0n);
  const debtor = batch.debtor?.displayName;
  return (
    <Answer read={read}>
      {({ receipts, own }) => {
        if (receipts.length === 0) return <p className="empty">{b.noReceipts}</p>;
        const amountOf = ({ name, restFen, amountFen }: (typeof receipts)[number]) =>
          BigInt((own.has(name) ? restFen : amountFen) || 0);
        // What the debtor paid stands first.
        const rank = ({ payer }: (typeof receipts)[number]) => (payer?.displayName === debtor ? 0 : 1);
        const sorted = [...receipts].sort((one, other) => rank(one) - rank(other));
        const found = receipts.find(({ name }) => name === chosen);
        return (
          <ActForm
            acting={running.acting}
            label={label}
            lacks={!found}
            onChanged={running.again}
            now={now}
            onSubmit={() => running.start({ receipt: chosen ?? "" })}
          >
            <div id="receipt" tabIndex={-1}>
              <Choices
                legend={b.receipts}
                name="receipt"
                value={chosen}
                onChange={setChosen}
                options={sorted.map((each) => ({
                  value: each.name ?? "",
                  text: b.receiptOf(each.payer?.displayName || b.unknownPayer, moneyText(amountOf(each).toString())),
                  hint: [
                    own.has(each.name)
                      ? b.restOfBefore(moneyText(each.restFen))
                      : b.arrived(shortMoment(each.arriveTime)),
                    each.remark,
                  ]
                    .filter(Boolean)
                    .join(" "),
                }))}
              />
            </div>
            <p>
              {b.owed(moneyText(owed.toString()))} {found && (amountOf(found) >= owed ? b.covers : b.fallsShort)}
            </p>
          </ActForm>
        );
      }}
    </Answer>
  );
}
