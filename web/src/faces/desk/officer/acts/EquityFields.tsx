/** What a freeze of equity asks for beside its holder: the company, how much, for how long, and on what record it rests. */
import { useDesk } from "../../../../words/desk/index.ts";
import { TextField } from "../../parts/Field.tsx";
import { MoneyField, SelectField } from "../../parts/Inputs.tsx";
import type { Draft, EquityEvidence } from "./request.ts";

interface Props {
  draft: Draft;
  onChange: (next: Partial<Draft>) => void;
}

export function EquityFields({ draft, onChange }: Props) {
  const { d } = useDesk();
  const path = "request.equityFreeze";
  const digits = (said: string) => said.replace(/\D/g, "");
  return (
    <>
      <div className="row-fields">
        <TextField
          id={`${path}.companyName`}
          label={d.request.company}
          value={draft.companyName}
          maxLength={100}
          onChange={(companyName) => onChange({ companyName })}
        />
        <TextField
          id={`${path}.companyUscc`}
          label={d.requestActs.uscc}
          value={draft.companyUscc}
          maxLength={18}
          onChange={(companyUscc) => onChange({ companyUscc })}
        />
      </div>
      <div className="row-fields">
        <TextField
          id={`${path}.percent`}
          label={d.requestActs.percent}
          value={draft.percent}
          maxLength={8}
          onChange={(percent) => onChange({ percent })}
        />
        <TextField
          id={`${path}.heldPercent`}
          label={d.requestActs.held}
          value={draft.heldPercent}
          maxLength={8}
          onChange={(heldPercent) => onChange({ heldPercent })}
        />
        <TextField
          id={`${path}.termMonths`}
          label={d.propertyActs.termMonths}
          hint={d.propertyActs.monthsHint}
          value={draft.months}
          maxLength={3}
          onChange={(months) => onChange({ months: digits(months) })}
        />
      </div>
      <SelectField<EquityEvidence>
        id={`${path}.evidenceKind`}
        label={d.requestActs.record}
        none={d.form.choose}
        value={draft.evidence}
        options={Object.entries(d.requestActs.records).map(([each, text]) => [
          `EQUITY_EVIDENCE_${each}` as EquityEvidence,
          text,
        ])}
        onChange={(evidence) => onChange({ evidence })}
      />
      <div className="row-fields">
        <MoneyField
          id={`${path}.claimFen`}
          label={d.requestActs.claim}
          value={draft.claim}
          onChange={(claim) => onChange({ claim })}
        />
        <MoneyField
          id={`${path}.valueFen`}
          label={d.propertyActs.value}
          value={draft.value}
          onChange={(value) => onChange({ value })}
        />
      </div>
      <TextField
        id={`${path}.excessReason`}
        label={d.requestActs.excess}
        value={draft.excess}
        maxLength={1000}
        onChange={(excess) => onChange({ excess })}
      />
    </>
  );
}
