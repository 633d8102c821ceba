/** The payees of a plan, each with the account and why they are paid. */
import { useDesk } from "../../../../words/desk/index.ts";
import { TextField } from "../../parts/Field.tsx";
import { MoneyField, SelectField } from "../../parts/Inputs.tsx";
import { PickFiles } from "../../parts/PickFiles.tsx";
import { type Party, PartyField } from "../PartyField.tsx";
import { type Draft, EMPTY, type Entitlement, type Item } from "./plan.ts";

interface Props {
  draft: Draft;
  parties: readonly Party[];
  applicants: readonly string[];
  onChange: (items: Item[]) => void;
}

const OTHERS: Entitlement[] = [
  "ENTITLEMENT_KIND_NAMED_BY_PARTY",
  "ENTITLEMENT_KIND_PARTICIPATING_CREDITOR",
  "ENTITLEMENT_KIND_COSTS",
];

export function PlanItems({ draft: { items, way }, parties, applicants, onChange }: Props) {
  const { d } = useDesk();
  const set = (at: number, next: Partial<Item>) =>
    onChange(items.map((each, place) => (place === at ? { ...each, ...next } : each)));
  return (
    <fieldset>
      <legend>{d.cashier.payee}</legend>
      {items.map((item, at) => {
        const path = `distribution.items[${at}]`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a payee has no other name than their place
          <div key={at} className="part">
            {way === "return" ? (
              <TextField
                id={`${path}.payee`}
                label={d.receipt.payer}
                value={item.payee}
                maxLength={100}
                onChange={(payee) => set(at, { payee })}
              />
            ) : (
              <PartyField
                id={`${path}.payee`}
                label={d.plan.payeeOf(at + 1)}
                parties={parties}
                value={item.payee}
                isOther={item.isOther}
                onChange={(payee, party) => {
                  const isOther = party === undefined && payee !== "";
                  set(at, {
                    payee,
                    isOther,
                    entitlement: !isOther
                      ? "ENTITLEMENT_KIND_PARTY"
                      : item.isOther
                        ? item.entitlement
                        : "ENTITLEMENT_KIND_NAMED_BY_PARTY",
                  });
                }}
              />
            )}
            <div className="row-fields">
              <TextField
                id={`${path}.payee.account`}
                label={d.cashier.account}
                value={item.account}
                maxLength={64}
                onChange={(account) => set(at, { account })}
              />
              <TextField
                id={`${path}.payee.bank`}
                label={d.cashier.bank}
                value={item.bank}
                maxLength={100}
                onChange={(bank) => set(at, { bank })}
              />
              <MoneyField
                id={way === "split" ? `${path}.claimFen` : `${path}.amountFen`}
                label={way === "split" ? d.plan.owed : d.plan.amountYuan}
                value={item.yuan}
                onChange={(yuan) => set(at, { yuan })}
              />
            </div>
            {way !== "return" && item.isOther && (
              <>
                <SelectField<Entitlement>
                  id={`${path}.entitlement.kind`}
                  label={d.plan.entitlement}
                  value={item.entitlement}
                  options={OTHERS.map((each) => [each, d.plan.entitlements[each]])}
                  onChange={(entitlement) => entitlement && set(at, { entitlement })}
                />
                {item.entitlement === "ENTITLEMENT_KIND_NAMED_BY_PARTY" && (
                  <SelectField
                    id={`${path}.entitlement.namedBy`}
                    label={d.plan.namedBy}
                    none={d.form.choose}
                    value={item.namedBy}
                    options={applicants.map((name) => [name, name])}
                    onChange={(namedBy) => set(at, { namedBy })}
                  />
                )}
                <PickFiles
                  id={`${path}.entitlement.evidence`}
                  label={d.plan.papers}
                  choose={d.attach.choose}
                  hint={d.attach.hint}
                  accept="application/pdf,image/jpeg,image/png"
                  files={item.files}
                  onChange={(files) => set(at, { files })}
                />
              </>
            )}
            {items.length > 1 && (
              <button type="button" onClick={() => onChange(items.filter((_, place) => place !== at))}>
                {d.plan.removeOf(at + 1)}
              </button>
            )}
          </div>
        );
      })}
      {way !== "return" && items.length < 500 && (
        <button type="button" onClick={() => onChange([...items, EMPTY])}>
          {d.plan.add}
        </button>
      )}
    </fieldset>
  );
}
