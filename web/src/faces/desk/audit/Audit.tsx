/** M3: every call, the newest first: who, on which office, what, with what outcome and why. */
import { court } from "../../../contract/client.ts";
import { type Labelled, labelText } from "../../../contract/labels.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { firstInstant, instantAfter } from "../admin/terms.ts";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { usePages } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { go, pathWith, useQueryOf } from "../router.ts";
import { OUTCOMES, recordFilter } from "./filter.ts";
import { kindOf, methodText, reasonText } from "./method.ts";
import { PickPerson } from "./PickPerson.tsx";

type AuditRecord = Schemas["sharedcourt.audit.v1.AuditRecord"];

export default function Audit() {
  const { a, w } = useAdmin();
  const query = useQueryOf();
  const shown = {
    person: query.get("person") ?? "",
    outcome: OUTCOMES.find((each) => each === query.get("outcome")) ?? ("all" as const),
    from: query.get("from") ?? "",
    to: query.get("to") ?? "",
    request: query.get("request") ?? "",
  };
  const show = (next: Partial<Record<keyof typeof shown, string>>) =>
    go(pathWith("/audit", { ...shown, ...next }), true);
  const filter = recordFilter({
    person: shown.person,
    outcome: shown.outcome,
    since: shown.from && firstInstant(shown.from),
    until: shown.to && instantAfter(shown.to),
    request: shown.request,
  });
  const pages = usePages(["audit", filter], (page) =>
    data(court.GET("/v1/auditRecords", { params: { query: { ...page, filter } } })),
  );
  return (
    <Page title={a.audit.title}>
      <search className="filters">
        <PickPerson value={shown.person} onChange={(person) => show({ person })} />
        <Choose
          label={a.audit.outcome}
          value={shown.outcome}
          onChange={(outcome) => show({ outcome })}
          options={OUTCOMES.map((each) => [each, a.audit.outcomes[each]] as const)}
        />
        <label>
          <span>{a.audit.from}</span>
          <input type="date" value={shown.from} onChange={(event) => show({ from: event.target.value })} />
        </label>
        <label>
          <span>{a.audit.to}</span>
          <input type="date" value={shown.to} onChange={(event) => show({ to: event.target.value })} />
        </label>
        <label>
          <span>{w.requestNumber}</span>
          <input
            type="search"
            maxLength={60}
            value={shown.request}
            onChange={(event) => show({ request: event.target.value.trim() })}
          />
        </label>
      </search>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.auditRecords ?? []}
        caption={a.audit.title}
        keyOf={({ name }: AuditRecord) => name ?? ""}
        empty={a.audit.empty}
        columns={[
          { title: a.audit.time, cell: ({ callTime }) => shortMoment(callTime), width: "10.5rem" },
          { title: a.audit.who, cell: (row, labels) => <Who row={row} labels={labels} />, width: "11rem" },
          { title: a.audit.what, cell: ({ method }) => methodText(method, a.audit.methods), width: "10rem" },
          { title: a.audit.on, cell: (row, labels) => <On row={row} labels={labels} /> },
          { title: a.audit.outcome, cell: ({ code }) => <Outcome code={code} />, width: "8rem" },
          { title: a.audit.why, cell: ({ accessReason }) => reasonText(accessReason), width: "11rem" },
        ]}
      />
    </Page>
  );
}

interface RowProps {
  row: AuditRecord;
  labels: Labelled;
}

function Who({ row, labels }: RowProps) {
  const { a, w } = useAdmin();
  const name = labelText(labels, row.person);
  const isProgram = row.person?.startsWith("serviceAccounts/");
  return (
    <>
      {name ?? (row.person ? (isProgram ? a.audit.program : a.audit.formerPerson) : a.audit.stranger)}
      {(row.roles ?? []).length > 0 && (
        <span className="reason">{[...new Set(row.roles ?? [])].map((role) => w.roles[role]).join(w.joiner)}</span>
      )}
    </>
  );
}

/** What the call named: by name where the court says one, else by kind. */
function On({ row, labels }: RowProps) {
  const { a, w } = useAdmin();
  const kinds: Record<string, string> = a.audit.kinds;
  const names = (row.resources ?? [])
    .filter((name) => name !== row.person)
    .map((name) => labelText(labels, name) ?? kinds[kindOf(name)] ?? a.audit.otherKind);
  return [...new Set(names)].join(w.joiner);
}

export function Outcome({ code }: { code: string | null | undefined }) {
  const { a } = useAdmin();
  const codes: Record<string, string> = a.audit.codes;
  if (!code || code === "OK") return a.audit.outcomes.done;
  return <span className="mark soon">{codes[code] ?? a.audit.outcomes.refused}</span>;
}
