/** The fields of an act of service, each by its name; the mode says which of them stand on the form. */
import type { ReactNode } from "react";
import { useDesk } from "../../../../words/desk/index.ts";
import { TextField } from "../../parts/Field.tsx";
import { DayField, SelectField, StatedField, TickField } from "../../parts/Inputs.tsx";
import type { Body, Consent, Draft, FieldName, Place, Presence, Relation, WitnessOf } from "./serviceAct.ts";
import { MODES } from "./serviceAct.ts";

export interface DraftProps {
  draft: Draft;
  onChange: (next: Partial<Draft>) => void;
}

/** Values of the contract with what they are called: a prefix and the rest of their names. */
const named = <T extends string>(prefix: string, words: Record<string, string>) =>
  Object.entries(words).map(([rest, text]) => [`${prefix}${rest}` as T, text] as const);

export function ServeField({ name, draft, onChange }: DraftProps & { name: FieldName }): ReactNode {
  const { w, d } = useDesk();
  const labels = d.serve.fields;
  const values = w.guide.values;
  const none = d.form.notStated;
  const day = (
    id: string,
    label: string,
    field: "servedDay" | "provedDay" | "postalDay" | "letterDay" | "shownDay",
  ) => <DayField id={id} label={label} value={draft[field]} onChange={(said) => onChange({ [field]: said })} />;
  const stated = (
    id: string,
    field:
      | "signed"
      | "noted"
      | "confirmed"
      | "slip"
      | "toCourt"
      | "letter"
      | "complete"
      | "witnessThere"
      | "witnessSigned",
  ) => (
    <StatedField
      id={id}
      label={field === "noted" ? d.serve.notedBy[draft.mode] || labels.noted : labels[field]}
      value={draft[field]}
      onChange={(said) => onChange({ [field]: said })}
    />
  );
  const tick = (
    id: string,
    field: "refused" | "designated" | "thumbprint" | "pronounced" | "filmed" | "shown" | "paper" | "missing",
  ) => (
    <TickField id={id} label={labels[field]} checked={draft[field]} onChange={(said) => onChange({ [field]: said })} />
  );
  switch (name) {
    case "address":
      return (
        <TextField
          id="act.address"
          label={labels.address}
          hint={d.task.addressHint}
          value={draft.address}
          maxLength={200}
          onChange={(address) => onChange({ address })}
        />
      );
    case "place":
      return (
        <SelectField<Place>
          id="act.place"
          label={labels.place}
          none={none}
          value={draft.place}
          options={named<Place>("SERVICE_PLACE_", values.place)}
          onChange={(place) => onChange({ place })}
        />
      );
    case "refused":
      return tick("act.refused", "refused");
    case "recipient":
      return (
        <TextField
          id="act.recipient.displayName"
          label={draft.refused ? d.task.refusedBy : labels.recipient}
          value={draft.recipient}
          maxLength={100}
          onChange={(recipient) => onChange({ recipient })}
        />
      );
    case "relation":
      return (
        <SelectField<Relation>
          id="act.recipient.relation"
          label={labels.relation}
          none={none}
          value={draft.relation}
          options={named<Relation>("RECIPIENT_RELATION_", values["recipient.relation"])}
          onChange={(relation) => onChange({ relation })}
        />
      );
    case "designated":
      return tick("act.recipient.designatedReceiver", "designated");
    case "signed":
      return stated("act.signed", "signed");
    case "thumbprint":
      return tick("act.thumbprint", "thumbprint");
    case "pronounced":
      return tick("act.atPronouncement", "pronounced");
    case "filmed":
      return tick("act.recordedMedia", "filmed");
    case "server":
      return (
        <TextField
          id="act.server"
          label={labels.server}
          value={draft.server}
          maxLength={100}
          onChange={(server) => onChange({ server })}
        />
      );
    case "presence":
      return (
        <SelectField<Presence>
          id="act.server.presence"
          label={labels.presence}
          none={none}
          value={draft.presence}
          options={named<Presence>("SERVER_PRESENCE_", values["server.presence"])}
          onChange={(presence) => onChange({ presence })}
        />
      );
    case "witness":
      return (
        <TextField
          id="act.witness"
          label={labels.witness}
          value={draft.witness}
          maxLength={100}
          onChange={(witness) => onChange({ witness })}
        />
      );
    case "witnessOf":
      return (
        <SelectField<WitnessOf>
          id="act.witness.represents"
          label={labels.witnessOf}
          none={none}
          value={draft.witnessOf}
          options={named<WitnessOf>("WITNESS_OF_", values["witness.represents"])}
          onChange={(witnessOf) => onChange({ witnessOf })}
        />
      );
    case "witnessThere":
      return stated("act.witness.regionCode", "witnessThere");
    case "witnessSigned":
      return stated("act.witness.signed", "witnessSigned");
    case "noted":
      return stated("act.noted", "noted");
    case "consent":
      return (
        <SelectField<Consent>
          id="act.consentBasis"
          label={labels.consent}
          none={d.serve.noConsent}
          value={draft.consent}
          options={named<Consent>("CONSENT_BASIS_", values.consent)}
          onChange={(consent) => onChange({ consent })}
        />
      );
    case "confirmed":
      return stated("act.addressConfirmed", "confirmed");
    case "shown":
      return tick("act.receiptShown", "shown");
    case "shownDay":
      return day("act.receiptShownDate", labels.shownDay, "shownDay");
    case "paper":
      return tick("act.paperRequested", "paper");
    case "servedDay":
      return day("act.servedDate", d.serve.servedDay[draft.mode], "servedDay");
    case "provedDay":
      return day("act.provedArrivalDate", labels.provedDay, "provedDay");
    case "postalDay":
      return day("act.postalReceiptDate", labels.postalDay, "postalDay");
    case "slip":
      return stated("act.receiptAttached", "slip");
    case "toCourt":
      return stated("act.entrustedToCourt", "toCourt");
    case "letter":
      return stated("act.letterAttached", "letter");
    case "letterDay":
      return day("act.letterReceivedDate", labels.letterDay, "letterDay");
    case "through":
      return (
        <SelectField<Body>
          id="act.forwardedThrough"
          label={labels.through}
          none={none}
          value={draft.through}
          options={named<Body>("FORWARDING_BODY_", d.serve.bodies)}
          onChange={(through) => onChange({ through })}
        />
      );
    case "missing":
      return tick("act.addresseeMissing", "missing");
    case "earlier":
      return <Earlier draft={draft} onChange={onChange} />;
    case "published":
      return <Published draft={draft} onChange={onChange} />;
    case "complete":
      return stated("act.noticeComplete", "complete");
  }
}

