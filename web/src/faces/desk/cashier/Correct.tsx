/** What a chief or president sets right about money that arrived: a wrong claim is undone, a wrong entry leaves the books. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import type { Receipt } from "./money.tsx";

type Correction = "unclaim" | "reverse";

/** What can be set right as the receipt stands. */
function correctionOf({ state, case: found }: Receipt): Correction | undefined {
  if (state === "RECEIPT_STATE_UNIDENTIFIED") return "reverse";
  return state === "RECEIPT_STATE_CLAIMED" && found ? "unclaim" : undefined;
}

export function Correct({ receipt, id }: { receipt: Receipt; id: string }) {
  const correction = correctionOf(receipt);
  return correction ? <Form key={correction} receipt={receipt} id={id} correction={correction} /> : null;
}

function Form({ receipt, id, correction }: { receipt: Receipt; id: string; correction: Correction }) {
  const { d } = useDesk();
  const words = d.cashier.corrections[correction];
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [reason, setReason] = useState("");
  const reload = () => queries.invalidateQueries({ queryKey: ["receipt", id] });
  const amount = moneyText(receipt.amountFen);
  const correct = async (requestId: string) => {
    const asked = {
      params: { path: { receiptId: id } },
      body: { requestId, reason, ...(receipt.etag ? { etag: receipt.etag } : {}) },
    };
    await data(
      correction === "reverse"
        ? court.POST("/v1/receipts/{receiptId}:reverse", asked)
        : court.POST("/v1/receipts/{receiptId}:unclaim", asked),
    );
    report(words.done(amount));
    void queries.invalidateQueries({ queryKey: ["receipts"] });
    await reload();
  };
  return (
    <details className="case-head">
      <summary>{words.title}</summary>
      <p className="reason">{words.hint}</p>
      <ActForm
        acting={acting}
        label={words.act(amount)}
        lacks={!reason.trim()}
        isDanger
        onChanged={reload}
        onSubmit={() => void acting.run(`${receipt.etag} ${reason}`, correct)}
      >
        <TextField id="reason" label={words.reason} value={reason} maxLength={1000} required onChange={setReason} />
      </ActForm>
    </details>
  );
}
