/** Leads on debtors and their property: what has to be verified, the nearest limit first, and what was found. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { court } from "../../../contract/client.ts";
import type { Lead } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { Sheet } from "../../../shell/Sheet.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { TextField } from "../parts/Field.tsx";
import { Page } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { type Column, PagedRows } from "../parts/Rows.tsx";
import { usePages } from "../parts/reading.ts";
import { isoDay } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";

export function useLeadColumns(): Column<Lead>[] {
  const { w, d } = useDesk();
  return [
    { title: d.lead.topic, cell: ({ topic }) => w.topics[topic], width: "6.5rem" },
    { title: d.lead.text, cell: ({ text }) => text },
    { title: d.case.number, cell: ({ caseNumber }) => caseNumber, width: "14rem" },
    {
      title: d.lead.due,
      cell: ({ dueDate, overdue, urgent }) => (
        <>
          {isoDay(dueDate)} {overdue && <span className="mark late">{d.lead.late}</span>}
          {urgent && <span className="mark soon">{w.field.urgent}</span>}
        </>
      ),
      width: "11rem",
    },
    { title: d.lead.state, cell: ({ state }) => w.leadStates[state ?? "LEAD_STATE_UNSPECIFIED"], width: "7rem" },
  ];
}

export default function Leads() {
  const { d } = useDesk();
  const open = useQueryOf().get("view") !== "all";
  const filter = open ? "state=OPEN" : "";
  const [verifying, setVerifying] = useState<Lead>();
  const pages = usePages(["leads", filter], (query) =>
    data(court.GET("/v1/leads", { params: { query: { ...query, filter } } })),
  );
  const columns = useLeadColumns();
  return (
    <Page title={d.modules.leads}>
      <div className="filters">
        <Choose
          label={d.lead.state}
          value={open ? "open" : "all"}
          onChange={(view) => go(pathWith("/leads", { view }), true)}
          options={[
            ["open", d.lead.open],
            ["all", d.all],
          ]}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.leads ?? []}
        caption={d.modules.leads}
        keyOf={({ name }) => name ?? ""}
        empty={d.lead.empty}
        columns={[
          ...columns,
          {
            title: d.lead.act,
            width: "6rem",
            cell: (lead) =>
              lead.state === "LEAD_STATE_OPEN" && (
                <button type="button" data-row="" onClick={() => setVerifying(lead)}>
                  {d.lead.verify}
                </button>
              ),
          },
        ]}
      />
      {verifying && <Verify lead={verifying} onClose={() => setVerifying(undefined)} />}
    </Page>
  );
}

function Verify({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const { w, d } = useDesk();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [state, setState] = useState<"LEAD_STATE_CONFIRMED" | "LEAD_STATE_REFUTED">();
  const [outcome, setOutcome] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!state) return;
    void acting.run(`${state} ${outcome}`, async (requestId) => {
      const body = { name: lead.name ?? "", requestId, etag: lead.etag ?? "", state, outcome };
      await data(
        court.POST("/v1/leads/{leadId}:verify", { params: { path: { leadId: idOf(lead.name) } }, body } as never),
      );
      report(d.lead.verified);
      await queries.invalidateQueries({ queryKey: ["leads"] });
      onClose();
    });
  };
  return (
    <Sheet title={d.lead.verify} onClose={onClose}>
      <p className="note">{lead.text}</p>
      <form onSubmit={submit}>
        <Refusal acting={acting} />
        <fieldset>
          <legend>{d.lead.outcome}</legend>
          {(["LEAD_STATE_CONFIRMED", "LEAD_STATE_REFUTED"] as const).map((each) => (
            <label key={each} className="choice">
              <input type="radio" name="state" checked={state === each} onChange={() => setState(each)} />
              <span>{w.leadStates[each]}</span>
            </label>
          ))}
        </fieldset>
        <TextField id="outcome" label={d.lead.found} value={outcome} maxLength={2000} long onChange={setOutcome} />
        <p className="beside">
          <button type="submit" className="primary" disabled={!state || !outcome.trim() || acting.busy !== undefined}>
            {acting.busy ? d.submitting : d.lead.enter}
          </button>
          <button type="button" onClick={onClose}>
            {w.cancel}
          </button>
        </p>
      </form>
    </Sheet>
  );
}
