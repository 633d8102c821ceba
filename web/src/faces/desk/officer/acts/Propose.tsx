/** O12: proposes a sanction. Its kind says what is asked and who decides; the court says at once what the law misses, and on what it rests. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { useAct } from "../../../../shell/act.ts";
import { Loading } from "../../../../shell/Loading.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { sendFiles } from "../../parts/files.ts";
import { DayField, MoneyField, SelectField, TickField } from "../../parts/Inputs.tsx";
import { Page } from "../../parts/Page.tsx";
import { PickFiles } from "../../parts/PickFiles.tsx";
import { useQuiet } from "../../parts/quiet.ts";
import { PLAIN } from "../../parts/reading.ts";
import { Said } from "../../parts/Said.tsx";
import { usePresent } from "../../present.tsx";
import { go, idOf, useQueryOf } from "../../router.ts";
import { PartyField } from "../PartyField.tsx";
import { Reasons } from "../Reasons.tsx";
import type { ActProps } from "./act.ts";
import {
  type DishonestGround,
  type Draft,
  type FieldName,
  fieldsOf,
  isForPresident,
  KINDS,
  type Kind,
  lacks,
  sanctionOf,
} from "./sanction.ts";

export default function Propose({ case: found, id, back }: ActProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const asked = useQueryOf().get("kind");
  const [draft, setDraft] = useState<Draft>({
    kind: KINDS.find((each) => each === asked) ?? KINDS[0],
    name: "",
    party: "",
    organisation: false,
    identityNumber: "",
    ground: "",
    dishonest: "",
    yuan: "",
    days: "",
    before: false,
    summoned: false,
    expired: false,
    until: "",
  });
  const [isOther, setOther] = useState(false);
  const [files, setFiles] = useState<File[]>([]);
  const change = (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next }));
  const kind = d.sanctionKinds[draft.kind];
  const attached = files.map(({ name, size }) => `${name} ${size}`).join(" ");
  const submit = () =>
    void acting.run(`${JSON.stringify(draft)} ${attached}`, async (requestId) => {
      const sanction = sanctionOf(draft, found.name ?? "", await sendFiles(files, requestId));
      const made = await data(court.POST("/v1/sanctions", { body: { requestId, sanction, validateOnly: false } }));
      await queries.invalidateQueries({ queryKey: ["sanctions"] });
      const path = `/cases/${id}/sanctions/${idOf(made.name)}`;
      report(d.sanctionActs.proposed(kind, draft.name.trim()), path);
      go(path, true);
    });
  return (
    <Page title={d.sanctionActs.propose} back={back}>
      <ActForm
        acting={acting}
        label={draft.name.trim() ? d.sanctionActs.proposeOf(kind, draft.name.trim()) : d.sanctionActs.propose}
        lacks={lacks(draft)}
        onSubmit={submit}
        beside={<Live draft={draft} caseName={found.name ?? ""} files={files} attached={attached} />}
      >
        <SelectField<Kind>
          id="sanction.kind"
          label={d.sanction.kind}
          hint={d.sanctionActs.rules[draft.kind]}
          value={draft.kind}
          options={KINDS.map((each) => [each, d.sanctionKinds[each]])}
          onChange={(next) => next && change({ kind: next })}
        />
        <PartyField
          id="sanction.sanctioned.displayName"
          label={d.sanction.against}
          parties={found.parties ?? []}
          value={draft.name}
          isOther={isOther}
          party={draft.party}
          onChange={(name, party) => {
            setOther(party === undefined && name !== "");
            change({
              name,
              party: party?.name ?? "",
              ...(party ? { organisation: party.kind === "PARTY_KIND_ORGANISATION" } : {}),
            });
          }}
        />
        {isOther && (
          <>
            <TickField
              id="sanction.sanctioned.kind"
              label={d.sanctionActs.organisation}
              checked={draft.organisation}
              onChange={(organisation) => change({ organisation })}
            />
            <TextField
              id="sanction.sanctioned.identityNumber"
              label={d.task.identity}
              hint={d.sanctionActs.identityHint}
              value={draft.identityNumber}
              maxLength={30}
              onChange={(identityNumber) => change({ identityNumber })}
            />
          </>
        )}
        {fieldsOf(draft.kind).map((name) => (
          <KindField key={name} name={name} draft={draft} onChange={change} />
        ))}
        <TextField
          id="sanction.ground"
          label={d.sanctionActs.ground}
          value={draft.ground}
          maxLength={2000}
          long
          onChange={(ground) => change({ ground })}
        />
        <PickFiles
          id="sanction.evidence"
          label={d.sanctionActs.evidence}
          choose={d.attach.choose}
          hint={d.attach.hint}
          accept="application/pdf,image/jpeg,image/png"
          files={files}
          onChange={setFiles}
        />
      </ActForm>
    </Page>
  );
}

interface FieldProps {
  name: FieldName;
  draft: Draft;
  onChange: (next: Partial<Draft>) => void;
}

function KindField({ name, draft, onChange }: FieldProps) {
  const { d } = useDesk();
  const labels = d.sanctionActs.fields;
  switch (name) {
    case "dishonest":
      return (
        <SelectField<DishonestGround>
          id="sanction.dishonestGround"
          label={labels.dishonest}
          none={d.form.choose}
          value={draft.dishonest}
          options={Object.entries(d.sanctionActs.dishonest).map(([each, text]) => [
            `DISHONEST_GROUND_${each}` as DishonestGround,
            text,
          ])}
          onChange={(dishonest) => onChange({ dishonest })}
        />
      );
    case "yuan":
      return (
        <MoneyField
          id="sanction.amountFen"
          label={labels.yuan}
          value={draft.yuan}
          onChange={(yuan) => onChange({ yuan })}
        />
      );
    case "days":
      return (
        <TextField
          id="sanction.days"
          label={labels.days}
          value={draft.days}
          maxLength={2}
          onChange={(days) => onChange({ days: days.replace(/\D/g, "") })}
        />
      );
    case "until":
      return (
        <DayField
          id="sanction.endDate"
          label={labels.until}
          value={draft.until}
          onChange={(until) => onChange({ until })}
        />
      );
    default: {
      const id = { before: "sameActBefore", summoned: "summonsIgnored", expired: "noticeExpired" }[name];
      return (
        <TickField
          id={`sanction.${id}`}
          label={labels[name]}
          checked={draft[name]}
          onChange={(checked) => onChange({ [name]: checked })}
        />
      );
    }
  }
}

interface LiveProps {
  draft: Draft;
  caseName: string;
  files: readonly File[];
  attached: string;
}

/** Who decides, and what the law says of the proposal as it stands on the form. */
function Live({ draft, caseName, files, attached }: LiveProps) {
  const { d } = useDesk();
  const [requestId] = useState(() => crypto.randomUUID());
  const said = `${JSON.stringify(draft)} ${attached}`;
  const asked = useQuiet(said);
  const isReady = !lacks(draft);
  const read = useQuery({
    ...PLAIN,
    queryKey: ["sanction", "preview", asked],
    enabled: isReady && asked === said,
    placeholderData: keepPreviousData,
    gcTime: 0,
    queryFn: async () => {
      const sanction = sanctionOf(draft, caseName, await sendFiles(files, requestId));
      return data(court.POST("/v1/sanctions", { body: { requestId: "", sanction, validateOnly: true } }));
    },
  });
  return (
    <section role="status">
      <h2>{d.sanctionActs.live}</h2>
      {isReady && (asked !== said || read.isPlaceholderData) && <p className="reason">{d.form.checking}</p>}
      <p>{isForPresident(draft.kind) ? d.sanctionActs.byPresident : d.sanctionActs.byChief}</p>
      {!isReady ? (
        <p className="reason">{d.sanctionActs.liveFirst}</p>
      ) : read.isError ? (
        <Said fault={read.error} />
      ) : read.data ? (
        <>
          <p>
            <span className="mark good">{d.sanctionActs.lawful}</span>
          </p>
          <Reasons reasons={read.data.basis ?? []} />
        </>
      ) : (
        <Loading lines={2} />
      )}
    </section>
  );
}
