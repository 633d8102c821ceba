/** A2: a case goes to another handler. Beside each officer stands what they have in hand. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { useAct } from "../../../../shell/act.ts";
import { Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { SelectField } from "../../parts/Inputs.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { PLAIN, useNameOf, useOfficers } from "../../parts/reading.ts";
import { usePresent } from "../../present.tsx";
import { go } from "../../router.ts";
import type { ActProps } from "./act.ts";

export default function Handler({ case: found, id, back }: ActProps) {
  const { w, d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const nameOf = useNameOf();
  const officers = useOfficers();
  const loads = useQuery({
    ...PLAIN,
    queryKey: ["loads"],
    queryFn: async () => {
      const { counts } = await data(court.GET("/v1/cases:count", { params: { query: { groupBy: "handler" } } }));
      return new Map((counts ?? []).map((count) => [count.value ?? "", count]));
    },
  });
  const [handler, setHandler] = useState("");
  const [reason, setReason] = useState("");
  const words = d.handler;
  const again = () => queries.invalidateQueries({ queryKey: ["case", id] });
  const submit = () =>
    void acting.run(`${handler} ${reason} ${found.etag}`, async (requestId) => {
      const body = { requestId, name: found.name ?? "", etag: found.etag ?? "", handler, reason };
      await data(court.POST("/v1/cases/{caseId}:assignHandler", { params: { path: { caseId: id } }, body }));
      await again();
      report(words.done(found.caseNumber), back.path);
      go(back.path, true);
    });
  return (
    <Page title={words.title} back={back}>
      <Answer read={officers}>
        {(people) => (
          <ActForm
            acting={acting}
            label={words.do(found.caseNumber)}
            lacks={!handler || !reason.trim()}
            onChanged={again}
            now={nameOf(found.handler, found) ?? ""}
            onSubmit={submit}
          >
            <Facts rows={[[words.now, nameOf(found.handler, found) ?? w.roles.ROLE_OFFICER]]} />
            <SelectField
              id="handler"
              label={words.next}
              none={d.form.choose}
              value={handler}
              options={people
                .filter(({ name }) => name !== found.handler)
                .map(({ name = "", displayName = "" }) => {
                  const load = loads.data?.get(name);
                  const [open, late] = [load?.open ?? 0, load?.overdue ?? 0];
                  return [name, loads.data ? words.load(displayName, open, late) : displayName] as const;
                })}
              onChange={setHandler}
            />
            <TextField
              id="reason"
              label={words.reason}
              hint={words.reasonHint}
              value={reason}
              maxLength={500}
              long
              onChange={setReason}
            />
          </ActForm>
        )}
      </Answer>
    </Page>
  );
}
