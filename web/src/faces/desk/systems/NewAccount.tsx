/** Makes an account for another system; its secret is shown once. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Role } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { useRegions, useUnits } from "../admin/reading.ts";
import { instantAfter } from "../admin/terms.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { DayField, SelectField, TickField } from "../parts/Inputs.tsx";
import { Page } from "../parts/Page.tsx";
import { usePresent } from "../present.tsx";
import { go, idOf, link } from "../router.ts";
import type { Account } from "./Account.tsx";
import { methodsOf, type Purpose, parts, purposesOf } from "./account.ts";
import { Secret } from "./Secret.tsx";

const OFFICES = [
  "ROLE_COMMAND",
  "ROLE_OFFICER",
  "ROLE_BUREAU_CHIEF",
  "ROLE_PRESIDENT",
  "ROLE_CASHIER",
  "ROLE_AUDITOR",
  "ROLE_UNIT_CLERK",
] as const satisfies readonly Role[];

export function NewAccount() {
  const { a, d, w } = useAdmin();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const units = useUnits();
  const counties = useRegions({ level: "COUNTY" });
  const towns = useRegions({ level: "TOWN" });
  const [said, setSaid] = useState({ name: "", id: "", region: "", unit: "", addresses: "", last: "", more: "" });
  const [role, setRole] = useState<Role | "">("");
  const [purposes, setPurposes] = useState<ReadonlySet<Purpose>>(new Set());
  const [made, setMade] = useState<Account>();
  const set = (field: keyof typeof said) => (value: string) => setSaid((before) => ({ ...before, [field]: value }));
  const methods = methodsOf(role, purposes, said.more);
  const isClerk = role === "ROLE_UNIT_CLERK";
  const place = isClerk ? { unit: said.unit } : { regionCode: said.region };
  const back = { path: "/systems", title: a.systems.title };
  if (made) {
    const path = `/systems/account/${idOf(made.name)}`;
    return (
      <Page title={made.displayName} back={back}>
        <Secret title={a.systems.secretOf(made.displayName)} secret={made.secret ?? ""} />
        <p>
          <a className="button" {...link(path)}>
            {a.systems.kept}
          </a>
        </p>
      </Page>
    );
  }
  const submit = () =>
    void acting.run(JSON.stringify({ said, role, methods }), async (requestId) => {
      if (!role) return;
      const serviceAccount = {
        displayName: said.name.trim(),
        role,
        ...place,
        methods,
        addresses: parts(said.addresses),
        expireTime: said.last ? instantAfter(said.last) : "",
      };
      const answer = await data(
        court.POST("/v1/serviceAccounts", {
          body: { requestId, serviceAccountId: said.id.trim(), serviceAccount },
        }),
      );
      await queries.invalidateQueries({ queryKey: ["service accounts"] });
      if (answer.secret) return setMade(answer);
      const path = `/systems/account/${idOf(answer.name)}`;
      report(a.systems.wasMade(answer.displayName), path);
      go(path, true);
    });
  const lacks =
    !said.name.trim() ||
    !role ||
    !Object.values(place)[0] ||
    methods.length === 0 ||
    !said.addresses.trim() ||
    !said.last;
  return (
    <Page title={a.systems.newAccount} back={back}>
      <ActForm acting={acting} label={a.systems.make(said.name.trim())} lacks={lacks} onSubmit={submit}>
        <div className="row-fields">
          <TextField
            id="serviceAccount.displayName"
            label={a.systems.name}
            value={said.name}
            maxLength={40}
            onChange={set("name")}
          />
          <TextField
            id="serviceAccountId"
            label={a.systems.number}
            hint={a.systems.numberHint}
            value={said.id}
            maxLength={64}
            onChange={set("id")}
          />
        </div>
        <div className="row-fields">
          <SelectField<Role>
            id="serviceAccount.role"
            label={a.people.role}
            none={d.form.choose}
            value={role}
            onChange={setRole}
            options={OFFICES.map((each) => [each, w.roles[each]] as const)}
          />
          {role && !isClerk && (
            <SelectField
              id="serviceAccount.regionCode"
              label={a.people.region}
              none={d.form.choose}
              value={said.region}
              onChange={set("region")}
              options={[...(counties.data ?? []), ...(towns.data ?? [])].map(({ code, displayName }) => [
                code,
                displayName,
              ])}
            />
          )}
          {isClerk && (
            <SelectField
              id="serviceAccount.unit"
              label={a.people.unit}
              none={d.form.choose}
              value={said.unit}
              onChange={set("unit")}
              options={(units.data ?? []).map(({ name, displayName }) => [name ?? "", displayName ?? ""])}
            />
          )}
        </div>
        {role && (
          <fieldset>
            <legend>{a.systems.purpose}</legend>
            {purposesOf(role).map((purpose) => (
              <TickField
                key={purpose}
                id={`purpose-${purpose}`}
                label={a.systems.purposes[purpose]}
                checked={purposes.has(purpose)}
                onChange={(isChosen) =>
                  setPurposes((before) => {
                    const next = new Set(before);
                    if (isChosen) next.add(purpose);
                    else next.delete(purpose);
                    return next;
                  })
                }
              />
            ))}
          </fieldset>
        )}
        <TextField
          id="serviceAccount.methods"
          label={a.systems.more}
          hint={a.systems.moreHint}
          value={said.more}
          maxLength={10_000}
          long
          onChange={set("more")}
        />
        <TextField
          id="serviceAccount.addresses"
          label={a.systems.from}
          hint={a.systems.fromHint}
          value={said.addresses}
          maxLength={1000}
          long
          onChange={set("addresses")}
        />
        <DayField
          id="serviceAccount.expireTime"
          label={a.people.lastDay}
          hint={a.systems.lastHint}
          value={said.last}
          onChange={set("last")}
        />
      </ActForm>
    </Page>
  );
}
