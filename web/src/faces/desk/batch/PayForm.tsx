/** What the bank did, payment by payment: written, or pasted from its answer. */
import { useState } from "react";
import { Loading } from "../../../shell/Loading.tsx";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { ActForm } from "../parts/ActForm.tsx";
import { Field, TextField } from "../parts/Field.tsx";
import { Rows } from "../parts/Rows.tsx";
import { tableFrom } from "../parts/spreadsheet.ts";
import { instantOf, moneyText } from "../parts/values.ts";
import type { Batch } from "./pasted.ts";
import { paymentsOf, type Said, type SaidOf, saidIn, type Waiting, waitingOf } from "./payments.ts";
import { usePayables } from "./reading.ts";
import type { StepRun } from "./StepPanel.tsx";
import { useBatchWords } from "./words.ts";

const NOTHING: Said = { reference: "", failure: "" };

export function PayForm({ id, batch, running, now }: { id: string; batch: Batch; running: StepRun; now: string }) {
  const { d, b } = useBatchWords();
  const read = usePayables(id, batch.receipts ?? []);
  const [said, setSaid] = useState<SaidOf>({});
  const [time, setTime] = useState("");
  const [unknown, setUnknown] = useState<number[]>([]);
  if (read.fault) return <ProblemNote fault={read.fault} onRetry={read.again} />;
  if (read.isPending) return <Loading lines={3} />;
  const waiting = waitingOf(read.payouts, batch.members ?? []);
  const payments = paymentsOf(waiting, said, instantOf(time));
  const change = ({ payout }: Waiting, part: Partial<Said>) =>
    setSaid((before) => ({ ...before, [payout]: { ...NOTHING, ...before[payout], ...part } }));
  /** A result is named by its place among those that are sent. */
  const idOfField = ({ payout }: Waiting, field: string) => {
    const at = payments.findIndex((each) => each.payout === payout);
    return at < 0 ? `${payout} ${field}` : `payments[${at}].${field}`;
  };
  const take = (text: string): boolean => {
    const found = saidIn(tableFrom(text), waiting);
    setSaid((before) => ({ ...before, ...found.said }));
    setUnknown(found.unknown);
    return Object.keys(found.said).length > 0;
  };
  const isTwice = new Set(waiting.map(({ member }) => member)).size < waiting.length;
  return (
    <ActForm
      acting={running.acting}
      label={b.pay.do(payments.length)}
      lacks={payments.length === 0}
      onChanged={running.again}
      now={now}
      onSubmit={() => running.start({ payments })}
    >
      <div className="row-fields">
        <Field id="results" label={b.pay.paste} hint={b.pay.pasteHint}>
          {(shared) => (
            <textarea
              {...shared}
              className="paste-here"
              rows={2}
              value=""
              onPaste={(event) => {
                event.preventDefault();
                take(event.clipboardData.getData("text/plain"));
              }}
              onChange={(event) => take(event.target.value)}
            />
          )}
        </Field>
        <TextField
          id="payTime"
          label={b.pay.time}
          hint={b.pay.timeHint}
          type="datetime-local"
          value={time}
          maxLength={16}
          onChange={setTime}
        />
      </div>
      <p role="status">{unknown.length > 0 && <span className="mark soon">{b.pay.unknown(unknown.join(" "))}</span>}</p>
      {isTwice && <p className="soft">{b.pay.one}</p>}
      <Rows<Waiting>
        caption={b.pay.caption}
        rows={waiting}
        keyOf={({ payout }) => payout}
        empty={b.nothing}
        columns={[
          { title: b.no, cell: ({ member }) => member, width: "4rem" },
          { title: b.person, cell: ({ payee }) => payee, width: "8rem" },
          { title: d.amount, cell: ({ amountFen }) => moneyText(amountFen), align: "right", width: "8rem" },
          { title: b.columns.account, cell: ({ account }) => account, width: "7rem" },
          {
            title: b.pay.reference,
            cell: (row) => (
              <input
                id={idOfField(row, "bankReference")}
                aria-label={b.pay.referenceOf(row.payee)}
                autoComplete="off"
                maxLength={100}
                value={said[row.payout]?.reference ?? ""}
                onChange={(event) => change(row, { reference: event.target.value })}
              />
            ),
          },
          {
            title: b.pay.failure,
            cell: (row) => (
              <input
                id={idOfField(row, "failure")}
                aria-label={b.pay.failureOf(row.payee)}
                autoComplete="off"
                maxLength={500}
                value={said[row.payout]?.failure ?? ""}
                onChange={(event) => change(row, { failure: event.target.value })}
              />
            ),
          },
        ]}
      />
    </ActForm>
  );
}
