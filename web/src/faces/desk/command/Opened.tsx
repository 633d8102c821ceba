/** One supervision item: what was asked, what was done and said, its order as a paper; and who issued it closes or returns it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import { hasChanged, useAct } from "../../../shell/act.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey } from "../keys.ts";
import { useCase } from "../officer/reading.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { Papers } from "../parts/Papers.tsx";
import { PLAIN } from "../parts/reading.ts";
import { instantOf, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf, link } from "../router.ts";
import { isIssuer, StateMarks, type Supervision, stateOf } from "./item.tsx";

export function Opened({ id }: { id: string }) {
  const { d } = useDesk();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["supervision", id],
    queryFn: () => data(court.GET("/v1/supervisions/{supervisionId}", { params: { path: { supervisionId: id } } })),
  });
  const item = read.data;
  return (
    <Page
      title={item?.number ?? d.command.title}
      back={{ path: "/supervision", title: d.command.title }}
      beside={item && <StateMarks item={item} />}
    >
      <Answer read={read} lines={8}>
        {(item) => (
          <div className="halves">
            <div>
              <Head item={item} />
              <Story item={item} />
              <Acts item={item} id={id} />
            </div>
            <Papers
              heading={d.command.papers}
              papers={[{ path: `/v1/supervisions/${id}/document`, title: d.command.paper }]}
            />
          </div>
        )}
      </Answer>
    </Page>
  );
}

function Head({ item }: { item: Supervision }) {
  const { d } = useDesk();
  const found = useCase(idOf(item.case)).data;
  return (
    <div className="case-head">
      <Facts
        rows={[
          [d.command.matter, item.matter],
          [d.command.rule, d.supervisionRules[item.rule ?? "SUPERVISION_RULE_UNSPECIFIED"]],
          [d.case.number, found && <a {...link(`/cases/${idOf(found.name)}`)}>{found.caseNumber}</a>],
          [d.command.owner, labelText(item, item.owner)],
          [d.command.issuer, item.issuer ? labelText(item, item.issuer) : d.command.bySystem],
          [d.command.due, shortMoment(item.dueTime)],
          ["", item.returnCount ? d.command.returned(item.returnCount) : ""],
        ]}
      />
    </div>
  );
}

function Story({ item }: { item: Supervision }) {
  const { d } = useDesk();
  return (
    <section>
      <h2>{d.command.story}</h2>
      <ol className="lines">
        {(item.steps ?? []).map(({ kind, stepTime, actor, comment }) => (
          <li key={`${stepTime} ${kind}`}>
            {shortMoment(stepTime)} {d.supervisionSteps[kind ?? "SUPERVISION_STEP_KIND_UNSPECIFIED"]}{" "}
            {labelText(item, actor)}
            {comment && <span className="reason">{comment}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

type Act = "accept" | "return" | "cancel";

/** What who issued it can do: close or return what was replied to, and take back what is open. */
function Acts({ item, id }: { item: Supervision; id: string }) {
  const { w, d } = useDesk();
  const { me, role, report } = usePresent();
  const queries = useQueryClient();
  const { busy, refused, run } = useAct();
  const [chosen, setChosen] = useState<Act>();
  const [text, setText] = useState("");
  const [due, setDue] = useState("");
  const field = useId();
  const state = stateOf(item);
  const number = item.number ?? "";
  if (!isIssuer(item, me.name ?? "", role) || state === "ACCEPTED" || state === "CANCELLED") return null;
  const params = { path: { supervisionId: id } };
  const dueTime = instantOf(due);
  const call = (act: Act, requestId: string): Promise<unknown> => {
    const seen = { requestId, ...(item.etag ? { etag: item.etag } : {}) };
    switch (act) {
      case "accept":
        return data(
          court.POST("/v1/supervisions/{supervisionId}:accept", { params, body: { ...seen, comment: text } }),
        );
      case "return":
        return data(
          court.POST("/v1/supervisions/{supervisionId}:return", {
            params,
            body: { ...seen, reason: text, ...(dueTime ? { dueTime } : {}) },
          }),
        );
      case "cancel":
        return data(court.POST("/v1/supervisions/{supervisionId}:cancel", { params, body: { ...seen, reason: text } }));
    }
  };
  const said = { accept: d.command.accepted, return: d.command.gaveBack, cancel: d.command.cancelled };
  const press = { accept: d.command.acceptOf, return: d.command.giveBackOf, cancel: d.command.cancelOf };
  const label = { accept: d.command.comment, return: d.command.reason, cancel: d.command.cancelReason };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen) return;
    void run(`${chosen} ${item.etag} ${text} ${due}`, async (requestId) => {
      try {
        await call(chosen, requestId);
      } catch (fault) {
        if (hasChanged(fault)) void queries.invalidateQueries({ queryKey: ["supervision", id] });
        throw fault;
      }
      report(said[chosen](number));
      setChosen(undefined);
      void queries.invalidateQueries({ queryKey: ["supervisions"] });
      await queries.invalidateQueries({ queryKey: ["supervision", id] });
    });
  };
  if (!chosen) {
    return (
      <p className="beside">
        {state === "REPLIED" && (
          <>
            <button type="button" className="primary" onClick={() => setChosen("accept")} {...onKey("a")}>
              {d.command.accept}
            </button>
            <button type="button" onClick={() => setChosen("return")} {...onKey("r")}>
              {d.command.giveBack}
            </button>
          </>
        )}
        <button type="button" onClick={() => setChosen("cancel")}>
          {d.command.cancel}
        </button>
      </p>
    );
  }
  return (
    <form onSubmit={submit}>
      <div className="field">
        <label htmlFor={`${field}-text`}>{label[chosen]}</label>
        <textarea
          id={`${field}-text`}
          required={chosen !== "accept"}
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {chosen === "return" && (
        <div className="field">
          <label htmlFor={`${field}-due`}>{d.command.newDue}</label>
          <input
            id={`${field}-due`}
            type="datetime-local"
            value={due}
            aria-describedby={`${field}-hint`}
            onChange={(event) => setDue(event.target.value)}
          />
          <small id={`${field}-hint`} className="hint">
            {d.command.newDueHint}
          </small>
        </div>
      )}
      <ProblemNote
        fault={refused?.fault}
        fieldOf={(path) => (path === "dueTime" ? `${field}-due` : /reason|comment/.test(path) ? `${field}-text` : "")}
      />
      <p className="beside">
        <button
          type="submit"
          className={chosen === "cancel" ? "danger" : "primary"}
          disabled={busy !== undefined || (chosen !== "accept" && !text.trim())}
        >
          {busy ? d.submitting : press[chosen](number)}
        </button>
        <button type="button" onClick={() => setChosen(undefined)}>
          {w.cancel}
        </button>
      </p>
    </form>
  );
}
