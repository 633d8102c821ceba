/**
 * O13: how a case ends. What the records show stands beside each condition, or the way to what is missing; the officer answers for the
 * ticks, and the court for the law.
 */

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { courtNow } from "../../../../contract/clock.ts";
import { hasChanged, useAct } from "../../../../shell/act.ts";
import { isoDayAt } from "../../../../shell/dates.ts";
import { Choices, Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { sendFiles } from "../../parts/files.ts";
import { DayField, TickField } from "../../parts/Inputs.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { dayFrom, fenFrom, isoDay, moneyText } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { useCatalogue } from "../../requests/aboutRequest.tsx";
import { go, link, pathWith } from "../../router.ts";
import { useReceiptsOf } from "../reading.ts";
import type { ActProps } from "./act.ts";
import {
  CONDITIONS,
  type Condition,
  ENDINGS,
  type Ending,
  openInquiries,
  openOf,
  type Proof,
  proofsOf,
} from "./closing.ts";
import { useRecords } from "./closingRecords.ts";
import { type Discharge, Discharges } from "./Discharges.tsx";

const today = () => isoDayAt(courtNow());
const GROUNDED = new Set<Ending>(["ENDING_TERMINATED", "ENDING_REFUSED", "ENDING_DISMISSED", "ENDING_STRUCK_OUT"]);

export default function Close({ case: found, id, back }: ActProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const [ending, setEnding] = useState<Ending>();
  const [date, setDate] = useState(today);
  const [ground, setGround] = useState("");
  const [ticks, setTicks] = useState<Partial<Record<Tick, boolean>>>({});
  const [discharges, setDischarges] = useState<Discharge[]>([]);
  const records = useRecords(found, id, ending === "ENDING_CURRENT_PROCEDURE");
  const receipts = useReceiptsOf(id).data;
  const paid = (receipts?.receipts ?? []).reduce((all, { paidFen }) => all + BigInt(paidFen ?? 0), 0n);
  const open = openOf(
    found,
    paid,
    discharges.map(({ yuan }) => fenFrom(yuan)),
  );
  const proofs = records.data && proofsOf(found, records.data);
  const isTicked = (name: Tick) =>
    ticks[name] ?? (name === "performed" ? open === 0n : isProved(name) && (proofs?.[name].length ?? 0) > 0);
  const asked: readonly Tick[] =
    ending === "ENDING_COMPLETED"
      ? ["performed"]
      : ending === "ENDING_CURRENT_PROCEDURE"
        ? [...CONDITIONS, "applicantSigned", "panelReviewed"]
        : [];
  const tick = (name: Tick) => (checked: boolean) => setTicks({ ...ticks, [name]: checked });
  const again = () => queries.invalidateQueries({ queryKey: ["case", id] });
  const submit = () => {
    const facts = Object.fromEntries(asked.filter(isTicked).map((name) => [name, true]));
    const written = discharges.map(({ files, ...each }) => ({
      ...each,
      files: files.map(({ name, size }) => name + size),
    }));
    void acting.run(JSON.stringify([ending, date, ground, facts, written, found.etag]), async (requestId) => {
      const parts = [];
      for (const { kind, yuan, note, files } of ending === "ENDING_COMPLETED" ? discharges : []) {
        parts.push({
          ...(kind ? { kind } : {}),
          ...(fenFrom(yuan) ? { amountFen: fenFrom(yuan) } : {}),
          note: note.trim(),
          evidence: await sendFiles(files, requestId),
        });
      }
      try {
        await data(
          court.POST("/v1/cases/{caseId}:close", {
            params: { path: { caseId: id } },
            body: {
              requestId,
              name: found.name ?? "",
              etag: found.etag ?? "",
              ending,
              ...(date ? { date: dayFrom(date) } : {}),
              facts: {
                ...facts,
                ...(ending && GROUNDED.has(ending) ? { ground: ground.trim() } : {}),
                ...(parts.length > 0 ? { discharges: parts } : {}),
              },
            } as never,
          }),
        );
      } catch (fault) {
        if (hasChanged(fault)) await again();
        throw fault;
      }
      await again();
      void queries.invalidateQueries({ queryKey: ["cases"] });
      const path = `/cases/${id}/ending`;
      report(d.closing.closed(found.caseNumber), path);
      go(path, true);
    });
  };
  return (
    <Page title={d.closing.title} back={back}>
      <ActForm
        acting={acting}
        label={ending ? d.closing.closeOf(found.caseNumber, d.endings[ending]) : d.closing.title}
        lacks={!ending || (ending === "ENDING_CURRENT_PROCEDURE" && !proofs)}
        onSubmit={submit}
      >
        <Choices
          legend={d.ending.how}
          name="ending"
          inline
          value={ending}
          options={ENDINGS.map((value) => ({ value, text: d.endings[value] }))}
          onChange={setEnding}
        />
        {ending && <DayField id="date" label={d.closing.date} value={date} onChange={setDate} />}
        {ending === "ENDING_COMPLETED" && (
          <>
            <Facts
              rows={[
                [d.case.claim, moneyText(found.claimFen)],
                [d.case.paid, receipts && moneyText(paid.toString())],
                [d.closing.open, moneyText(open.toString())],
              ]}
            />
            {open > 0n && (
              <p>
                <a {...link(`/cases/${id}/money`)}>{d.closing.toMoney}</a>
              </p>
            )}
            <Discharges discharges={discharges} onChange={setDischarges} />
            <TickField
              id="facts.performed"
              label={d.closing.ticks.performed}
              checked={isTicked("performed")}
              onChange={tick("performed")}
            />
          </>
        )}
        {ending === "ENDING_CURRENT_PROCEDURE" && (
          <Answer read={records} lines={8}>
            {(data) => (
              <ul className="checklist">
                {CONDITIONS.map((name) => (
                  <li key={name}>
                    <TickField
                      id={`facts.${name}`}
                      label={d.closing.ticks[name]}
                      checked={isTicked(name)}
                      onChange={tick(name)}
                    />
                    <Proofs proofs={proofs?.[name] ?? []} cure={cureOf(name, id, found.caseNumber)} />
                    {name === "inquiryExhausted" && openInquiries(data) > 0 && (
                      <span className="reason">{d.closing.openInquiries(openInquiries(data))}</span>
                    )}
                  </li>
                ))}
                <Earliest deadlines={data.deadlines} date={date} />
                <li>
                  <TickField
                    id="facts.applicantSigned"
                    label={d.closing.ticks.applicantSigned}
                    checked={isTicked("applicantSigned")}
                    onChange={tick("applicantSigned")}
                  />
                  <span className="reason">{d.closing.orPanel}</span>
                </li>
                <li>
                  <TickField
                    id="facts.panelReviewed"
                    label={d.closing.ticks.panelReviewed}
                    checked={isTicked("panelReviewed")}
                    onChange={tick("panelReviewed")}
                  />
                  <span className="reason">
                    {found.closingApprover ? d.closing.presidentApproved : d.closing.askPresident}
                  </span>
                </li>
              </ul>
            )}
          </Answer>
        )}
        {ending && GROUNDED.has(ending) && (
          <TextField
            id="facts.ground"
            label={d.closing.ground}
            value={ground}
            maxLength={2000}
            long
            onChange={setGround}
          />
        )}
      </ActForm>
    </Page>
  );
}

type Tick = Condition | "performed" | "applicantSigned" | "panelReviewed";

/** What a record proves by itself. Whether inquiries and search were enough the officer judges, with the records beside. */
const PROVED = ["noticeSent", "reportOrderSent", "consumptionRestricted", "listedWhereDue"];
const isProved = (name: Tick): name is Condition => PROVED.includes(name);

/** Where what is missing is made good. */
function cureOf(name: Condition, id: string, number: string): string {
  switch (name) {
    case "noticeSent":
    case "reportOrderSent":
      return `/cases/${id}/service/new`;
    case "consumptionRestricted":
      return pathWith(`/cases/${id}/sanctions/new`, { kind: "SANCTION_KIND_CONSUMPTION_RESTRICTION" });
    case "listedWhereDue":
      return pathWith(`/cases/${id}/sanctions/new`, { kind: "SANCTION_KIND_DISHONEST_LIST" });
    case "inquiryExhausted":
      return `/cases/${id}/requests`;
    case "searchDone":
      return pathWith("/tasks/new", { number });
  }
}

/** What proves a condition, or that nothing on record does and where to make it good. */
function Proofs({ proofs, cure }: { proofs: readonly Proof[]; cure: string }) {
  const { d } = useDesk();
  const { matterOf } = useCatalogue();
  if (proofs.length === 0) {
    return (
      <span className="reason">
        {d.closing.noRecord} <a {...link(cure)}>{d.closing.cure}</a>
      </span>
    );
  }
  return (
    <ul className="proofs">
      {proofs.slice(0, 5).map(({ kind, text, day, path }) => (
        <li key={path}>
          <a {...link(path)}>
            {d.closing.proofs[kind](kind === "request" ? matterOf({ matter: text }) || d.request.one : text)}
          </a>{" "}
          {day}
        </li>
      ))}
    </ul>
  );
}

/** The earliest day of the law for this ending. */
function Earliest({ deadlines, date }: { deadlines: Parameters<typeof proofsOf>[1]["deadlines"]; date: string }) {
  const { d } = useDesk();
  const earliest = isoDay(deadlines.find(({ kind }) => kind === "CURRENT_PROCEDURE_EARLIEST")?.date);
  if (!earliest) return null;
  return (
    <li>
      <span className={date >= earliest ? "mark good" : "mark soon"}>
        {date >= earliest ? d.closing.threeMonths : d.closing.tooEarly}
      </span>
      <span className="reason">{d.closing.earliest(earliest)}</span>
    </li>
  );
}
