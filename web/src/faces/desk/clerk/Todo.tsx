/** K1 and K2: what the court asks of the unit, the nearest limit first; a request is received, answered, returned or refused. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { court } from "../../../contract/client.ts";
import { allPages } from "../../../contract/pages.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { PagedRows, Rows } from "../parts/Rows.tsx";
import { filterOf, PLAIN, usePages } from "../parts/reading.ts";
import { type AssistRequest, useRequestColumns } from "../requests/aboutRequest.tsx";
import { byDue } from "../requests/clock.ts";
import { Request } from "../requests/Request.tsx";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";
import { ClerkActs } from "./ClerkActs.tsx";

/** States in which the unit has something to do. */
const OPEN = ["SUBMITTED", "RECEIVED", "PROCESSING", "PARTIAL"];
const MOST = 500;

export default function Todo({ rest: [id] }: ScreenProps) {
  const { d } = useDesk();
  const back = { path: "/todo", title: d.modules.todo };
  return id ? (
    <Request
      id={id}
      back={back}
      withCase={false}
      acts={(request, again) => <ClerkActs request={request} again={again} />}
    />
  ) : (
    <List />
  );
}

/** Everything that is open: the court's list has no order by the limit, so that it is read whole. */
async function open(): Promise<{ requests: AssistRequest[]; cursor: string }> {
  const query = { filter: filterOf({ state: OPEN }), pageSize: MOST };
  const pages = await allPages((next) => data(court.GET("/v1/requests", { params: { query: { ...query, ...next } } })));
  const requests = pages.flatMap((page) => page.requests ?? []).sort(byDue);
  return { requests, cursor: pages[0]?.watchCursor ?? "" };
}

function useLive(cursor: string | undefined) {
  const queries = useQueryClient();
  useEffect(() => {
    if (!cursor) return;
    const source = new EventSource(`/v1/requests:watch?cursor=${encodeURIComponent(cursor)}`);
    const heard = () => void queries.invalidateQueries({ queryKey: ["requests"] });
    for (const kind of KINDS) source.addEventListener(kind, heard);
    source.onmessage = heard;
    return () => source.close();
  }, [cursor, queries]);
}

const KINDS = [
  "REQUEST_SUBMITTED",
  "REQUEST_RECEIVED",
  "REQUEST_ANSWERED",
  "REQUEST_REFUSED",
  "REQUEST_RETURNED",
  "REQUEST_WITHDRAWN",
  "REQUEST_CONFIRMED",
];

const keyOf = ({ name }: AssistRequest) => name ?? "";
const pathOf = ({ name }: AssistRequest) => `/todo/${idOf(name)}`;

function List() {
  const { d } = useDesk();
  const all = useQueryOf().get("view") === "all";
  return (
    <Page title={d.modules.todo}>
      <div className="filters">
        <Choose
          label={d.task.state}
          value={all ? "all" : "open"}
          onChange={(view) => go(pathWith("/todo", { view }), true)}
          options={[
            ["open", d.clerk.open],
            ["all", d.all],
          ]}
        />
      </div>
      {all ? <All /> : <Open />}
    </Page>
  );
}

const AGAIN = 60_000;

function Open() {
  const { d } = useDesk();
  const columns = useRequestColumns("unit");
  const read = useQuery({ ...PLAIN, queryKey: ["requests", "open"], refetchInterval: AGAIN, queryFn: open });
  useLive(read.data?.cursor);
  return (
    <Answer read={read} lines={8}>
      {({ requests }) => (
        <Rows
          rows={requests}
          caption={d.modules.todo}
          isSaved
          keyOf={keyOf}
          pathOf={pathOf}
          empty={d.clerk.empty}
          columns={columns}
        />
      )}
    </Answer>
  );
}

function All() {
  const { d } = useDesk();
  const columns = useRequestColumns("unit");
  const pages = usePages(["requests", "all"], (query) => data(court.GET("/v1/requests", { params: { query } })));
  return (
    <PagedRows
      pages={pages}
      rowsOf={(page) => page.requests ?? []}
      caption={d.modules.todo}
      keyOf={keyOf}
      pathOf={pathOf}
      empty={d.clerk.emptyAll}
      columns={columns}
    />
  );
}
