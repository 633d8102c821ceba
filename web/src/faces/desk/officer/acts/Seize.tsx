/** O8: records a seizure that was ordered; somebody else enters that it was carried out, from when it holds or waits behind others. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import type { Schemas } from "../../../../contract/types.ts";
import { useAct } from "../../../../shell/act.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { MoneyField, SelectField } from "../../parts/Inputs.tsx";
import { Page } from "../../parts/Page.tsx";
import { fenFrom } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { go, idOf } from "../../router.ts";
import type { ActProps } from "./act.ts";
import { yuanOf } from "./plan.ts";

type AssetClass = NonNullable<Schemas["sharedcourt.investigation.v1.AssetClass"]>;

export default function Seize({ case: found, id, back }: ActProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const [assetClass, setClass] = useState<AssetClass | "">("");
  const [key, setKey] = useState("");
  const [description, setDescription] = useState("");
  const [percent, setPercent] = useState("");
  const [months, setMonths] = useState("");
  const [value, setValue] = useState("");
  const [claim, setClaim] = useState(() => yuanOf(found.claimFen));
  const [excess, setExcess] = useState("");
  const some = (name: string, text: string | undefined) => (text ? { [name]: text } : {});
  const submit = () => {
    const seizure = {
      case: found.name ?? "",
      caseNumber: found.caseNumber,
      assetClass: assetClass || "ASSET_CLASS_UNSPECIFIED",
      propertyKey: key.trim(),
      ...some("description", description.trim()),
      ...some("percent", percent.trim()),
      ...(months ? { termMonths: Number(months) } : {}),
      ...some("valueFen", fenFrom(value)),
      ...some("claimFen", fenFrom(claim)),
      ...some("excessReason", excess.trim()),
    };
    void acting.run(JSON.stringify(seizure), async (requestId) => {
      const made = await data(court.POST("/v1/seizures", { body: { requestId, seizure } as never }));
      await queries.invalidateQueries({ queryKey: ["case", id] });
      const path = `/cases/${id}/property/${idOf(made.name)}`;
      report(d.propertyActs.seized, path);
      go(path, true);
    });
  };
  const classes = (Object.entries(d.assetClasses) as [AssetClass, string][]).filter(
    ([each]) => each !== "ASSET_CLASS_UNSPECIFIED",
  );
  return (
    <Page title={d.propertyActs.seize} back={back}>
      <ActForm
        acting={acting}
        label={d.propertyActs.seizeOf(description.trim() || key.trim())}
        lacks={!assetClass || !key.trim()}
        onSubmit={submit}
        beside={<p>{d.propertyActs.publishByOther}</p>}
      >
        <SelectField<AssetClass>
          id="seizure.assetClass"
          label={d.property.class}
          none={d.form.choose}
          value={assetClass}
          options={classes}
          onChange={setClass}
        />
        <TextField
          id="seizure.propertyKey"
          label={d.propertyActs.key}
          hint={d.propertyActs.keyHint}
          value={key}
          maxLength={100}
          onChange={setKey}
        />
        <TextField
          id="seizure.description"
          label={d.propertyActs.description}
          value={description}
          maxLength={500}
          onChange={setDescription}
        />
        <div className="row-fields">
          <TextField
            id="seizure.percent"
            label={d.propertyActs.part}
            value={percent}
            maxLength={8}
            onChange={setPercent}
          />
          <TextField
            id="seizure.termMonths"
            label={d.propertyActs.termMonths}
            hint={d.propertyActs.monthsHint}
            value={months}
            maxLength={3}
            onChange={(said) => setMonths(said.replace(/\D/g, ""))}
          />
        </div>
        <div className="row-fields">
          <MoneyField id="seizure.valueFen" label={d.propertyActs.value} value={value} onChange={setValue} />
          <MoneyField id="seizure.claimFen" label={d.requestActs.claim} value={claim} onChange={setClaim} />
        </div>
        <TextField
          id="seizure.excessReason"
          label={d.requestActs.excess}
          value={excess}
          maxLength={1000}
          onChange={setExcess}
        />
      </ActForm>
    </Page>
  );
}
