/** O8: enters a debtor of the case, whose number the court takes from the case; one who is entered already is opened. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { useAct } from "../../../../shell/act.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { Page } from "../../parts/Page.tsx";
import { usePresent } from "../../present.tsx";
import { go, idOf, useQueryOf } from "../../router.ts";
import { PartyField } from "../PartyField.tsx";
import { caseDebtors } from "../reading.ts";
import type { ActProps } from "./act.ts";

export function FindDebtor({ case: found, id, back }: ActProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const asked = useQueryOf().get("party");
  const debtors = (found.parties ?? []).filter(({ side }) => side === "SIDE_DEBTOR");
  const [party, setParty] = useState(debtors.find(({ name }) => idOf(name) === asked) ?? debtors[0]);
  const submit = () =>
    void acting.run(party?.name ?? "", async (requestId) => {
      const path = (name: string | undefined) => `/cases/${id}/property/debtor/${idOf(name)}`;
      const known = await queries.fetchQuery({ ...caseDebtors(id), staleTime: 0 });
      const record = known.debtors?.find((each) => each.party === party?.name)?.debtor;
      if (record) {
        go(path(record), true);
        return;
      }
      const made = await data(
        court.POST("/v1/debtors", {
          body: {
            requestId,
            debtor: { identity: { displayName: party?.displayName ?? "", party: party?.name ?? "" } },
            validateOnly: false,
          } as never,
        }),
      );
      await queries.invalidateQueries(caseDebtors(id));
      report(d.propertyActs.debtorEntered(party?.displayName ?? ""), path(made.name));
      go(path(made.name), true);
    });
  return (
    <Page title={d.propertyActs.debtor} back={back}>
      <ActForm acting={acting} label={d.propertyActs.findDebtor} lacks={!party} onSubmit={submit}>
        <PartyField
          id="debtor.identity"
          label={d.case.debtors}
          parties={debtors}
          partiesOnly
          value={party?.displayName ?? ""}
          isOther={false}
          party={party?.name}
          onChange={(_, chosen) => setParty(chosen)}
        />
      </ActForm>
    </Page>
  );
}
