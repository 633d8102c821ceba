/** O8: enters what a debtor owns, with who else owns it and what it is worth. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { useAct } from "../../../../shell/act.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { DayField, MoneyField, SelectField } from "../../parts/Inputs.tsx";
import { Page } from "../../parts/Page.tsx";
import { dayFrom, fenFrom } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { go } from "../../router.ts";
import type { ActProps } from "./act.ts";
import { type Topic, topicsOf } from "./property.ts";

interface Owner {
  name: string;
  percent: string;
}

export default function AddAsset({ case: found, id, rest: [, debtorId = ""], back }: ActProps) {
  const { w, d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const [kind, setKind] = useState<Topic | "">("");
  const [key, setKey] = useState("");
  const [description, setDescription] = useState("");
  const [owners, setOwners] = useState<Owner[]>([{ name: "", percent: "100" }]);
  const [yuan, setYuan] = useState("");
  const [day, setDay] = useState("");
  const set = (at: number, next: Partial<Owner>) =>
    setOwners(owners.map((each, place) => (place === at ? { ...each, ...next } : each)));
  const fen = fenFrom(yuan);
  const submit = () =>
    void acting.run(JSON.stringify([kind, key, description, owners, yuan, day]), async (requestId) => {
      const asset = {
        debtor: `debtors/${debtorId}`,
        case: found.name ?? "",
        kind: kind || "TOPIC_UNSPECIFIED",
        propertyKey: key.trim(),
        description: description.trim(),
        owners: owners
          .filter(({ name }) => name.trim())
          .map(({ name, percent }) => ({ displayName: name.trim(), percent: percent.trim() })),
        ...(fen ? { valueFen: fen } : {}),
        ...(day ? { valueDate: dayFrom(day) } : {}),
      };
      await data(court.POST("/v1/assets", { body: { requestId, asset } as never }));
      await queries.invalidateQueries({ queryKey: ["case", id] });
      report(d.propertyActs.assetAdded, back.path);
      go(back.path, true);
    });
  return (
    <Page title={d.propertyActs.asset} back={back}>
      <ActForm acting={acting} label={d.propertyActs.asset} lacks={!kind || !key.trim()} onSubmit={submit}>
        <SelectField<Topic>
          id="asset.kind"
          label={d.property.class}
          none={d.form.choose}
          value={kind}
          options={topicsOf(w.topics, true)}
          onChange={setKind}
        />
        <TextField
          id="asset.propertyKey"
          label={d.propertyActs.key}
          hint={d.propertyActs.keyHint}
          value={key}
          maxLength={100}
          onChange={setKey}
        />
        <TextField
          id="asset.description"
          label={d.propertyActs.description}
          value={description}
          maxLength={500}
          onChange={setDescription}
        />
        <fieldset id="asset.owners">
          <legend>{d.propertyActs.owners}</legend>
          {owners.map(({ name, percent }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an owner has no other name than their place
            <div key={at} className="row-of">
              <input
                id={`asset.owners[${at}].displayName`}
                aria-label={d.propertyActs.ownerName(at + 1)}
                placeholder={d.form.otherName}
                value={name}
                maxLength={100}
                onChange={(event) => set(at, { name: event.target.value })}
              />
              <input
                id={`asset.owners[${at}].percent`}
                aria-label={d.propertyActs.ownerPercent(at + 1)}
                value={percent}
                maxLength={8}
                inputMode="decimal"
                onChange={(event) => set(at, { percent: event.target.value })}
              />
              {owners.length > 1 && (
                <button type="button" onClick={() => setOwners(owners.filter((_, place) => place !== at))}>
                  {d.form.remove}
                </button>
              )}
            </div>
          ))}
          {owners.length < 100 && (
            <button type="button" onClick={() => setOwners([...owners, { name: "", percent: "" }])}>
              {d.propertyActs.ownerAdd}
            </button>
          )}
        </fieldset>
        <div className="row-fields">
          <MoneyField id="asset.valueFen" label={d.propertyActs.value} value={yuan} onChange={setYuan} />
          <DayField id="asset.valueDate" label={d.propertyActs.valueDay} value={day} onChange={setDay} />
        </div>
      </ActForm>
    </Page>
  );
}
