/** The supervision list as its owner has it: what to sign, to do and to reply to. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { court } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey } from "../keys.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { TextField } from "../parts/Field.tsx";
import { PaperButton } from "../parts/Files.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, PLAIN, useNameOf, usePages } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, link, pathWith, useQueryOf } from "../router.ts";
import { isOwners, type Supervision } from "./waiting.ts";

export default function Supervisions({ rest: [id] }: ScreenProps) {
  return id ? <Item key={id} id={id} /> : <List />;
}

function StateMark({ of: { state, overdue } }: { of: Supervision }) {
  const { d } = useDesk();
  return (
    <>
      <span className="mark">{d.supervisionStates[state ?? "SUPERVISION_STATE_UNSPECIFIED"]}</span>
      {overdue && <span className="mark late">{d.supervision.late}</span>}
    </>
  );
}

function List() {
  const { d } = useDesk();
  const { me } = usePresent();
  const open = useQueryOf().get("view") !== "all";
  const filter = filterOf({ owner: me.name ?? "", open: open ? "true" : "" });
  const pages = usePages(["supervisions", filter], (query) =>
    data(
      court.GET("/v1/supervisions", {
        params: { query: { ...query, filter, orderBy: open ? "due_time" : "create_time desc" } },
      }),
    ),
  );
  return (
    <Page title={d.modules.supervisions}>
      <div className="filters">
        <Choose
          label={d.task.state}
          value={open ? "open" : "all"}
          onChange={(view) => go(pathWith("/supervisions", { view }), true)}
          options={[
            ["open", d.supervision.open],
            ["all", d.all],
          ]}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.supervisions ?? []}
        caption={d.modules.supervisions}
        keyOf={({ name }) => name ?? ""}
        pathOf={({ name }) => `/supervisions/${idOf(name)}`}
        empty={d.supervision.empty}
        columns={[
          { title: d.supervision.number, cell: ({ number }) => number, width: "10rem" },
          { title: d.supervision.matter, cell: ({ matter }) => matter },
          {
            title: d.supervision.rule,
            cell: ({ rule }) => d.supervisionRules[rule ?? "SUPERVISION_RULE_UNSPECIFIED"],
            width: "8rem",
          },
          { title: d.supervision.due, cell: ({ dueTime }) => shortMoment(dueTime), width: "11rem" },
          { title: d.task.state, cell: (row) => <StateMark of={row} />, width: "10rem" },
        ]}
      />
    </Page>
  );
}

function Item({ id }: { id: string }) {
  const { w, d } = useDesk();
  const nameOf = useNameOf();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["supervision", id],
    queryFn: () => data(court.GET("/v1/supervisions/{supervisionId}", { params: { path: { supervisionId: id } } })),
  });
  const item = read.data;
  const back = { path: "/supervisions", title: d.modules.supervisions };
  return (
    <Page
      title={item ? d.supervision.one(item.number ?? "") : d.modules.supervisions}
      back={back}
      beside={
        item && (
          <>
            <StateMark of={item} />
            <PaperButton path={`/v1/supervisions/${id}/document`} title={d.supervision.paper} />
          </>
        )
      }
    >
      <Answer read={read}>
        {(found) => (
          <div className="two">
            <div>
              <p className="note">{found.matter}</p>
              <Acts item={found} id={id} />
            </div>
            <aside>
              <Facts
                rows={[
                  [d.supervision.rule, d.supervisionRules[found.rule ?? "SUPERVISION_RULE_UNSPECIFIED"]],
                  [d.supervision.due, shortMoment(found.dueTime)],
                  [d.supervision.issuer, nameOf(found.issuer, found) ?? w.roles.ROLE_COMMAND],
                  [d.supervision.owner, nameOf(found.owner, found) ?? w.roles.ROLE_OFFICER],
                  [d.case.one, found.case && <a {...link(`/cases/${idOf(found.case)}`)}>{d.supervision.openCase}</a>],
                ]}
              />
              <h2>{w.village.story}</h2>
              <ol className="story">
                {(found.steps ?? []).map(({ kind, stepTime, actor, comment }) => (
                  <li key={`${stepTime} ${kind}`}>
                    <time>{shortMoment(stepTime)}</time>{" "}
                    {d.supervisionSteps[kind ?? "SUPERVISION_STEP_KIND_UNSPECIFIED"]}
                    {nameOf(actor, found) && ` · ${nameOf(actor, found)}`}
                    {comment && <span className="reason">{comment}</span>}
                  </li>
                ))}
              </ol>
            </aside>
          </div>
        )}
      </Answer>
    </Page>
  );
}

/** What the owner can do now: sign, then begin, then reply. */
function Acts({ item, id }: { item: Supervision; id: string }) {
  const { d } = useDesk();
  const { me, report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [reply, setReply] = useState("");
  const again = () => queries.invalidateQueries({ queryKey: ["supervision", id] });
  const params = { path: { supervisionId: id } };
  const said = (requestId: string) => ({ name: item.name ?? "", requestId, etag: item.etag ?? "" });
  const done = async (text: string) => {
    report(text);
    await again();
    await queries.invalidateQueries({ queryKey: ["supervisions"] });
  };
  const refusal = (
    <Refusal
      acting={acting}
      onChanged={again}
      of={item}
      now={d.supervisionStates[item.state ?? "SUPERVISION_STATE_UNSPECIFIED"]}
    />
  );
  if (item.owner !== me.name || !isOwners(item)) return <section>{refusal}</section>;
  if (item.state === "SUPERVISION_STATE_ISSUED") {
    const sign = () =>
      acting.run("sign", async (requestId) => {
        await data(court.POST("/v1/supervisions/{supervisionId}:sign", { params, body: said(requestId) }));
        await done(d.supervision.signed);
      });
    return (
      <section>
        {refusal}
        <button type="button" className="primary" disabled={acting.busy !== undefined} onClick={sign} {...onKey("a")}>
          {acting.busy ? d.submitting : d.supervision.sign}
        </button>
      </section>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void acting.run(`reply ${reply}`, async (requestId) => {
      const body = { ...said(requestId), reply };
      await data(court.POST("/v1/supervisions/{supervisionId}:reply", { params, body }));
      setReply("");
      await done(d.supervision.replied);
    });
  };
  const begin = () =>
    acting.run("begin", async (requestId) => {
      await data(court.POST("/v1/supervisions/{supervisionId}:begin", { params, body: said(requestId) }));
      await done(d.supervision.begun);
    });
  return (
    <section>
      {refusal}
      <form onSubmit={submit}>
        <TextField id="reply" label={d.supervision.reply} value={reply} maxLength={4000} long onChange={setReply} />
        <p className="beside">
          <button type="submit" className="primary" disabled={!reply.trim() || acting.busy !== undefined}>
            {acting.busy ? d.submitting : d.supervision.sendReply}
          </button>
          {item.state !== "SUPERVISION_STATE_IN_PROGRESS" && (
            <button type="button" disabled={acting.busy !== undefined} onClick={begin}>
              {d.supervision.begin}
            </button>
          )}
        </p>
      </form>
    </section>
  );
}
