/** One shared court: what it answers for, who works in it, what its director reported of the equipment, its terminals. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Court, Person } from "../../../contract/types.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { Folded } from "../parts/Folded.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { idOf } from "../router.ts";
import { EditCourt, EditEquipment, OpenOrClose } from "./CourtActs.tsx";
import { asksForRepair, type Equipment } from "./network.ts";
import { useRegions } from "./reading.ts";
import { TerminalsOf } from "./Terminals.tsx";
import { lastDay, offices, officeText } from "./terms.ts";

export function CourtPage({ id }: { id: string }) {
  const { a } = useAdmin();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["court", id],
    queryFn: () => data(court.GET("/v1/courts/{courtId}", { params: { path: { courtId: id } } })),
  });
  return (
    <Page
      title={read.data?.displayName ?? a.people.court}
      back={{ path: "/network", title: a.network.title }}
      beside={read.data?.state === "COURT_STATE_CLOSED" && <span className="mark">{a.network.closed}</span>}
    >
      <Answer read={read} lines={8}>
        {(found) => (
          <>
            <Head of={found} />
            <div className="two">
              <div>
                <TerminalsOf of={found} />
                <PeopleOf of={found} />
              </div>
              <aside>
                <Report of={found} />
                <Folded title={a.network.editEquipment}>
                  <EditEquipment key={found.etag} of={found} />
                </Folded>
                <Folded title={a.network.edit}>
                  <EditCourt key={found.etag} of={found} />
                </Folded>
                <Folded title={found.state === "COURT_STATE_CLOSED" ? a.network.reopen : a.network.close}>
                  <OpenOrClose of={found} />
                </Folded>
              </aside>
            </div>
          </>
        )}
      </Answer>
    </Page>
  );
}

function Head({ of }: { of: Court }) {
  const { a, w } = useAdmin();
  const town = of.regionCode.slice(0, 9);
  const villages = useRegions({ parent: `regions/${town}` }).data ?? [];
  const names = new Map(villages.map(({ code, displayName }) => [code, displayName]));
  const covers = (of.covers ?? []).flatMap((code) => names.get(code) ?? labelText(of, `regions/${code}`) ?? []);
  return (
    <div className="case-head">
      <Facts
        rows={[
          [a.network.kind, a.network.kinds[of.kind]],
          [a.network.host, of.host],
          [a.network.region, labelText(of, `regions/${of.regionCode}`)],
          [a.network.covers, covers.join(w.joiner)],
          [a.network.director, labelText(of, of.director) ?? a.network.nobody],
          [a.network.judge, labelText(of, of.contactJudge) ?? a.network.nobody],
        ]}
      />
    </div>
  );
}

function Pieces({ pieces }: { pieces: readonly Equipment[] }) {
  const { a } = useAdmin();
  return (
    <ul className="lines">
      {pieces.map(({ kind, condition, note }) => (
        <li key={kind}>
          {a.network.equipmentKinds[kind]}{" "}
          <span className={condition === "EQUIPMENT_CONDITION_WORKING" ? "mark good" : "mark soon"}>
            {a.network.conditions[condition ?? "EQUIPMENT_CONDITION_UNSPECIFIED"]}
          </span>
          {note && <span className="reason">{note}</span>}
        </li>
      ))}
    </ul>
  );
}

/** What the director reported last, beside what the register has. */
function Report({ of }: { of: Court }) {
  const { a } = useAdmin();
  const report = of.equipmentReport;
  return (
    <section>
      <h2>{a.network.equipment}</h2>
      {report && (
        <>
          <p>
            {a.network.reportOf(labelText(of, report.reporter) ?? a.network.director, shortMoment(report.reportTime))}{" "}
            {asksForRepair(of) && <span className="mark soon">{a.network.repair}</span>}
          </p>
          <Pieces pieces={report.equipment ?? []} />
        </>
      )}
      {(of.equipment ?? []).length > 0 && (
        <>
          <h3>{a.network.inRegister}</h3>
          <Pieces pieces={of.equipment ?? []} />
        </>
      )}
      {!report && (of.equipment ?? []).length === 0 && <p className="empty">{a.network.equipmentEmpty}</p>}
    </section>
  );
}

/** Who holds an office in it now. */
function PeopleOf({ of }: { of: Court }) {
  const { a, w } = useAdmin();
  const filter = filterOf({ court: of.name ?? "" });
  const read = useQuery({
    ...PLAIN,
    queryKey: ["people", filter],
    queryFn: () => data(court.GET("/v1/people", { params: { query: { filter, pageSize: 1000 } } })),
  });
  const now = courtNow();
  const here = (person: Person) => offices(person, now).filter((term) => term.court === of.name);
  return (
    <section>
      <h2>{a.network.people}</h2>
      <Answer read={read}>
        {(answer) => (
          <Rows
            rows={answer.people ?? []}
            answer={answer}
            caption={a.network.people}
            isSaved
            keyOf={({ name }: Person) => name ?? ""}
            pathOf={({ name }: Person) => `/people/person/${idOf(name)}`}
            empty={a.network.peopleEmpty}
            columns={[
              { title: a.people.name, cell: ({ displayName }) => displayName, width: "9rem" },
              {
                title: a.people.offices,
                cell: (row, labels) =>
                  here(row)
                    .map((term) => officeText(term, labels, w.roles))
                    .join(w.joiner),
              },
              {
                title: a.people.until,
                cell: (row) =>
                  here(row)
                    .map(({ endTime }) => lastDay(endTime))
                    .filter(Boolean)
                    .sort()[0] ?? a.people.open,
                width: "8rem",
              },
            ]}
          />
        )}
      </Answer>
    </section>
  );
}
