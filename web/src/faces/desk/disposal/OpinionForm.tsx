/** The opinion of a department: its clerk's own, or entered by the court for one of those that were asked. */
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import { useAct } from "../../../shell/act.ts";
import { Choices } from "../../../shell/parts.tsx";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { sendFiles } from "../parts/files.ts";
import { SelectField } from "../parts/Inputs.tsx";
import { PickFiles } from "../parts/PickFiles.tsx";
import { usePresent } from "../present.tsx";
import type { Disposal, Stance } from "./course.ts";
import { useDisposalWords } from "./words.ts";

const STANCES: Stance[] = ["OPINION_STANCE_AGREE", "OPINION_STANCE_CONDITIONAL", "OPINION_STANCE_OBJECT"];

interface Props {
  id: string;
  project: Disposal;
  /** The departments for which the person can speak. */
  units: readonly string[];
  isQuiet: boolean;
  again: () => Promise<unknown>;
}

export function OpinionForm({ id, project, units, isQuiet, again }: Props) {
  const { d, p } = useDisposalWords();
  const { report } = usePresent();
  const acting = useAct();
  const [unit, setUnit] = useState(units.length === 1 ? (units[0] ?? "") : "");
  const [stance, setStance] = useState<Stance>();
  const [text, setText] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const needsText = stance !== "OPINION_STANCE_AGREE";
  const submit = () =>
    void acting.run(
      JSON.stringify([unit, stance, text, files.map(({ name, size }) => [name, size])]),
      async (requestId) => {
        const papers = await sendFiles(files, requestId);
        const opinion = {
          unit,
          stance: stance ?? "OPINION_STANCE_UNSPECIFIED",
          ...(text.trim() ? { text: text.trim() } : {}),
          papers,
        };
        const body = { requestId, name: project.name ?? "", etag: project.etag ?? "", opinion };
        const params = { path: { disposalId: id } };
        await data(court.POST("/v1/disposals/{disposalId}/opinions", { params, body: body as never }));
        report(p.opinionGiven(project.title));
        await again();
      },
    );
  return (
    <ActForm
      acting={acting}
      label={p.opinionOf(stance ? p.stances[stance] : "")}
      lacks={!unit || !stance || (needsText && !text.trim())}
      isQuiet={isQuiet}
      onChanged={again}
      now={p.states[project.state ?? "DISPOSAL_STATE_UNSPECIFIED"]}
      onSubmit={submit}
    >
      {units.length > 1 && (
        <SelectField<string>
          id="opinion.unit"
          label={p.unit}
          none={d.form.choose}
          value={unit}
          options={units.map((each) => [each, labelText(project, each) ?? p.unit] as const)}
          onChange={setUnit}
        />
      )}
      <div id="opinion.stance" tabIndex={-1}>
        <Choices
          legend={p.stance}
          name="stance"
          value={stance}
          options={STANCES.map((value) => ({ value, text: p.stances[value] }))}
          onChange={setStance}
        />
      </div>
      <TextField
        id="opinion.text"
        label={p.text}
        {...(needsText ? { hint: p.textHint } : {})}
        value={text}
        maxLength={2000}
        long
        onChange={setText}
      />
      <PickFiles
        id="opinion.papers"
        label={p.papers}
        choose={p.addPapers}
        hint={p.papersHint}
        accept="application/pdf,image/*"
        files={files}
        onChange={setFiles}
      />
    </ActForm>
  );
}
