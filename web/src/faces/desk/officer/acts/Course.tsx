/** The course of a case: it is suspended and resumed, more time is asked for, a settlement is entered and ended. One form, by the act in the path. */

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { courtNow } from "../../../../contract/clock.ts";
import { useAct } from "../../../../shell/act.ts";
import { isoDayAt } from "../../../../shell/dates.ts";
import { Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { DayField, MoneyField, SelectField, TickField } from "../../parts/Inputs.tsx";
import { Page } from "../../parts/Page.tsx";
import { isoDay, moneyText } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { go } from "../../router.ts";
import type { ActProps } from "./act.ts";
import { bodyOf, type CourseAct, type Draft, EMPTY, GROUNDS, type Ground, lacks } from "./course.ts";
import { Instalments } from "./Instalments.tsx";

export default function Course({ case: found, id, rest: [asked = ""], back }: ActProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const act = asked as CourseAct;
  const [draft, setDraft] = useState<Draft>(() => ({
    ...EMPTY,
    signed: isoDayAt(courtNow()),
  }));
  const change = (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next }));
  const words = d.course.acts[act];
  const again = () => queries.invalidateQueries({ queryKey: ["case", id] });
  const submit = () =>
    void acting.run(`${act} ${JSON.stringify(draft)} ${found.etag}`, async (requestId) => {
      const body = { requestId, name: found.name ?? "", etag: found.etag ?? "", ...bodyOf(act, draft) } as never;
      const params = { path: { caseId: id } };
      if (act === "suspend") await data(court.POST("/v1/cases/{caseId}:suspend", { params, body }));
      else if (act === "resume") await data(court.POST("/v1/cases/{caseId}:resume", { params, body }));
      else if (act === "extend") await data(court.POST("/v1/cases/{caseId}:extend", { params, body }));
      else if (act === "ask") await data(court.POST("/v1/cases/{caseId}:requestClosing", { params, body }));
      else if (act === "settle") await data(court.POST("/v1/cases/{caseId}:settle", { params, body }));
      else await data(court.POST("/v1/cases/{caseId}:endSettlement", { params, body }));
      await again();
      report(words.done(found.caseNumber), back.path);
      go(back.path, true);
    });
  return (
    <Page title={words.title} back={back}>
      <ActForm
        acting={acting}
        label={words.do(found.caseNumber)}
        lacks={lacks(act, draft)}
        onChanged={again}
        now={d.caseStates[found.state ?? "CASE_STATE_UNSPECIFIED"]}
        onSubmit={submit}
      >
        {words.hint && <p className="note">{words.hint}</p>}
        {act === "suspend" && (
          <SelectField<Ground>
            id="ground"
            label={d.course.ground}
            none={d.form.choose}
            value={draft.ground}
            options={GROUNDS.map((each) => [each, d.course.grounds[each]])}
            onChange={(ground) => change({ ground })}
          />
        )}
        {act === "extend" && (
          <TextField
            id="months"
            label={d.course.months}
            hint={d.course.monthsHint}
            value={draft.months}
            maxLength={2}
            onChange={(months) => change({ months: months.replace(/\D/g, "") })}
          />
        )}
        {(act === "suspend" || act === "extend" || act === "ask") && (
          <TextField
            id="reason"
            label={d.ending.reason}
            value={draft.reason}
            maxLength={act === "ask" ? 1000 : 500}
            long
            onChange={(reason) => change({ reason })}
          />
        )}
        {act === "extend" && (
          <TickField
            id="highCourtRecord"
            label={d.course.highCourt}
            checked={draft.highCourt}
            onChange={(highCourt) => change({ highCourt })}
          />
        )}
        {act === "settle" && (
          <>
            <DayField
              id="settlement.signedDate"
              label={d.ending.signed}
              value={draft.signed}
              onChange={(signed) => change({ signed })}
            />
            <TextField
              id="settlement.terms"
              label={d.ending.terms}
              value={draft.terms}
              maxLength={4000}
              long
              onChange={(terms) => change({ terms })}
            />
            <Instalments draft={draft} onChange={change} />
            <TickField
              id="signedByAgent"
              label={d.course.byAgent}
              checked={draft.byAgent}
              onChange={(byAgent) => change({ byAgent })}
            />
            {draft.byAgent && (
              <TickField
                id="agentHasSpecialAuthority"
                label={d.course.special}
                checked={draft.special}
                onChange={(special) => change({ special })}
              />
            )}
          </>
        )}
        {act === "settlement" && (
          <>
            <Facts
              rows={(found.settlements?.[found.settlements.length - 1]?.instalments ?? []).map(
                ({ dueDate, amountFen }): [string, string] => [isoDay(dueDate), moneyText(amountFen)],
              )}
            />
            <SelectField<"yes" | "no">
              id="performed"
              label={d.course.outcome}
              none={d.form.choose}
              value={draft.performed}
              options={[
                ["yes", d.settlementStates.SETTLEMENT_STATE_PERFORMED],
                ["no", d.settlementStates.SETTLEMENT_STATE_BROKEN],
              ]}
              onChange={(performed) => change({ performed })}
            />
            {draft.performed === "no" && (
              <>
                <MoneyField
                  id="paidFen"
                  label={d.course.paid}
                  value={draft.paid}
                  onChange={(paid) => change({ paid })}
                />
                <TextField
                  id="repudiation"
                  label={d.course.repudiation}
                  hint={d.course.repudiationHint}
                  value={draft.repudiation}
                  maxLength={2000}
                  long
                  onChange={(repudiation) => change({ repudiation })}
                />
              </>
            )}
          </>
        )}
      </ActForm>
    </Page>
  );
}
