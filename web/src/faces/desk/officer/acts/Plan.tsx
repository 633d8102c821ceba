/** O10: a plan over a receipt: who gets what of it. The court works it out to the fen while it is written, and keeps nothing of that. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { hasChanged, useAct } from "../../../../shell/act.ts";
import { Loading } from "../../../../shell/Loading.tsx";
import { Choices, Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { useReceipt } from "../../cashier/reading.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { sendFiles } from "../../parts/files.ts";
import { MoneyField } from "../../parts/Inputs.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { useQuiet } from "../../parts/quiet.ts";
import { PLAIN } from "../../parts/reading.ts";
import { Said } from "../../parts/Said.tsx";
import { moneyText } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { go } from "../../router.ts";
import type { ActProps } from "./act.ts";
import { PlanItems } from "./PlanItems.tsx";
import { type Draft, draftOf, EMPTY, lacks, planOf, type Receipt, type Way } from "./plan.ts";

export default function Plan({ case: found, id, rest: [, receiptId = ""], back }: ActProps) {
  const { d } = useDesk();
  const read = useReceipt(receiptId);
  const path = `/cases/${id}/money/${receiptId}`;
  return (
    <Page title={d.plan.title} back={{ path, title: back.title }}>
      <Answer read={read} lines={8}>
        {(receipt) => <Form key={receipt.name} case={found} receipt={receipt} receiptId={receiptId} path={path} />}
      </Answer>
    </Page>
  );
}

interface FormProps {
  case: ActProps["case"];
  receipt: Receipt;
  receiptId: string;
  path: string;
}

const WAYS: Way[] = ["amounts", "split", "return"];

function Form({ case: found, receipt, receiptId, path }: FormProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const applicants = (found.parties ?? [])
    .filter(({ side }) => side === "SIDE_APPLICANT")
    .map(({ displayName }) => displayName);
  const [draft, setDraft] = useState<Draft>(() => draftOf(receipt, applicants));
  const change = (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next }));
  const turn = (way: Way) =>
    way === "return"
      ? change({
          way,
          items: [{ ...EMPTY, payee: receipt.payer?.displayName ?? "", isOther: true, yuan: draft.split }],
        })
      : change({ way, ...(draft.way === "return" ? { items: draftOf(receipt, applicants).items } : {}) });
  const again = () => queries.invalidateQueries({ queryKey: ["receipt", receiptId] });
  const submit = () =>
    void acting.run(written(draft), async (requestId) => {
      const evidence = await papersOf(draft, requestId);
      try {
        await data(
          court.POST("/v1/distributions", {
            body: { requestId, distribution: planOf(draft, receipt, evidence), validateOnly: false },
          }),
        );
      } catch (fault) {
        if (hasChanged(fault)) await again();
        throw fault;
      }
      await again();
      void queries.invalidateQueries({ queryKey: ["case"] });
      report(d.plan.proposed, path);
      go(path, true);
    });
  return (
    <ActForm
      acting={acting}
      label={d.plan.propose}
      lacks={lacks(draft)}
      onSubmit={submit}
      beside={<Preview draft={draft} receipt={receipt} />}
    >
      <Facts
        rows={[
          [d.receipt.payer, receipt.payer?.displayName],
          [d.amount, moneyText(receipt.amountFen)],
          [d.plan.rest, moneyText(receipt.restFen)],
        ]}
      />
      <Choices
        legend={d.plan.way}
        name="way"
        inline
        value={draft.way}
        options={WAYS.map((value) => ({ value, text: d.plan.ways[value] }))}
        onChange={turn}
      />
      {draft.way === "split" && (
        <MoneyField
          id="distribution.splitFen"
          label={d.plan.split}
          hint={d.plan.splitHint}
          value={draft.split}
          onChange={(split) => change({ split })}
        />
      )}
      <PlanItems
        draft={draft}
        parties={found.parties ?? []}
        applicants={applicants}
        onChange={(items) => change({ items })}
      />
      <TextField
        id="distribution.note"
        label={draft.way === "return" ? d.plan.returnWhy : d.plan.note}
        value={draft.note}
        maxLength={1000}
        onChange={(note) => change({ note })}
      />
    </ActForm>
  );
}

/** All that the form says, files by their names. */
const written = (draft: Draft) =>
  JSON.stringify({
    ...draft,
    items: draft.items.map((item) => ({ ...item, files: item.files.map(({ name, size }) => `${name} ${size}`) })),
  });

async function papersOf(draft: Draft, requestId: string): Promise<string[][]> {
  const all: string[][] = [];
  for (const { files } of draft.items) all.push(await sendFiles(files, requestId));
  return all;
}

/** What each gets as the court works it out, and what is left of the receipt then. */
function Preview({ draft, receipt }: { draft: Draft; receipt: Receipt }) {
  const { d } = useDesk();
  const [requestId] = useState(() => crypto.randomUUID());
  const said = written(draft);
  const asked = useQuiet(said);
  const isReady = !lacks(draft);
  const read = useQuery({
    ...PLAIN,
    queryKey: ["receipt", receipt.name, "preview", asked],
    enabled: isReady && asked === said,
    placeholderData: keepPreviousData,
    gcTime: 0,
    queryFn: async () => {
      const evidence = await papersOf(draft, requestId);
      const distribution = planOf(draft, receipt, evidence);
      return data(court.POST("/v1/distributions", { body: { requestId: "", distribution, validateOnly: true } }));
    },
  });
  return (
    <section role="status">
      <h2>{d.plan.preview}</h2>
      {isReady && (asked !== said || read.isPlaceholderData) && <p className="reason">{d.form.checking}</p>}
      {!isReady ? (
        <p className="reason">{d.plan.previewFirst}</p>
      ) : read.isError ? (
        <Said fault={read.error} />
      ) : read.data ? (
        <Facts
          rows={[
            ...read.data.items.map(({ payee, amountFen }): [string, string] => [
              payee.displayName,
              moneyText(amountFen),
            ]),
            [d.plan.total, moneyText(read.data.totalFen)],
            [d.plan.left, moneyText((BigInt(receipt.restFen || 0) - BigInt(read.data.totalFen || 0)).toString())],
          ]}
        />
      ) : (
        <Loading lines={2} />
      )}
    </section>
  );
}
