/** What a unit's clerk can do with a request: receive it; then answer, return it to be fixed, or refuse it on a ground of the law. */
import { type FormEvent, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey } from "../keys.ts";
import { TextField } from "../parts/Field.tsx";
import { sendFiles } from "../parts/files.ts";
import { PickFiles } from "../parts/PickFiles.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { instantOf } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import type { AssistRequest } from "../requests/aboutRequest.tsx";
import { go, idOf } from "../router.ts";
import { type Answered, answersOf, correctsOf } from "./answers.ts";

type Ground = Schemas["sharedcourt.investigation.v1.RefusalGround"];
const GROUNDS: Ground[] = [
  "REFUSAL_GROUND_BEYOND_AUTHORITY",
  "REFUSAL_GROUND_PAPERS_DEFECTIVE",
  "REFUSAL_GROUND_NO_SUCH_PROPERTY",
  "REFUSAL_GROUND_LISTED_COMPANY",
  "REFUSAL_GROUND_NOT_THE_HOLDER",
];

export function ClerkActs({ request, again }: { request: AssistRequest; again: () => Promise<void> }) {
  const { d } = useDesk();
  const { report } = usePresent();
  const acting = useAct();
  const answers = answersOf(request);
  const [chosen, setChosen] = useState<Answered>();
  const [text, setText] = useState("");
  const [notice, setNotice] = useState("");
  const [published, setPublished] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const [ground, setGround] = useState<Ground>();
  const params = { path: { requestId: idOf(request.name) } };
  const said = (requestId: string) => ({ name: request.name ?? "", requestId, etag: request.etag ?? "" });
  const refusal = (
    <Refusal
      acting={acting}
      onChanged={again}
      of={request}
      now={d.requestStates[request.state ?? "REQUEST_STATE_UNSPECIFIED"]}
    />
  );
  if (request.state === "REQUEST_STATE_SUBMITTED") {
    const receive = () =>
      acting.run("receive", async (requestId) => {
        await data(court.POST("/v1/requests/{requestId}:receive", { params, body: said(requestId) }));
        report(d.clerk.received);
        await again();
      });
    return (
      <section>
        {refusal}
        <button
          type="button"
          className="primary"
          disabled={acting.busy !== undefined}
          onClick={receive}
          {...onKey("a")}
        >
          {acting.busy ? d.submitting : d.clerk.receive}
        </button>
      </section>
    );
  }
  if (answers.length === 0) return <section>{refusal}</section>;
  const send = async (requestId: string) => {
    if (chosen === "fix") {
      await data(
        court.POST("/v1/requests/{requestId}:returnForFix", { params, body: { ...said(requestId), reason: text } }),
      );
    } else if (chosen === "refuse") {
      const body = { ...said(requestId), ground: ground ?? "REFUSAL_GROUND_UNSPECIFIED", reason: text };
      await data(court.POST("/v1/requests/{requestId}:refuse", { params, body }));
    } else {
      const outcome = { done: "DONE", partial: "PARTIAL", processing: "PROCESSING" }[chosen ?? "done"];
      const corrects = correctsOf(request);
      const publishTime = chosen === "done" ? instantOf(published) : undefined;
      const feedback = {
        outcome: `FEEDBACK_OUTCOME_${outcome}`,
        text,
        evidence: await sendFiles(files, requestId),
        ...(publishTime ? { publishTime } : {}),
        ...(notice.trim() ? { noticeNumber: notice.trim() } : {}),
        ...(corrects ? { corrects } : {}),
      };
      await data(
        court.POST("/v1/requests/{requestId}:feedback", { params, body: { ...said(requestId), feedback } as never }),
      );
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen) return;
    const attached = files.map(({ name, size }) => `${name} ${size}`).join(" ");
    void acting.run(`${chosen} ${ground} ${notice} ${published} ${text} ${attached}`, async (requestId) => {
      await send(requestId);
      report(d.clerk.sent, chosen === "processing" ? undefined : "/todo");
      await again();
      if (chosen !== "processing") go("/todo");
    });
  };
  const lacks = !chosen || !text.trim() || (chosen === "refuse" && !ground);
  return (
    <section>
      {refusal}
      <form onSubmit={submit}>
        <fieldset>
          <legend>{d.clerk.answer}</legend>
          {answers.map((each) => (
            <label key={each} className="choice">
              <input type="radio" name="answer" checked={chosen === each} onChange={() => setChosen(each)} />
              <span>
                {d.clerk.answers[each]}
                <small>{d.clerk.hints[each]}</small>
              </span>
            </label>
          ))}
        </fieldset>
        {chosen === "refuse" && (
          <fieldset>
            <legend>{d.request.refusal}</legend>
            {GROUNDS.map((each) => (
              <label key={each} className="choice">
                <input type="radio" name="ground" checked={ground === each} onChange={() => setGround(each)} />
                <span>{d.refusalGrounds[each]}</span>
              </label>
            ))}
          </fieldset>
        )}
        {chosen === "done" && request.equityFreeze && (
          <>
            <TextField
              id="feedback.noticeNumber"
              label={d.request.notice}
              value={notice}
              maxLength={100}
              onChange={setNotice}
            />
            <TextField
              id="feedback.publishTime"
              label={d.attach.published}
              hint={d.attach.publishedHint}
              type="datetime-local"
              value={published}
              maxLength={16}
              onChange={setPublished}
            />
          </>
        )}
        {chosen && (
          <TextField
            id="feedback.text"
            label={chosen === "fix" ? d.request.fix : chosen === "refuse" ? d.request.refusalText : d.clerk.text}
            value={text}
            maxLength={2000}
            long
            onChange={setText}
          />
        )}
        {chosen && chosen !== "fix" && chosen !== "refuse" && (
          <PickFiles
            id="feedback.evidence"
            label={d.attach.files}
            choose={d.attach.choose}
            hint={d.attach.hint}
            accept="application/pdf,image/jpeg,image/png"
            files={files}
            onChange={setFiles}
          />
        )}
        <button type="submit" className="primary" disabled={lacks || acting.busy !== undefined}>
          {acting.busy ? d.submitting : d.clerk.send}
        </button>
      </form>
    </section>
  );
}
