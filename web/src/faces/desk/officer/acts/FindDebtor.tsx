/** O8: the record of a debtor of the case, found by their number; where there is none yet it is entered. */
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { useAct } from "../../../../shell/act.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { Page } from "../../parts/Page.tsx";
import { filterOf } from "../../parts/reading.ts";
import { usePresent } from "../../present.tsx";
import { go, idOf } from "../../router.ts";
import { type Party, PartyField } from "../PartyField.tsx";
import type { ActProps } from "./act.ts";

export function FindDebtor({ case: found, id, back }: ActProps) {
  const { d } = useDesk();
  const { report } = usePresent();
  const acting = useAct();
  const [party, setParty] = useState<Party>();
  const [number, setNumber] = useState("");
  const debtors = (found.parties ?? []).filter(({ side }) => side === "SIDE_DEBTOR");
  const submit = () =>
    void acting.run(`${party?.displayName} ${number}`, async (requestId) => {
      const filter = filterOf({ identity_number: number.trim() });
      const known = await data(court.GET("/v1/debtors", { params: { query: { filter, pageSize: 1 } } }));
      const path = (name: string | undefined) => `/cases/${id}/property/debtor/${idOf(name)}`;
      if (known.debtors?.[0]) {
        go(path(known.debtors[0].name), true);
        return;
      }
      const made = await data(
        court.POST("/v1/debtors", {
          body: {
            requestId,
            debtor: {
              identity: {
                displayName: party?.displayName ?? "",
                kind: party?.kind === "PARTY_KIND_ORGANISATION" ? "SUBJECT_KIND_ORGANISATION" : "SUBJECT_KIND_PERSON",
                identityNumber: number.trim(),
              },
            },
            validateOnly: false,
          },
        }),
      );
      report(d.propertyActs.debtorEntered(party?.displayName ?? ""), path(made.name));
      go(path(made.name), true);
    });
  return (
    <Page title={d.propertyActs.debtor} back={back}>
      <ActForm acting={acting} label={d.propertyActs.findDebtor} lacks={!party || !number.trim()} onSubmit={submit}>
        <PartyField
          id="debtor.identity"
          label={d.case.debtors}
          parties={debtors}
          partiesOnly
          value={party?.displayName ?? ""}
          isOther={false}
          onChange={(_, chosen) => setParty(chosen)}
        />
        <TextField
          id="debtor.identity.identityNumber"
          label={d.task.identity}
          hint={d.sanctionActs.identityHint}
          value={number}
          maxLength={30}
          onChange={setNumber}
        />
      </ActForm>
    </Page>
  );
}
