/** Takes a payment that was entered and not made out of the books; another one to the same payee stands in its place. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import type { Payout } from "./money.tsx";

export function ReversePayout({ payout, id }: { payout: Payout; id: string }) {
  const { d } = useDesk();
  const words = d.cashier.corrections.payout;
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [reason, setReason] = useState("");
  const reload = () => queries.invalidateQueries({ queryKey: ["payout", id] });
  const amount = moneyText(payout.amountFen);
  const reverse = async (requestId: string) => {
    const body = { requestId, reason, ...(payout.etag ? { etag: payout.etag } : {}) };
    await data(court.POST("/v1/payouts/{payoutId}:reverse", { params: { path: { payoutId: id } }, body }));
    report(words.done(amount));
    void queries.invalidateQueries({ queryKey: ["payouts"] });
    void queries.invalidateQueries({ queryKey: ["receipt"] });
    void queries.invalidateQueries({ queryKey: ["case", idOf(payout.case)] });
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
        onSubmit={() => void acting.run(`${payout.etag} ${reason}`, reverse)}
      >
        <TextField id="reason" label={words.reason} value={reason} maxLength={1000} required onChange={setReason} />
      </ActForm>
    </details>
  );
}
