/** O7: asks a unit for something: which unit and matter, about whom, with the papers that the matter needs; the freeze of equity with its own fields. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { hasChanged, useAct } from "../../../../shell/act.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { sendFiles } from "../../parts/files.ts";
import { SelectField } from "../../parts/Inputs.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { PickFiles } from "../../parts/PickFiles.tsx";
import { PLAIN } from "../../parts/reading.ts";
import { moneyText } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { useCatalogue } from "../../requests/aboutRequest.tsx";
import { go, idOf, useQueryOf } from "../../router.ts";
import { PartyField } from "../PartyField.tsx";
import type { ActProps } from "./act.ts";
import { EquityFields } from "./EquityFields.tsx";
import { PhonePapers } from "./PhonePapers.tsx";
import {
  type Draft,
  draftOf,
  EMPTY,
  EQUITY_FREEZE,
  lacks,
  type Matter,
  neededKinds,
  paperKindsOf,
  type Request,
  requestOf,
  type Sent,
} from "./request.ts";

export default function NewRequest(props: ActProps) {
  const { d } = useDesk();
  const { rest, back } = props;
  const fixed = rest[0] === "fix" ? (rest[1] ?? "") : "";
  const asked = useQueryOf().get("matter");
  const read = useQuery({
    ...PLAIN,
    queryKey: ["request", fixed],
    enabled: fixed !== "",
    queryFn: () => data(court.GET("/v1/requests/{requestId}", { params: { path: { requestId: fixed } } })),
  });
  if (!fixed) return <Form {...props} initial={{ ...EMPTY, matter: asked ? `matters/${asked}` : "" }} />;
  if (read.data) return <Form {...props} initial={draftOf(read.data, props.case.parties ?? [])} fixed={read.data} />;
  return (
    <Page title={d.requestActs.fix} back={back}>
      <Answer read={read}>{() => null}</Answer>
    </Page>
  );
}

function Form({ case: found, initial, fixed, back }: ActProps & { initial: Draft; fixed?: Request }) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const { matters, units } = useCatalogue();
  const [draft, setDraft] = useState<Draft>(initial);
  const [unit, setUnit] = useState("");
  const change = (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next }));
  const matter = matters.find(({ name }) => name === draft.matter);
  const chosenUnit = unit || matter?.unit || "";
  const attached = JSON.stringify(draft.papers, (_, value) =>
    value instanceof File ? `${value.name} ${value.size}` : value,
  );
  const submit = () =>
    void acting.run(`${JSON.stringify({ ...draft, papers: attached })} ${fixed?.etag}`, async (requestId) => {
      const sent: Sent[] = [];
      for (const kind of paperKindsOf(matter)) {
        const files = draft.papers[kind] ?? [];
        const names = draft.phone.filter((paper) => paper.kind === kind).map(({ name }) => name);
        if (files.length > 0) names.push(...(await sendFiles(files, requestId)));
        if (names.length > 0) sent.push({ kind, names });
      }
      const request = requestOf(draft, { case: found.name ?? "", caseNumber: found.caseNumber }, sent);
      let made: Request;
      if (fixed) {
        try {
          made = await data(
            court.PATCH("/v1/requests/{requestId}", {
              params: { path: { requestId: idOf(fixed.name) } },
              body: { requestId, etag: fixed.etag ?? "", request: { ...request, name: fixed.name ?? "" } } as never,
            }),
          );
        } catch (fault) {
          if (hasChanged(fault)) await queries.invalidateQueries({ queryKey: ["request", idOf(fixed.name)] });
          throw fault;
        }
      } else {
        made = await data(court.POST("/v1/requests", { body: { requestId, request } as never }));
      }
      await queries.invalidateQueries({ queryKey: ["request", idOf(made.name)] });
      void queries.invalidateQueries({ queryKey: ["requests"] });
      const path = `/requests/${idOf(made.name)}`;
      report(fixed ? d.requestActs.fixed : d.requestActs.drawnUp, path);
      go(path, true);
    });
  return (
    <Page title={fixed ? d.requestActs.fix : d.requestActs.new} back={back}>
      <ActForm
        acting={acting}
        label={fixed ? d.requestActs.saveFix : d.requestActs.draw}
        lacks={lacks(draft)}
        onSubmit={submit}
        beside={<About matter={matter} claim={found.claimFen} />}
      >
        {fixed?.fix && <p className="note">{fixed.fix}</p>}
        {!fixed && (
          <>
            <SelectField
              id="request.unit"
              label={d.request.unit}
              none={d.form.choose}
              value={chosenUnit}
              options={units.map(({ name, displayName }) => [name ?? "", displayName ?? ""])}
              onChange={(next) => {
                setUnit(next);
                change({ matter: "" });
              }}
            />
            <SelectField
              id="request.matter"
              label={d.request.matter}
              none={d.form.choose}
              value={draft.matter}
              options={matters
                .filter((each) => each.unit === chosenUnit)
                .map(({ name, displayName }) => [name ?? "", displayName ?? ""])}
              onChange={(next) => change({ matter: next })}
            />
          </>
        )}
        <PartyField
          id={draft.matter === EQUITY_FREEZE ? "request.equityFreeze.holder" : "request.subject.displayName"}
          label={draft.matter === EQUITY_FREEZE ? d.requestActs.holder : d.request.subject}
          parties={found.parties ?? []}
          value={draft.subject}
          isOther={draft.isOther}
          party={draft.party}
          onChange={(subject, party) =>
            change({
              subject,
              party: party?.name ?? "",
              isOther: party === undefined && subject !== "",
              ...(party ? { organisation: party.kind === "PARTY_KIND_ORGANISATION" } : {}),
            })
          }
        />
        {draft.isOther && (
          <TextField
            id={
              draft.matter === EQUITY_FREEZE
                ? "request.equityFreeze.holderIdentityNumber"
                : "request.subject.identityNumber"
            }
            label={d.task.identity}
            hint={d.sanctionActs.identityHint}
            value={draft.identityNumber}
            maxLength={30}
            onChange={(identityNumber) => change({ identityNumber })}
          />
        )}
        {draft.matter === EQUITY_FREEZE && <EquityFields draft={draft} onChange={change} />}
        <TextField
          id="request.content"
          label={d.requestActs.content}
          value={draft.content}
          maxLength={4000}
          long
          onChange={(content) => change({ content })}
        />
        <div id="request.papers" tabIndex={-1}>
          {draft.matter &&
            paperKindsOf(matter).map((kind) => (
              <PickFiles
                key={kind}
                id={`request.papers.${kind}`}
                label={d.paperKinds[kind]}
                choose={d.requestActs.choose(d.paperKinds[kind])}
                hint={kind === "PAPER_KIND_OTHER" ? d.requestActs.others : d.requestActs.needed}
                accept="application/pdf,image/jpeg,image/png"
                files={draft.papers[kind] ?? []}
                onChange={(files) => change({ papers: { ...draft.papers, [kind]: files } })}
              />
            ))}
          {draft.matter && (
            <PhonePapers
              case={{ name: found.name ?? "", caseNumber: found.caseNumber }}
              kinds={paperKindsOf(matter)}
              papers={draft.phone}
              needed={neededKinds(matter, draft)}
              onChange={(phone) => change({ phone })}
            />
          )}
        </div>
      </ActForm>
    </Page>
  );
}

/** What the catalogue says of the matter: who sends it, until when an answer is due, on what it rests. */
function About({ matter, claim }: { matter: Matter | undefined; claim: string | undefined }) {
  const { d } = useDesk();
  if (!matter) {
    return (
      <section>
        <h2>{d.requestActs.about}</h2>
        <p className="reason">{d.requestActs.aboutFirst}</p>
      </section>
    );
  }
  return (
    <section>
      <h2>{matter.displayName}</h2>
      <p>
        {matter.allowedMinutes
          ? d.requestActs.minutes(matter.allowedMinutes)
          : d.requestActs.workingDays(matter.allowedWorkingDays ?? 0)}
      </p>
      <p>{matter.coercive ? d.requestActs.byOther : d.requestActs.bySelf}</p>
      {matter.name === EQUITY_FREEZE && <p>{d.requestActs.claimOf(moneyText(claim))}</p>}
      <ul className="why" lang="zh-CN">
        {(matter.legalBasis ?? []).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
