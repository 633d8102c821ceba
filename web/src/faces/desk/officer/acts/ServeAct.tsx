/** O6: an act of service. The mode says what is asked; beside the form the law says at once what is missing, or from which day it counts. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { useAct } from "../../../../shell/act.ts";
import { Loading } from "../../../../shell/Loading.tsx";
import { Choices } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { sendFiles } from "../../parts/files.ts";
import { SelectField } from "../../parts/Inputs.tsx";
import { Page } from "../../parts/Page.tsx";
import { PickFiles } from "../../parts/PickFiles.tsx";
import { useQuiet } from "../../parts/quiet.ts";
import { ONCE, PLAIN } from "../../parts/reading.ts";
import { Said } from "../../parts/Said.tsx";
import { usePresent } from "../../present.tsx";
import { go, idOf, useQueryOf } from "../../router.ts";
import { PartyField } from "../PartyField.tsx";
import { Check } from "../ServiceCheck.tsx";
import type { ActProps } from "./act.ts";
import { ServeField } from "./ServeFields.tsx";
import {
  actOf,
  type Draft,
  draftOf,
  fieldsOf,
  MODES,
  type PaperKind,
  type ServiceAct,
  type Status,
} from "./serviceAct.ts";

/** The village of an address; a court that answers for several villages names none. */
function useVillage(address: string): { code: string; name: string } {
  const asked = useQuiet(address.trim());
  const read = useQuery({
    ...ONCE,
    queryKey: ["resolved", asked],
    enabled: asked.length > 1,
    queryFn: () => data(court.POST("/v1/courts:resolve", { body: { address: asked } })),
  });
  const region = read.data?.court && asked === address.trim() ? read.data.region : undefined;
  return { code: region?.code ?? "", name: region?.displayName ?? "" };
}

export default function ServeAct({ case: found, id, back }: ActProps) {
  const { w, d } = useDesk();
  const queries = useQueryClient();
  const { me, report } = usePresent();
  const acting = useAct();
  const title = useQueryOf().get("title") ?? "";
  const [draft, setDraft] = useState<Draft>(() => draftOf(me, title));
  const [isOther, setOther] = useState(false);
  const [files, setFiles] = useState<File[]>([]);
  const village = useVillage(draft.address);
  const change = (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next }));
  useEffect(() => setDraft((before) => ({ ...before, region: village.code })), [village.code]);
  const act = actOf(draft, me);
  const submit = () => {
    const attached = files.map(({ name, size }) => `${name} ${size}`).join(" ");
    void acting.run(`${JSON.stringify(act)} ${attached}`, async (requestId) => {
      const evidence = await sendFiles(files, requestId);
      const made = await data(
        court.POST("/v1/cases/{caseId}/serviceActs", {
          params: { path: { caseId: id } },
          body: { requestId, act: { ...act, ...(evidence.length > 0 ? { evidence } : {}) } } as never,
        }),
      );
      await queries.invalidateQueries({ queryKey: ["case", id] });
      const path = `/cases/${id}/service/${idOf(made.name)}`;
      report(d.service.entered, path);
      go(path, true);
    });
  };
  return (
    <Page title={d.serve.new} back={back}>
      <ActForm
        acting={acting}
        label={d.service.enter}
        lacks={!draft.title.trim() || !draft.addressee.trim()}
        onSubmit={submit}
        beside={<Live act={act} isReady={draft.title.trim() !== "" && draft.addressee.trim() !== ""} />}
      >
        <Choices
          legend={d.service.mode}
          name="mode"
          inline
          value={draft.mode}
          options={MODES.map((value) => ({ value, text: d.serviceModes[value] }))}
          onChange={(mode) => change({ mode })}
        />
        <TextField
          id="act.document.title"
          label={d.service.document}
          value={draft.title}
          maxLength={100}
          onChange={(said) => change({ title: said })}
        />
        <div className="row-fields">
          <SelectField<PaperKind>
            id="act.document.kind"
            label={d.serve.paperKind}
            none={d.form.notStated}
            value={draft.kind}
            options={paperKinds(w.paperKinds)}
            onChange={(kind) => change({ kind })}
          />
          <TextField
            id="act.document.copies"
            label={d.serve.copies}
            value={draft.copies}
            maxLength={3}
            onChange={(copies) => change({ copies: copies.replace(/\D/g, "") })}
          />
        </div>
        <PartyField
          id="act.addressee"
          label={d.service.addressee}
          parties={found.parties ?? []}
          value={draft.addressee}
          isOther={isOther}
          onChange={(addressee, party) => {
            setOther(party === undefined && addressee !== "");
            change({ addressee, organisation: party?.kind === "PARTY_KIND_ORGANISATION" });
          }}
        />
        <SelectField<Status>
          id="act.addressee.status"
          label={d.serve.status}
          none={d.form.notStated}
          value={draft.status}
          options={Object.entries(d.serve.statuses).map(([each, text]) => [`ADDRESSEE_STATUS_${each}` as Status, text])}
          onChange={(status) => change({ status })}
        />
        {fieldsOf(draft).map((name) => (
          <ServeField key={name} name={name} draft={draft} onChange={change} />
        ))}
        {fieldsOf(draft).includes("witnessThere") && (
          <p className="reason" role="status">
            {village.name ? d.serve.villageIs(village.name) : d.serve.villageUnknown}
          </p>
        )}
        <PickFiles
          id="act.evidence"
          label={d.serve.evidence}
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

const paperKinds = (words: Record<PaperKind, string>) =>
  (Object.entries(words) as [PaperKind, string][]).filter(([kind]) => kind !== "SERVED_DOCUMENT_KIND_UNSPECIFIED");

/** What the law says of the act as it stands on the form. Nobody who types waits for it, and it takes nobody's focus. */
function Live({ act, isReady }: { act: ServiceAct; isReady: boolean }) {
  const { d } = useDesk();
  const said = JSON.stringify(act);
  const asked = useQuiet(said);
  const read = useQuery({
    ...PLAIN,
    queryKey: ["check", asked],
    enabled: asked !== "" && isReady,
    placeholderData: keepPreviousData,
    queryFn: () => data(court.POST("/v1/serviceActs:check", { body: { act: JSON.parse(asked) as ServiceAct } })),
  });
  return (
    <section role="status" aria-live="polite">
      <h2>{d.serve.live}</h2>
      {isReady && (asked !== said || read.isPlaceholderData) && <p className="reason">{d.form.checking}</p>}
      {!isReady ? (
        <p className="reason">{d.serve.liveFirst}</p>
      ) : read.isPending ? (
        <Loading lines={2} />
      ) : read.isError ? (
        <Said fault={read.error} />
      ) : (
        <Check draft={{ check: read.data }} />
      )}
    </section>
  );
}
