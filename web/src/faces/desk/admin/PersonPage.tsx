/** One person: their offices on a bar of time, their invitation, the devices on which they are signed in, and what ends all of that. */
import { useState } from "react";
import { courtNow } from "../../../contract/clock.ts";
import { courtsOf } from "../../../contract/handOver.ts";
import type { Person, Term } from "../../../contract/types.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { Folded } from "../parts/Folded.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf, link, pathWith } from "../router.ts";
import { Deputies, NameDeputy } from "./Deputy.tsx";
import { hasDeputies } from "./deputy.ts";
import { HandOverFirst } from "./HandOver.tsx";
import { NewTerm } from "./NewTerm.tsx";
import { Deactivate, EndTerm, Invite, ResetFactor } from "./PersonActs.tsx";
import { PersonMark } from "./PersonMark.tsx";
import { usePerson } from "./reading.ts";
import { Sessions } from "./Sessions.tsx";
import { type Slip, Slips } from "./Slips.tsx";
import { TermBars } from "./TermBars.tsx";
import { needsFactor, offices, officeText, standingOf } from "./terms.ts";

export function PersonPage({ id }: { id: string }) {
  const { a } = useAdmin();
  const read = usePerson(id);
  const [slip, setSlip] = useState<Slip>();
  if (slip) return <Slips slips={[slip]} onBack={() => setSlip(undefined)} />;
  return (
    <Page
      title={read.data?.displayName ?? a.people.one}
      back={{ path: "/people", title: a.people.title }}
      beside={read.data && <PersonMark person={read.data} now={courtNow()} />}
    >
      <Answer read={read} lines={8}>
        {(person) => <Shown person={person} onSlip={setSlip} />}
      </Answer>
    </Page>
  );
}

function Shown({ person, onSlip }: { person: Person; onSlip: (slip: Slip) => void }) {
  const { a, w } = useAdmin();
  const { me } = usePresent();
  const [ending, setEnding] = useState<Term>();
  const [naming, setNaming] = useState<Term>();
  const now = courtNow();
  const running = offices(person, now);
  const isOneself = person.name === me.name;
  return (
    <div className="two">
      <div>
        <section>
          <h2>{a.people.terms}</h2>
          <TermBars
            terms={person.terms ?? []}
            answer={person}
            actOf={(term) =>
              standingOf(term, now) !== "past" &&
              !person.deactivated && (
                <>
                  {hasDeputies(term, now) && (
                    <button
                      type="button"
                      onClick={() => {
                        setEnding(undefined);
                        setNaming(term);
                      }}
                    >
                      {a.people.deputyName}
                    </button>
                  )}
                  <button
                    type="button"
                    onClick={() => {
                      setNaming(undefined);
                      setEnding(term);
                    }}
                  >
                    {a.people.endTerm}
                  </button>
                </>
              )
            }
            formOf={(term) =>
              naming?.name === term.name ? (
                <NameDeputy
                  person={person}
                  term={term}
                  office={officeText(term, person, w.roles)}
                  onDone={() => setNaming(undefined)}
                />
              ) : (
                ending?.name === term.name && (
                  <HandOverFirst
                    person={person}
                    courts={courtsOf([term])}
                    scope="end"
                    onCancel={() => setEnding(undefined)}
                  >
                    <EndTerm
                      person={person}
                      term={term}
                      office={officeText(term, person, w.roles)}
                      onDone={() => setEnding(undefined)}
                    />
                  </HandOverFirst>
                )
              )
            }
          />
        </section>
        <Deputies person={person} />
        {!person.deactivated && (
          <Folded title={a.people.newTerm} isOpen={running.length === 0}>
            <NewTerm person={person} />
          </Folded>
        )}
        <Sessions person={person} />
      </div>
      <aside>
        <Facts
          rows={[
            [a.people.number, idOf(person.name)],
            [a.people.phone, person.phone],
            [a.people.entered, shortMoment(person.createTime)],
          ]}
        />
        {!isOneself && (
          <p>
            <a {...link(pathWith("/audit", { person: person.name }))}>{a.people.records}</a>
          </p>
        )}
        {person.deactivated ? (
          <p>{a.people.deactivatedHint}</p>
        ) : (
          <>
            <Invite
              person={person}
              isQuiet={ending !== undefined || naming !== undefined}
              offices={running.map((term) => officeText(term, person, w.roles)).join(w.joiner)}
              onSlip={onSlip}
            />
            {needsFactor(person, now) && !isOneself && (
              <Folded title={a.people.resetFactor}>
                <ResetFactor person={person} />
              </Folded>
            )}
            {!isOneself && (
              <Folded title={a.people.deactivate}>
                <HandOverFirst person={person} courts={courtsOf(running)} scope="deactivate" isQuiet>
                  <Deactivate person={person} />
                </HandOverFirst>
              </Folded>
            )}
          </>
        )}
      </aside>
    </div>
  );
}
