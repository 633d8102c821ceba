/** Enters a transfer as the bank reports it. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type HTMLInputTypeAttribute, useId, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { Page } from "../parts/Page.tsx";
import { fenFrom, instantOf, moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf } from "../router.ts";

const EMPTY = { reference: "", yuan: "", arrived: "", noticed: "", payer: "", account: "", bank: "", remark: "" };
type Field = keyof typeof EMPTY;

/** The field that shows a path of the contract. */
const FIELDS: Record<string, Field> = {
  "receipt.bankReference": "reference",
  "receipt.amountFen": "yuan",
  "receipt.arriveTime": "arrived",
  "receipt.noticeTime": "noticed",
  "receipt.payer.displayName": "payer",
  "receipt.payer.account": "account",
  "receipt.payer.bank": "bank",
  "receipt.remark": "remark",
};

export function EnterReceipt() {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const { busy, refused, run } = useAct();
  const [said, setSaid] = useState(EMPTY);
  const id = useId();
  const fen = fenFrom(said.yuan);
  const rows: [Field, string, HTMLInputTypeAttribute, boolean][] = [
    ["reference", d.cashier.reference, "text", true],
    ["yuan", d.cashier.amountYuan, "text", true],
    ["arrived", d.cashier.arrived, "datetime-local", true],
    ["noticed", d.cashier.noticed, "datetime-local", true],
    ["payer", d.cashier.payerName, "text", true],
    ["account", d.cashier.payerAccount, "text", false],
    ["bank", d.cashier.payerBank, "text", false],
    ["remark", d.cashier.remark, "text", false],
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!fen) {
      document.getElementById(`${id}-yuan`)?.focus();
      return;
    }
    void run(JSON.stringify(said), async (requestId) => {
      const made = await data(
        court.POST("/v1/receipts", {
          body: {
            requestId,
            receipt: {
              bankReference: said.reference,
              amountFen: fen,
              arriveTime: instantOf(said.arrived) ?? "",
              noticeTime: instantOf(said.noticed) ?? "",
              payer: { displayName: said.payer, account: said.account, bank: said.bank },
              remark: said.remark,
            },
          },
        }),
      );
      void queries.invalidateQueries({ queryKey: ["receipts"] });
      const path = `/receipts/${idOf(made.name)}`;
      report(d.cashier.entered(moneyText(fen)), path);
      go(path);
    });
  };
  return (
    <Page title={d.cashier.enter} back={{ path: "/receipts", title: d.cashier.receipts }}>
      <form className="wide-form" onSubmit={submit}>
        {rows.map(([field, label, type, isNeeded]) => (
          <div className="field" key={field}>
            <label htmlFor={`${id}-${field}`}>{label}</label>
            <input
              id={`${id}-${field}`}
              type={type}
              required={isNeeded}
              maxLength={200}
              autoComplete="off"
              inputMode={field === "yuan" ? "decimal" : undefined}
              aria-describedby={field === "yuan" && said.yuan && !fen ? `${id}-wrong` : undefined}
              value={said[field]}
              onChange={(event) => setSaid({ ...said, [field]: event.target.value })}
            />
            {field === "yuan" && said.yuan && (
              <small id={`${id}-wrong`} className="hint">
                {fen ? moneyText(fen) : d.form.amountWrong}
              </small>
            )}
          </div>
        ))}
        <ProblemNote fault={refused?.fault} fieldOf={(path) => FIELDS[path] && `${id}-${FIELDS[path]}`} />
        <p>
          <button type="submit" className="primary" disabled={busy !== undefined}>
            {busy ? d.submitting : d.cashier.enter}
          </button>
        </p>
      </form>
    </Page>
  );
}
