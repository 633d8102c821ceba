/** Proposes a project: what it is about, and its parcels. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { Choices } from "../../../shell/parts.tsx";
import type { Case } from "../officer/aboutCase.tsx";
import { useCase } from "../officer/reading.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { FindCase } from "../parts/FindCase.tsx";
import { MoneyField, SelectField } from "../parts/Inputs.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { fenFrom } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, useQueryOf } from "../router.ts";
import { useDisposalWords } from "./words.ts";

interface ParcelDraft {
  number: string;
  location: string;
  kind: "PROPERTY_KIND_REAL_ESTATE" | "PROPERTY_KIND_MOVABLE";
  area: string;
  floor: string;
  valuation: string;
}
const NO_PARCEL: ParcelDraft = {
  number: "",
  location: "",
  kind: "PROPERTY_KIND_REAL_ESTATE",
  area: "",
  floor: "",
  valuation: "",
};
const MOST_PARCELS = 100;

export function NewDisposal() {
  const { d, p } = useDisposalWords();
  const [of] = useState(useQueryOf().get("case") ?? "");
  const [about, setAbout] = useState<"case" | "enterprise">("case");
  const read = useCase(of);
  const back = { path: "/disposals", title: d.modules.disposals };
  if (of) {
    return (
      <Page title={p.new} back={{ path: `/cases/${of}/property`, title: d.case.one }}>
        <Answer read={read}>{(found) => <Form case={found} />}</Answer>
      </Page>
    );
  }
  return (
    <Page title={p.new} back={back}>
      <Choices
        legend={p.about}
        name="about"
        inline
        value={about}
        options={(["case", "enterprise"] as const).map((value) => ({ value, text: p.abouts[value] }))}
        onChange={setAbout}
      />
      {about === "case" ? <FindCase>{(found) => <Form key={found.name} case={found} />}</FindCase> : <Form />}
    </Page>
  );
}

/** The form of a project of a case; of an enterprise where there is none. */
function Form({ case: of }: { case?: Case }) {
  const { p } = useDisposalWords();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [title, setTitle] = useState("");
  const [name, setName] = useState("");
  const [uscc, setUscc] = useState("");
  const [parcels, setParcels] = useState([NO_PARCEL]);
  const change = (at: number, part: Partial<ParcelDraft>) =>
    setParcels((before) => before.map((each, place) => (place === at ? { ...each, ...part } : each)));
  const some = (field: string, value: string | undefined) => (value ? { [field]: value } : {});
  const submit = () => {
    const disposal = {
      title: title.trim(),
      ...(of
        ? { case: of.name ?? "", caseNumber: of.caseNumber }
        : { enterprise: { displayName: name.trim(), uscc: uscc.trim() } }),
      parcels: parcels.map((each) => ({
        number: each.number.trim(),
        location: each.location.trim(),
        kind: each.kind,
        ...some("areaMu", each.area.trim()),
        ...some("floorAreaM2", each.floor.trim()),
        ...some("valuationFen", fenFrom(each.valuation)),
      })),
    };
    void acting.run(JSON.stringify(disposal), async (requestId) => {
      const made = await data(court.POST("/v1/disposals", { body: { requestId, disposal } as never }));
      void queries.invalidateQueries({ queryKey: ["disposals"] });
      const path = `/disposals/${idOf(made.name)}`;
      report(p.proposed(disposal.title), path);
      go(path, true);
    });
  };
  return (
    <ActForm
      acting={acting}
      label={p.propose(title.trim())}
      lacks={!title.trim() || parcels.some(({ number, location }) => !number.trim() || !location.trim())}
      onSubmit={submit}
      beside={<p>{p.usual}</p>}
    >
      {of && <p className="note">{p.forCase(of.caseNumber)}</p>}
      <TextField id="disposal.title" label={p.title} value={title} maxLength={200} onChange={setTitle} />
      {!of && (
        <div className="row-fields">
          <TextField
            id="disposal.enterprise.displayName"
            label={p.enterprise}
            value={name}
            maxLength={100}
            onChange={setName}
          />
          <TextField id="disposal.enterprise.uscc" label={p.uscc} value={uscc} maxLength={18} onChange={setUscc} />
        </div>
      )}
      {parcels.map((parcel, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a parcel is known by its place until the court has named it
        <fieldset key={at} className="part">
          <legend>{p.parcelOf(at + 1)}</legend>
          <div className="row-fields">
            <TextField
              id={`disposal.parcels[${at}].number`}
              label={p.number}
              value={parcel.number}
              maxLength={100}
              onChange={(number) => change(at, { number })}
            />
            <TextField
              id={`disposal.parcels[${at}].location`}
              label={p.location}
              value={parcel.location}
              maxLength={500}
              onChange={(location) => change(at, { location })}
            />
          </div>
          <div className="row-fields">
            <SelectField<ParcelDraft["kind"]>
              id={`disposal.parcels[${at}].kind`}
              label={p.kind}
              value={parcel.kind}
              options={[
                ["PROPERTY_KIND_REAL_ESTATE", p.kinds.PROPERTY_KIND_REAL_ESTATE],
                ["PROPERTY_KIND_MOVABLE", p.kinds.PROPERTY_KIND_MOVABLE],
              ]}
              onChange={(kind) => change(at, { kind: kind || "PROPERTY_KIND_REAL_ESTATE" })}
            />
            <MoneyField
              id={`disposal.parcels[${at}].valuationFen`}
              label={p.valuation}
              hint={p.valuationHint}
              value={parcel.valuation}
              onChange={(valuation) => change(at, { valuation })}
            />
          </div>
          <div className="row-fields">
            <TextField
              id={`disposal.parcels[${at}].areaMu`}
              label={p.area}
              value={parcel.area}
              maxLength={20}
              onChange={(area) => change(at, { area })}
            />
            <TextField
              id={`disposal.parcels[${at}].floorAreaM2`}
              label={p.floor}
              value={parcel.floor}
              maxLength={20}
              onChange={(floor) => change(at, { floor })}
            />
          </div>
          {parcels.length > 1 && (
            <button type="button" onClick={() => setParcels(parcels.filter((_, place) => place !== at))}>
              {p.remove(at + 1)}
            </button>
          )}
        </fieldset>
      ))}
      {parcels.length < MOST_PARCELS && (
        <button type="button" onClick={() => setParcels([...parcels, NO_PARCEL])}>
          {p.add}
        </button>
      )}
    </ActForm>
  );
}
