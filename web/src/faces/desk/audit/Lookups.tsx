/** Who looked at a case or at a person, on which office, when and why. */
import { court } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { FindCase } from "../parts/FindCase.tsx";
import { Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { usePages } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { go, pathWith, useQueryOf } from "../router.ts";
import { methodText, reasonText } from "./method.ts";
import { PickPerson } from "./PickPerson.tsx";

type Lookup = Schemas["sharedcourt.audit.v1.Lookup"];

const SUBJECTS = ["case", "person"] as const;

export default function Lookups() {
  const { a } = useAdmin();
  const query = useQueryOf();
  const subject = SUBJECTS.find((each) => each === query.get("of")) ?? "case";
  const person = query.get("person") ?? "";
  return (
    <Page title={a.lookups.title}>
      <p className="reason">{a.lookups.hint}</p>
      <search className="filters">
        <Choose
          label={a.lookups.of}
          value={subject}
          onChange={(of) => go(pathWith("/lookups", { of }), true)}
          options={SUBJECTS.map((each) => [each, a.lookups.subjects[each]] as const)}
        />
        {subject === "person" && (
          <PickPerson
            value={person}
            onChange={(next) => go(pathWith("/lookups", { of: "person", person: next }), true)}
          />
        )}
      </search>
      {subject === "case" && (
        <FindCase>
          {(found) => <LookupsOf key={found.name} resource={found.name ?? ""} title={found.caseNumber} />}
        </FindCase>
      )}
      {subject === "person" && person && <LookupsOf key={person} resource={person} title={a.lookups.subjects.person} />}
    </Page>
  );
}

function LookupsOf({ resource, title }: { resource: string; title: string }) {
  const { a, w } = useAdmin();
  const pages = usePages(["lookups", resource], (page) =>
    data(court.GET("/v1/auditRecords:lookups", { params: { query: { ...page, resource } } })),
  );
  return (
    <section>
      <h2>{a.lookups.at(title)}</h2>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.lookups ?? []}
        caption={a.lookups.at(title)}
        keyOf={({ record }: Lookup) => record ?? ""}
        empty={a.lookups.empty}
        columns={[
          { title: a.audit.time, cell: ({ callTime }) => shortMoment(callTime), width: "10.5rem" },
          {
            title: a.audit.who,
            cell: ({ person }, labels) => labelText(labels, person) ?? a.audit.formerPerson,
            width: "9rem",
          },
          {
            title: a.people.role,
            cell: ({ roles }) => [...new Set(roles ?? [])].map((role) => w.roles[role]).join(w.joiner),
            width: "11rem",
          },
          { title: a.audit.what, cell: ({ method }) => methodText(method, a.audit.methods) },
          {
            title: a.audit.why,
            cell: ({ accessReason }) => reasonText(accessReason) || <span className="soft">{a.lookups.noReason}</span>,
          },
        ]}
      />
    </section>
  );
}
