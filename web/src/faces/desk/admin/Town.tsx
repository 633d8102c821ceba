/** M1 for a whole town: who has never come, their invitations in one press, and one print with a slip for each. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import type { Labelled } from "../../../contract/labels.ts";
import { isUnreachable, Problem } from "../../../contract/problem.ts";
import type { Person, Schemas } from "../../../contract/types.ts";
import { RequestIds } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { Choose } from "../parts/Choose.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";
import { ofTown } from "./peopleList.ts";
import { useCourts, usePeople, useRegions } from "./reading.ts";
import { type Slip, Slips } from "./Slips.tsx";
import { offices, officeText } from "./terms.ts";
import { eachOf, type Outcome, ofEach } from "./town.ts";

type Invitation = Schemas["sharedcourt.access.v1.Invitation"];

type Outcomes = ReadonlyMap<string, Outcome<Invitation>>;

/** How many are asked about at once. */
const AT_ONCE = 4;

export function Town() {
  const { a, d } = useAdmin();
  const town = useQueryOf().get("town") ?? "";
  const towns = useRegions({ level: "TOWN" });
  const people = usePeople();
  const courts = useCourts();
  const [slips, setSlips] = useState<Slip[]>();
  // What was invited stays while its slips are shown: the court gives a code once.
  const [invited, setInvited] = useState<{ town: string; outcomes: Outcomes }>({ town, outcomes: new Map() });
  if (slips) return <Slips slips={slips} onBack={() => setSlips(undefined)} />;
  return (
    <Page title={a.people.town} back={{ path: "/people", title: a.people.title }}>
      <div className="filters">
        <Choose
          label={a.people.place}
          value={town}
          onChange={(next) => go(pathWith("/people/town", { town: next }), true)}
          options={[
            ["", d.form.choose],
            ...(towns.data ?? []).map(({ code, displayName }) => [code, displayName] as const),
          ]}
        />
      </div>
      {!town && <p className="empty">{a.town.choose}</p>}
      {town && (
        <Answer read={people} lines={8}>
          {(answer) => (
            <Answer read={courts} lines={8}>
              {({ byName }) => (
                <OfTown
                  key={town}
                  people={ofTown(answer.people, town, byName, courtNow())}
                  labels={answer}
                  town={town}
                  outcomes={invited.town === town ? invited.outcomes : new Map()}
                  onProgress={(outcomes) => setInvited({ town, outcomes })}
                  onSlips={setSlips}
                />
              )}
            </Answer>
          )}
        </Answer>
      )}
    </Page>
  );
}

/** When somebody last made a call; empty where they never did. The record of calls says it. */
const lastCallOf = async (person: string): Promise<string> => {
  const query = { filter: filterOf({ person }), pageSize: 1 };
  const { auditRecords } = await data(court.GET("/v1/auditRecords", { params: { query } }));
  return auditRecords?.[0]?.callTime ?? "";
};

interface Props {
  people: readonly Person[];
  labels: Labelled;
  town: string;
  outcomes: Outcomes;
  onProgress: (outcomes: Outcomes) => void;
  onSlips: (slips: Slip[]) => void;
}

