/** O10: asks that the payout of a receipt be deferred, on a ground and until a day; a chief or the president decides. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import type { Schemas } from "../../../../contract/types.ts";
import { useAct } from "../../../../shell/act.ts";
import { Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { useReceipt } from "../../cashier/reading.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { DayField, SelectField } from "../../parts/Inputs.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { dayFrom, dayText, moneyText } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { go } from "../../router.ts";
import type { ActProps } from "./act.ts";

type Reason = NonNullable<Schemas["sharedcourt.enforcement.v1.DeferralReason"]>;

export default function Defer({ id, rest: [, receiptId = ""], back }: ActProps) {
  const { d, tag } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const read = useReceipt(receiptId);
  const [reason, setReason] = useState<Reason | "">("");
  const [until, setUntil] = useState("");
  const [note, setNote] = useState("");
  const path = `/cases/${id}/money/${receiptId}`;
  const submit = () =>
    void acting.run(`${reason} ${until} ${note}`, async (requestId) => {
      const deferral = { reason, untilDate: dayFrom(until), ...(note.trim() ? { note: note.trim() } : {}) };
      await data(
        court.POST("/v1/receipts/{receiptId}/deferrals", {
          params: { path: { receiptId } },
          body: { requestId, deferral } as never,
        }),
      );
      await queries.invalidateQueries({ queryKey: ["receipt", receiptId] });
      report(d.plan.deferralProposed, path);
      go(path, true);
    });
  return (
    <Page title={d.deferral.title} back={{ path, title: back.title }}>
      <Answer read={read}>
        {(receipt) => (
          <ActForm
            acting={acting}
            label={d.plan.defer(moneyText(receipt.amountFen))}
            lacks={!reason || !until}
            onSubmit={submit}
          >
            <Facts
              rows={[
                [d.receipt.payer, receipt.payer?.displayName],
                [d.amount, moneyText(receipt.amountFen)],
                [d.deferral.due, dayText(receipt.dueDate, tag)],
              ]}
            />
            <SelectField<Reason>
              id="deferral.reason"
              label={d.deferral.reason}
              none={d.form.choose}
              value={reason}
              options={reasonsOf(d.deferral.reasons)}
              onChange={setReason}
            />
            <DayField id="deferral.untilDate" label={d.deferral.until} value={until} onChange={setUntil} />
            <TextField
              id="deferral.note"
              label={reason === "DEFERRAL_REASON_OTHER" ? d.plan.deferralWhy : d.plan.note}
              value={note}
              maxLength={1000}
              long
              onChange={setNote}
            />
          </ActForm>
        )}
      </Answer>
    </Page>
  );
}

const reasonsOf = (words: Record<Reason, string>) =>
  (Object.entries(words) as [Reason, string][]).filter(([each]) => each !== "DEFERRAL_REASON_UNSPECIFIED");
