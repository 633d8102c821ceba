/** M1: the people of the network with their offices; courts without a director first. */
import { courtNow } from "../../../contract/clock.ts";
import type { Person } from "../../../contract/types.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { Choose } from "../parts/Choose.tsx";
import { LocalRows } from "../parts/LocalRows.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { go, idOf, link, pathWith, useQueryOf } from "../router.ts";
import { NewPerson } from "./NewPerson.tsx";
import { PersonMark } from "./PersonMark.tsx";
import { PersonPage } from "./PersonPage.tsx";
import { found, isStandingView, ROLES, type Shown, STANDINGS } from "./peopleList.ts";
import { useCourts, usePeople, useRegions } from "./reading.ts";
import { Town } from "./Town.tsx";
import { firstDay, gapsOf, lastDay, offices, officeText, SOON } from "./terms.ts";

export default function People({ rest: [what, id = ""] }: ScreenProps) {
  if (what === "new") return <NewPerson />;
  if (what === "town") return <Town />;
  return what === "person" && id ? <PersonPage key={id} id={id} /> : <List />;
}

function List() {
  const { d, a, w } = useAdmin();
  const query = useQueryOf();
  const shown: Shown = {
    text: query.get("find") ?? "",
    role: ROLES.find((each) => each === query.get("role")) ?? "",
    town: query.get("town") ?? "",
    standing: isStandingView(query.get("standing")) ?? "active",
  };
  const people = usePeople();
  const courts = useCourts();
  const towns = useRegions({ level: "TOWN" });
  const show = (next: Partial<Record<"find" | "role" | "town" | "standing", string>>) =>
    go(
      pathWith("/people", { find: shown.text, role: shown.role, town: shown.town, standing: shown.standing, ...next }),
      true,
    );
  return (
    <Page
      title={a.people.title}
      beside={
        <>
          <a className="button" {...link("/people/town")}>
            {a.people.town}
          </a>
          <a className="button primary" {...link("/people/new")}>
            {a.people.enter}
          </a>
        </>
      }
    >
      <Gaps />
      <search className="filters">
        <label>
          <span>{a.people.find}</span>
          <input
            type="search"
            className="line-field"
            maxLength={40}
            value={shown.text}
            onChange={(event) => show({ find: event.target.value })}
          />
        </label>
        <Choose
          label={a.people.role}
          value={shown.role}
          onChange={(role) => show({ role })}
          options={[["", d.all], ...ROLES.map((each) => [each, w.roles[each]] as const)]}
        />
        <Choose
          label={a.people.place}
          value={shown.town}
          onChange={(town) => show({ town })}
          options={[["", d.all], ...(towns.data ?? []).map(({ code, displayName }) => [code, displayName] as const)]}
        />
        <Choose
          label={d.case.state}
          value={shown.standing}
          onChange={(standing) => show({ standing })}
          options={STANDINGS.map((each) => [each, a.people.standings[each]] as const)}
        />
      </search>
      <Answer read={people} lines={8}>
        {(answer) => {
          const now = courtNow();
          const rows = found(answer.people, shown, courts.data?.byName ?? new Map(), now, SOON);
          return (
            <>
              <p role="status" className="reason">
                {a.people.count(rows.length)}
              </p>
              <LocalRows
                asked={JSON.stringify(shown)}
                rows={rows}
                answer={answer}
                caption={a.people.title}
                keyOf={({ name }: Person) => name ?? ""}
                pathOf={({ name }: Person) => `/people/person/${idOf(name)}`}
                empty={a.people.empty}
                exported="/v1/people"
                exportsMore={rows.length < answer.people.length}
                columns={[
                  { title: a.people.name, cell: ({ displayName }) => displayName, width: "9rem" },
                  {
                    title: a.people.offices,
                    cell: (row, labels) => {
                      const terms = offices(row, now);
                      const [first] = terms;
                      if (!first) return <span className="soft">{a.people.noOffice}</span>;
                      return terms.length > 1
                        ? a.people.andMore(officeText(first, labels, w.roles), terms.length)
                        : officeText(first, labels, w.roles);
                    },
                  },
                  {
                    title: a.people.until,
                    cell: (row) =>
                      offices(row, now)
                        .map(({ endTime }) => lastDay(endTime))
                        .filter(Boolean)
                        .sort()[0],
                    width: "8rem",
                  },
                  { title: a.people.phone, cell: ({ phone }) => phone, width: "9rem" },
                  {
                    title: d.case.state,
                    cell: (row) => <PersonMark person={row} now={now} />,
                    width: "8rem",
                  },
                ]}
              />
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

/** The courts that nobody directs, or soon nobody will. */
function Gaps() {
  const { a } = useAdmin();
  const people = usePeople().data;
  const courts = useCourts().data;
  if (!people || !courts) return null;
  const now = courtNow();
  const gaps = gapsOf(courts.courts, people.people, now, SOON);
  if (gaps.length === 0) return null;
  return (
    <details className="gaps">
      <summary>
        <span className="mark soon">{a.people.gaps(gaps.length)}</span>
      </summary>
      <ul className="lines">
        {gaps.map(({ court, from }) => (
          <li key={court.name}>
            <a {...link(`/network/court/${idOf(court.name)}`)}>{court.displayName}</a>{" "}
            <span className="soft">
              {from <= now ? a.people.gapNow : a.people.gapFrom(firstDay(new Date(from).toISOString()))}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
