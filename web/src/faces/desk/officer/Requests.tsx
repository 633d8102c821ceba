/** O7: what was asked of units, what came of it, and what the court does next. */
import { useState } from "react";
import { court } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey } from "../keys.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { TextField } from "../parts/Field.tsx";
import { Page } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, usePages } from "../parts/reading.ts";
import { usePresent } from "../present.tsx";
import { type AssistRequest, useCatalogue, useRequestColumns } from "../requests/aboutRequest.tsx";
import { Request } from "../requests/Request.tsx";
import { go, idOf, link, pathWith, useQueryOf } from "../router.ts";
import { mustBeSentByOther } from "./acts/request.ts";

const STATES = {
  all: [],
  answered: ["DONE", "PARTIAL", "REFUSED"],
  fix: ["RETURNED_FOR_FIX"],
  draft: ["DRAFT"],
  sent: ["SUBMITTED", "RECEIVED", "PROCESSING"],
} as const;
type View = keyof typeof STATES;

/** A page of the newest first. */
const listed = (view: View, me: string, query: { pageSize: number; pageToken?: string }) =>
  data(
    court.GET("/v1/requests", {
      params: { query: { ...query, filter: filterOf({ state: STATES[view], proposer: me }) } },
    }),
  );

export default function Requests({ rest: [id] }: ScreenProps) {
  const { d } = useDesk();
  const back = { path: "/requests", title: d.modules.requests };
  return id ? (
    <Request id={id} back={back} withCase acts={(request, again) => <Acts request={request} again={again} />} />
  ) : (
    <List />
  );
}

function List() {
  const { d } = useDesk();
  const { me } = usePresent();
  const asked = useQueryOf().get("view") ?? "all";
  const view: View = asked in STATES ? (asked as View) : "all";
  const pages = usePages(["requests", view], (query) => listed(view, me.name ?? "", query));
  const columns = useRequestColumns("court");
  return (
    <Page title={d.modules.requests}>
      <div className="filters">
        <Choose
          label={d.task.state}
          value={view}
          onChange={(next) => go(pathWith("/requests", { view: next }), true)}
          options={(Object.keys(STATES) as View[]).map((each) => [each, d.request.views[each]] as const)}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.requests ?? []}
        caption={d.modules.requests}
        keyOf={({ name }: AssistRequest) => name ?? ""}
        pathOf={({ name }) => `/requests/${idOf(name)}`}
        empty={d.request.empty}
        columns={columns}
      />
    </Page>
  );
}

const ANSWERED = new Set(["REQUEST_STATE_DONE", "REQUEST_STATE_PARTIAL", "REQUEST_STATE_REFUSED"]);
const OPEN = new Set(["REQUEST_STATE_SUBMITTED", "REQUEST_STATE_RECEIVED", "REQUEST_STATE_PROCESSING"]);

const UNSENT: ReadonlySet<string> = new Set(["REQUEST_STATE_DRAFT", "REQUEST_STATE_RETURNED_FOR_FIX"]);

/** What the court can do: send or correct what is drawn up, take note of an answer, or take back what is not answered yet. */
function Acts({ request, again }: { request: AssistRequest; again: () => Promise<void> }) {
  const { w, d } = useDesk();
  const { me, report } = usePresent();
  const { matters } = useCatalogue();
  const acting = useAct();
  const [withdrawing, setWithdrawing] = useState(false);
  const [reason, setReason] = useState("");
  const params = { path: { requestId: idOf(request.name) } };
  const said = (requestId: string) => ({ name: request.name ?? "", requestId, etag: request.etag ?? "" });
  const matter = matters.find(({ name }) => name === request.matter);
  const byOther = mustBeSentByOther(request, matter, me.name ?? undefined);
  const send = () =>
    acting.run("send", async (requestId) => {
      await data(court.POST("/v1/requests/{requestId}:submit", { params, body: said(requestId) }));
      report(d.requestActs.sent);
      await again();
    });
  const confirm = () =>
    acting.run("confirm", async (requestId) => {
      await data(court.POST("/v1/requests/{requestId}:confirm", { params, body: said(requestId) }));
      report(d.request.confirmed);
      await again();
    });
  const withdraw = () =>
    acting.run(`withdraw ${reason}`, async (requestId) => {
      await data(court.POST("/v1/requests/{requestId}:withdraw", { params, body: { ...said(requestId), reason } }));
      setWithdrawing(false);
      report(d.request.withdrawn);
      await again();
    });
  const busy = acting.busy !== undefined;
  return (
    <section>
      <Refusal
        acting={acting}
        onChanged={again}
        of={request}
        now={d.requestStates[request.state ?? "REQUEST_STATE_UNSPECIFIED"]}
      />
      {UNSENT.has(request.state ?? "") && (
        <div className="beside">
          {!byOther && matter && (
            <button type="button" className="primary" disabled={busy} onClick={send} {...onKey("a")}>
              {busy ? d.submitting : d.requestActs.send}
            </button>
          )}
          <a className="button" {...link(`/cases/${idOf(request.case)}/requests/fix/${idOf(request.name)}`)}>
            {d.requestActs.fix}
          </a>
          {byOther && <p>{d.requestActs.byOther}</p>}
        </div>
      )}
      {ANSWERED.has(request.state ?? "") && (
        <button type="button" className="primary" disabled={busy} onClick={confirm} {...onKey("a")}>
          {busy ? d.submitting : d.request.confirm}
        </button>
      )}
      {OPEN.has(request.state ?? "") && !withdrawing && (
        <button type="button" onClick={() => setWithdrawing(true)}>
          {d.request.withdraw}
        </button>
      )}
      {withdrawing && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void withdraw();
          }}
        >
          <TextField
            id="reason"
            label={d.request.withdrawWhy}
            value={reason}
            maxLength={2000}
            long
            onChange={setReason}
          />
          <p className="beside">
            <button type="submit" className="danger" disabled={!reason.trim() || busy}>
              {busy ? d.submitting : d.request.withdraw}
            </button>
            <button type="button" onClick={() => setWithdrawing(false)} {...onKey("Escape")}>
              {w.cancel}
            </button>
          </p>
        </form>
      )}
    </section>
  );
}
