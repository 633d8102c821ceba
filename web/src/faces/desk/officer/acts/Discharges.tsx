/** What discharged a debt beside the money that was paid out here, each part with its paper. */
import type { Schemas } from "../../../../contract/types.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { TextField } from "../../parts/Field.tsx";
import { MoneyField, SelectField } from "../../parts/Inputs.tsx";
import { PickFiles } from "../../parts/PickFiles.tsx";

type Kind = NonNullable<Schemas["sharedcourt.enforcement.v1.DischargeKind"]>;

export interface Discharge {
  kind: Kind | "";
  yuan: string;
  note: string;
  files: File[];
}

interface Props {
  discharges: readonly Discharge[];
  onChange: (next: Discharge[]) => void;
}

export function Discharges({ discharges, onChange }: Props) {
  const { d } = useDesk();
  const set = (at: number, next: Partial<Discharge>) =>
    onChange(discharges.map((each, place) => (place === at ? { ...each, ...next } : each)));
  return (
    <fieldset id="facts.discharges">
      <legend>{d.closing.discharges}</legend>
      {discharges.map(({ kind, yuan, note, files }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part has no other name than its place
        <div key={at} className="part">
          <div className="row-fields">
            <SelectField<Kind>
              id={`facts.discharges[${at}].kind`}
              label={d.closing.dischargeKind}
              none={d.form.choose}
              value={kind}
              options={Object.entries(d.closing.dischargeKinds).map(([each, text]) => [
                `DISCHARGE_KIND_${each}` as Kind,
                text,
              ])}
              onChange={(next) => set(at, { kind: next })}
            />
            <MoneyField
              id={`facts.discharges[${at}].amountFen`}
              label={d.closing.dischargeAmount}
              value={yuan}
              onChange={(next) => set(at, { yuan: next })}
            />
          </div>
          <TextField
            id={`facts.discharges[${at}].note`}
            label={d.closing.dischargeNote}
            value={note}
            maxLength={1000}
            onChange={(next) => set(at, { note: next })}
          />
          <div className="row-between">
            <PickFiles
              id={`facts.discharges[${at}].evidence`}
              label={d.closing.dischargePapers}
              choose={d.attach.choose}
              hint={d.attach.hint}
              accept="application/pdf,image/jpeg,image/png"
              files={files}
              onChange={(next) => set(at, { files: next })}
            />
            <button type="button" onClick={() => onChange(discharges.filter((_, place) => place !== at))}>
              {d.form.remove}
            </button>
          </div>
        </div>
      ))}
      {discharges.length < 50 && (
        <button type="button" onClick={() => onChange([...discharges, { kind: "", yuan: "", note: "", files: [] }])}>
          {d.closing.dischargeAdd}
        </button>
      )}
    </fieldset>
  );
}