function OfTown({ people, labels, town, outcomes, onProgress, onSlips }: Props) {
  const { a, w } = useAdmin();
  const names = people.map(({ name }) => name ?? "");
  const calls = useQuery({
    ...PLAIN,
    queryKey: ["people", "last calls", town, names.length],
    queryFn: () => ofEach(names, AT_ONCE, lastCallOf),
  });
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [ids] = useState(() => new RequestIds());
  const [busy, setBusy] = useState(false);
  const isDone = (name: string) => outcomes.get(name)?.state === "done";
  // Who was invited just now is not invited again: that would void the slip.
  const isChosen = (name: string) =>
    changed.get(name) ?? (calls.data !== undefined && !calls.data.get(name) && !isDone(name));
  const chosen = names.filter(isChosen);
  const now = courtNow();
  const officesOf = (person: Person) =>
    offices(person, now)
      .map((term) => officeText(term, labels, w.roles))
      .join(w.joiner);
  const invite = async () => {
    setBusy(true);
    const act = async (name: string) => {
      try {
        const params = { path: { peopleId: idOf(name) } };
        const made = await data(
          court.POST("/v1/people/{peopleId}:invite", { params, body: { name, requestId: ids.of(name) } }),
        );
        ids.ended(name);
        return made;
      } catch (fault) {
        ids.ended(name, fault);
        throw fault;
      }
    };
    // The slips of those who were invited before stay.
    const found = await eachOf(chosen, act, (now) => onProgress(new Map([...outcomes, ...now])), isUnreachable);
    const isLeft = (name: string) => chosen.includes(name) && found.get(name)?.state !== "done";
    setChanged(new Map(names.map((name) => [name, isLeft(name)])));
    setBusy(false);
  };
  const slips = people.flatMap((person): Slip[] => {
    const outcome = outcomes.get(person.name ?? "");
    if (outcome?.state !== "done") return [];
    return [{ invitation: outcome.value, id: idOf(person.name), name: person.displayName, offices: officesOf(person) }];
  });
  return (
    <>
      <Answer read={calls} lines={8}>
        {(last) => (
          <>
            <p className="beside">
              {a.town.count(people.length, names.filter((name) => !last.get(name)).length)}
              <button type="button" className="link" disabled={busy} onClick={() => setChanged(new Map())}>
                {a.town.chooseNever}
              </button>
              <button
                type="button"
                className="link"
                disabled={busy}
                onClick={() => setChanged(new Map(names.map((name) => [name, false])))}
              >
                {a.town.chooseNone}
              </button>
            </p>
            <Rows
              rows={people}
              answer={labels}
              caption={a.people.town}
              isSaved
              keyOf={({ name }) => name ?? ""}
              empty={a.town.empty}
              columns={[
                {
                  title: a.town.choice,
                  cell: ({ name, displayName }) => (
                    <input
                      type="checkbox"
                      aria-label={a.town.chooseOf(displayName)}
                      checked={isChosen(name ?? "")}
                      disabled={busy}
                      onChange={({ target }) => setChanged((all) => new Map(all).set(name ?? "", target.checked))}
                    />
                  ),
                  width: "4rem",
                },
                { title: a.people.name, cell: ({ displayName }) => displayName, width: "8rem" },
                { title: a.people.offices, cell: officesOf },
                {
                  title: a.town.came,
                  cell: ({ name }) => shortMoment(last.get(name ?? "")) || a.town.never,
                  width: "10.5rem",
                },
                {
                  title: a.town.result,
                  cell: ({ name }) => <Result outcome={outcomes.get(name ?? "")} />,
                  width: "14rem",
                },
              ]}
            />
          </>
        )}
      </Answer>
      <div className="sticky-acts">
        <p role="status">{outcomes.size > 0 && a.town.progress(slips.length, outcomes.size)}</p>
        <span className="beside">
          <button
            type="button"
            className={slips.length > 0 ? "" : "primary"}
            disabled={busy || chosen.length === 0}
            onClick={() => void invite()}
          >
            {busy ? a.town.busy : a.town.invite(chosen.length)}
          </button>
          {slips.length > 0 && (
            <button type="button" className="primary" disabled={busy} onClick={() => onSlips(slips)}>
              {a.town.slips(slips.length)}
            </button>
          )}
        </span>
      </div>
    </>
  );
}

function Result({ outcome }: { outcome: Outcome<Invitation> | undefined }) {
  const { a, w } = useAdmin();
  if (!outcome) return null;
  if (outcome.state === "waiting") return <span className="soft">{a.town.waiting}</span>;
  if (outcome.state === "done") return <span className="mark good">{a.town.done}</span>;
  return <span>{outcome.fault instanceof Problem ? outcome.fault.refused.detail : w.unreachable}</span>;
}
