/** Money that has arrived and belongs to no case yet: claimed by the number of its case. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { Problem } from "../../../contract/problem.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { Sheet } from "../../../shell/Sheet.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { Choose } from "../parts/Choose.tsx";
import { TextField } from "../parts/Field.tsx";
import { Page } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { type Column, PagedRows } from "../parts/Rows.tsx";
import { filterOf, useOwnCode, usePages } from "../parts/reading.ts";
import { completeNumber, isoDay, moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";

export type Receipt = Schemas["sharedcourt.enforcement.v1.Receipt"];

export function useReceiptColumns(): Column<Receipt>[] {
  const { d } = useDesk();
  return [
    { title: d.receipt.payer, cell: ({ payer }) => payer?.displayName },
    { title: d.amount, cell: ({ amountFen }) => moneyText(amountFen), align: "right", width: "9rem" },
    { title: d.receipt.remark, cell: ({ remark }) => remark },
    { title: d.receipt.arrived, cell: ({ arriveTime }) => shortMoment(arriveTime), width: "11rem" },
    {
      title: d.receipt.due,
      cell: (row) => isoDay(row.state === "RECEIPT_STATE_UNIDENTIFIED" ? row.claimByDate : row.dueDate),
      width: "7rem",
    },
    {
      title: d.task.state,
      cell: ({ state, colour }) => (
        <>
          <span className="mark">{d.receiptStates[state ?? "RECEIPT_STATE_UNSPECIFIED"]}</span>
          {colour === "RECEIPT_COLOUR_OVERDUE" && <span className="mark late">{d.receipt.late}</span>}
        </>
      ),
      width: "11rem",
    },
  ];
}

export default function Receipts() {
  const { d } = useDesk();
  const unclaimed = useQueryOf().get("view") !== "all";
  const filter = unclaimed ? "state=UNIDENTIFIED" : "";
  const [claiming, setClaiming] = useState<Receipt>();
  const pages = usePages(["receipts", filter], (query) =>
    data(court.GET("/v1/receipts", { params: { query: { ...query, filter } } })),
  );
  const columns = useReceiptColumns();
  return (
    <Page title={d.modules.receipts}>
      <div className="filters">
        <Choose
          label={d.task.state}
          value={unclaimed ? "unclaimed" : "all"}
          onChange={(view) => go(pathWith("/receipts", { view }), true)}
          options={[
            ["unclaimed", d.receipt.unclaimed],
            ["all", d.all],
          ]}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.receipts ?? []}
        caption={d.modules.receipts}
        keyOf={({ name }) => name ?? ""}
        empty={d.receipt.empty}
        columns={[
          ...columns,
          {
            title: d.lead.act,
            width: "6rem",
            cell: (row) =>
              row.state === "RECEIPT_STATE_UNIDENTIFIED" && (
                <button type="button" data-row="" onClick={() => setClaiming(row)}>
                  {d.receipt.claim}
                </button>
              ),
          },
        ]}
      />
      {claiming && <Claim receipt={claiming} onClose={() => setClaiming(undefined)} />}
    </Page>
  );
}

/** Money is claimed by the case's number; the court refuses what it does not know. */
function Claim({ receipt, onClose }: { receipt: Receipt; onClose: () => void }) {
  const { w, d } = useDesk();
  const { report } = usePresent();
  const queries = useQueryClient();
  const { code, isPending } = useOwnCode();
  const acting = useAct();
  const [number, setNumber] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const year = new Date(courtNow() + 8 * 3_600_000).getUTCFullYear();
    const complete = completeNumber(number, code, year);
    void acting.run(`claim ${complete}`, async (requestId) => {
      const filter = filterOf({ case_number: complete });
      const found = await data(court.GET("/v1/cases", { params: { query: { filter, pageSize: 2 } } }));
      const only = found.cases?.length === 1 ? found.cases[0] : undefined;
      if (!only) {
        const detail = d.case.notFound(complete);
        throw new Problem({ status: 400, reason: "", detail, requestId: "", metadata: {}, errors: [] });
      }
      const body = { name: receipt.name ?? "", requestId, etag: receipt.etag ?? "", case: only.name ?? "" };
      await data(
        court.POST("/v1/receipts/{receiptId}:claim", { params: { path: { receiptId: idOf(receipt.name) } }, body }),
      );
      report(d.receipt.claimed(moneyText(receipt.amountFen), only.caseNumber));
      await queries.invalidateQueries({ queryKey: ["receipts"] });
      onClose();
    });
  };
  return (
    <Sheet title={d.receipt.claim} onClose={onClose}>
      <p className="note">
        {receipt.payer?.displayName} · {moneyText(receipt.amountFen)}
        {receipt.remark && <span className="reason">{receipt.remark}</span>}
      </p>
      <form onSubmit={submit}>
        <Refusal acting={acting} />
        <TextField
          id="case"
          label={d.case.number}
          hint={d.searchHint}
          value={number}
          maxLength={60}
          onChange={setNumber}
        />
        <p className="beside">
          <button type="submit" className="primary" disabled={!number.trim() || isPending || acting.busy !== undefined}>
            {acting.busy ? d.submitting : d.receipt.claimTo}
          </button>
          <button type="button" onClick={onClose}>
            {w.cancel}
          </button>
        </p>
      </form>
    </Sheet>
  );
}
