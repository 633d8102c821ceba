/** Draws a police watch up: whom, on which ground of the law, until when, with the decision and the notice of assistance. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { useAct } from "../../../../shell/act.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { sendFiles } from "../../parts/files.ts";
import { DayField, SelectField } from "../../parts/Inputs.tsx";
import { Page } from "../../parts/Page.tsx";
import { PickFiles } from "../../parts/PickFiles.tsx";
import { dayFrom } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { go, idOf } from "../../router.ts";
import { PartyField } from "../PartyField.tsx";
import { isKnown, namedBy } from "../subject.ts";
import type { ActProps } from "./act.ts";
import { GROUNDS, type Ground, LEAST_PAPERS } from "./watch.ts";

export function NewWatch({ case: found, id, back }: ActProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const [name, setName] = useState("");
  const [isOther, setOther] = useState(false);
  const [party, setParty] = useState("");
  const [number, setNumber] = useState("");
  const [answersFor, setAnswersFor] = useState("");
  const [ground, setGround] = useState<Ground | "">("");
  const [text, setText] = useState("");
  const [until, setUntil] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const debtors = (found.parties ?? []).filter(({ side }) => side === "SIDE_DEBTOR");
  const people = debtors.filter(({ kind }) => kind !== "PARTY_KIND_ORGANISATION");
  const units = debtors.filter(({ kind }) => kind === "PARTY_KIND_ORGANISATION");
  const attached = files.map((file) => `${file.name} ${file.size}`).join(" ");
  const submit = () =>
    void acting.run(
      JSON.stringify([name, party, number, answersFor, ground, text, until, attached]),
      async (requestId) => {
        const watch = {
          case: found.name ?? "",
          caseNumber: found.caseNumber,
          person: {
            displayName: name.trim(),
            kind: "SUBJECT_KIND_PERSON",
            ...namedBy({ party, identityNumber: number }),
          },
          ground: ground || "WATCH_GROUND_UNSPECIFIED",
          groundText: text.trim(),
          papers: await sendFiles(files, requestId),
          ...(isOther && answersFor ? { answersFor } : {}),
          ...(until ? { until: dayFrom(until) } : {}),
        };
        const made = await data(court.POST("/v1/watches", { body: { requestId, watch } as never }));
        await queries.invalidateQueries({ queryKey: ["watches"] });
        const path = `/cases/${id}/sanctions/watch/${idOf(made.name)}`;
        report(d.watchActs.drawnUp(name.trim()), path);
        go(path, true);
      },
    );
  return (
    <Page title={d.watchActs.new} back={back}>
      <ActForm
        acting={acting}
        label={name.trim() ? d.watchActs.newOf(name.trim()) : d.watchActs.new}
        lacks={!isKnown({ name, party, identityNumber: number }) || !text.trim()}
        onSubmit={submit}
      >
        <PartyField
          id="watch.person.displayName"
          label={d.watch.person}
          parties={people}
          value={name}
          isOther={isOther}
          party={party}
          onChange={(chosen, of) => {
            setOther(of === undefined && chosen !== "");
            setParty(of?.name ?? "");
            setName(chosen);
          }}
        />
        {isOther && (
          <>
            <SelectField
              id="watch.answersFor"
              label={d.watchActs.answersFor}
              none={d.form.choose}
              value={answersFor}
              options={units.map(({ displayName }) => [displayName, displayName])}
              onChange={setAnswersFor}
            />
            <TextField
              id="watch.person.identityNumber"
              label={d.task.identity}
              hint={d.sanctionActs.identityHint}
              value={number}
              maxLength={30}
              onChange={setNumber}
            />
          </>
        )}
        <SelectField<Ground>
          id="watch.ground"
          label={d.watch.ground}
          none={d.form.choose}
          value={ground}
          options={GROUNDS.map((each) => [each, d.watchGrounds[each]])}
          onChange={setGround}
        />
        <TextField
          id="watch.groundText"
          label={d.watchActs.groundText}
          value={text}
          maxLength={2000}
          long
          onChange={setText}
        />
        <DayField
          id="watch.until"
          label={d.watch.until}
          hint={d.watchActs.untilHint}
          value={until}
          onChange={setUntil}
        />
        <PickFiles
          id="watch.papers"
          label={d.watchActs.papers(LEAST_PAPERS)}
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
