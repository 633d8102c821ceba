/** Whom a task concerns: a party of the case, or somebody by name. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { TextField } from "../parts/Field.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { type Draft, ofParty } from "./taskDraft.ts";

export function Parties({ draft, onChange }: { draft: Draft; onChange: (next: Partial<Draft>) => void }) {
  const { d } = useDesk();
  // The case is looked for once its number was written, not at each letter.
  const [number, setNumber] = useState(draft.caseNumber);
  const filter = filterOf({ case_number: number });
  const found = useQuery({
    ...PLAIN,
    queryKey: ["cases", filter, "parties"],
    enabled: number !== "",
    queryFn: () => data(court.GET("/v1/cases", { params: { query: { filter, pageSize: 1 } } })),
  });
  const parties = found.data?.cases?.[0]?.parties ?? [];
  return (
    <>
      <TextField
        id="task.caseNumber"
        label={d.case.number}
        value={draft.caseNumber}
        maxLength={60}
        onChange={(caseNumber) => onChange({ caseNumber })}
        onLeave={() => setNumber(draft.caseNumber.trim())}
      />
      {parties.length > 0 && (
        <fieldset>
          <legend>{d.task.fromCase}</legend>
          <div className="chips">
            {parties.map((party) => (
              <label key={`${party.side} ${party.displayName}`} className="choice">
                <input
                  type="radio"
                  name="party"
                  checked={draft.party === party.displayName}
                  onChange={() => onChange(ofParty(party))}
                />
                <span>
                  {party.displayName}
                  <small>{party.side === "SIDE_DEBTOR" ? d.case.debtors : d.case.applicants}</small>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <TextField
        id="task.addressee.displayName"
        label={d.task.party}
        value={draft.party}
        maxLength={100}
        onChange={(party) => onChange({ party })}
      />
      <TextField
        id="task.addressee.identityNumber"
        label={d.task.identityOptional}
        value={draft.identityNumber}
        maxLength={30}
        onChange={(identityNumber) => onChange({ identityNumber })}
      />
      <TextField
        id="task.addressee.phone"
        label={d.task.phone}
        type="tel"
        value={draft.phone}
        maxLength={20}
        onChange={(phone) => onChange({ phone })}
      />
    </>
  );
}