/** What was tried before a public notice, and when. */
function Earlier({ draft: { earlier }, onChange }: DraftProps) {
  const { d } = useDesk();
  const set = (at: number, next: Partial<Draft["earlier"][number]>) =>
    onChange({ earlier: earlier.map((each, place) => (place === at ? { ...each, ...next } : each)) });
  return (
    <fieldset id="act.earlierAttempts">
      <legend>{d.serve.fields.earlier}</legend>
      {earlier.map(({ mode, day }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was tried has no other name than its place
        <div key={at} className="row-of">
          <select
            aria-label={d.serve.earlierMode(at + 1)}
            value={mode}
            onChange={(event) => set(at, { mode: event.target.value as Draft["mode"] })}
          >
            {MODES.filter((each) => each !== "SERVICE_MODE_PUBLIC_NOTICE").map((each) => (
              <option key={each} value={each}>
                {d.serviceModes[each]}
              </option>
            ))}
          </select>
          <input
            type="date"
            aria-label={d.serve.earlierDay(at + 1)}
            value={day}
            onChange={(event) => set(at, { day: event.target.value })}
          />
          <button type="button" onClick={() => onChange({ earlier: earlier.filter((_, place) => place !== at) })}>
            {d.form.remove}
          </button>
        </div>
      ))}
      {earlier.length < 20 && (
        <button
          type="button"
          onClick={() => onChange({ earlier: [...earlier, { mode: "SERVICE_MODE_DIRECT", day: "" }] })}
        >
          {d.serve.earlierAdd}
        </button>
      )}
    </fieldset>
  );
}

/** Every day on which the notice was posted or printed. */
function Published({ draft: { published }, onChange }: DraftProps) {
  const { d } = useDesk();
  return (
    <fieldset id="act.publicationDates">
      <legend>{d.serve.fields.published}</legend>
      {published.map((day, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a day has no other name than its place
        <div key={at} className="row-of">
          <input
            type="date"
            aria-label={d.serve.publishedDay(at + 1)}
            value={day}
            onChange={(event) =>
              onChange({ published: published.map((each, place) => (place === at ? event.target.value : each)) })
            }
          />
          {published.length > 1 && (
            <button type="button" onClick={() => onChange({ published: published.filter((_, place) => place !== at) })}>
              {d.form.remove}
            </button>
          )}
        </div>
      ))}
      {published.length < 20 && (
        <button type="button" onClick={() => onChange({ published: [...published, ""] })}>
          {d.serve.publishedAdd}
        </button>
      )}
    </fieldset>
  );
}
