/** The first page: signing in, and the way to the face of one's office. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { court, data } from "../contract/client.ts";
import { statusOf } from "../contract/problem.ts";
import { signOut } from "../contract/session.ts";
import type { Person, Role, Term } from "../contract/types.ts";
import { useSpeaking } from "../words/index.tsx";
import { Header, useOffice } from "./Header.tsx";
import { Loading } from "./Loading.tsx";
import { chosenRole, faceOf, isPathOf, keepRole, officesOf } from "./offices.ts";
import { ProblemNote } from "./ProblemNote.tsx";
import { lacksSecondFactor, SecondFactor } from "./SecondFactor.tsx";
import { SignIn } from "./SignIn.tsx";

/** Who is here; nobody is an answer too. */
export function useMe() {
  return useQuery({
    queryKey: ["me"],
    retry: false,
    queryFn: async (): Promise<Person | null> => {
      try {
        return await data(court.GET("/v1/me"));
      } catch (fault) {
        if (statusOf(fault) === 401 && !lacksSecondFactor(fault)) return null;
        throw fault;
      }
    },
  });
}

/** The path of this site that was asked for. */
function wanted(): string | undefined {
  const next = new URLSearchParams(location.search).get("next");
  return next?.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : undefined;
}

export function App() {
  const { w } = useSpeaking();
  const me = useMe();
  const again = useQueryClient();
  if (me.isPending) return <Page title={w.product}>{<Loading onCancel={() => location.reload()} />}</Page>;
  if (me.isError && lacksSecondFactor(me.error)) {
    return (
      <Page title={w.secondFactorNext}>
        <SecondFactor next="/" />
        <SignOut />
      </Page>
    );
  }
  if (me.isError) return <Page title={w.product}>{<ProblemNote fault={me.error} onRetry={() => me.refetch()} />}</Page>;
  if (!me.data) {
    return (
      <Page title={w.signInTitle}>
        <SignIn next={wanted() ?? "/"} onDone={() => again.invalidateQueries({ queryKey: ["me"] })} />
      </Page>
    );
  }
  return <Offices person={me.data} />;
}

function Page({
  title,
  person,
  office,
  children,
}: {
  title: string;
  person?: Person;
  office?: string;
  children: React.ReactNode;
}) {
  const { w } = useSpeaking();
  useEffect(() => {
    document.title = title === w.product ? title : `${title} · ${w.product}`;
  }, [title, w]);
  return (
    <>
      <Header {...(person ? { person } : {})} {...(office ? { office } : {})} />
      <main id="content" className="page">
        <h1>{title}</h1>
        {children}
      </main>
    </>
  );
}

function Offices({ person }: { person: Person }) {
  const { w, become } = useSpeaking();
  const offices = officesOf(person);
  const [chosen, setChosen] = useState(() => chosenRole(person));
  const group = offices.length === 1 ? offices[0] : offices.find(([first]) => first?.role === chosen);
  const term = group?.[0];
  const office = useOffice(group ?? []);
  const face = term && faceOf(term);
  useEffect(() => become(person.name ?? undefined), [person.name, become]);
  useEffect(() => {
    const path = wanted();
    if (term && face) location.replace(path && isPathOf(term, path) ? path : face);
  }, [term, face]);
  const choose = (role: Role | undefined) => {
    if (role) keepRole(person, role);
    setChosen(role ?? null);
  };
  // An office that this page does not know has no page of its own.
  if (offices.length === 0 || (term && !face)) {
    return (
      <Page title={w.noOfficeTitle} person={person}>
        <p>{w.noOffice}</p>
        <SignOut />
      </Page>
    );
  }
  if (!term) {
    return (
      <Page title={w.offices} person={person}>
        <p>{w.chooseOffice}</p>
        <ul className="choices">
          {offices.map((each) => (
            <li key={each[0]?.role}>
              <OfficeButton terms={each} onClick={() => choose(each[0]?.role)} />
            </li>
          ))}
        </ul>
        <SignOut />
      </Page>
    );
  }
  return (
    <Page title={w.product} person={person} office={office}>
      <Loading />
    </Page>
  );
}

function OfficeButton({ terms, onClick }: { terms: Term[]; onClick: () => void }) {
  const office = useOffice(terms);
  return (
    <button type="button" onClick={onClick}>
      {office}
    </button>
  );
}

function SignOut() {
  const { w } = useSpeaking();
  const again = useQueryClient();
  const [fault, setFault] = useState<unknown>();
  const leave = () =>
    signOut().then(
      () => again.resetQueries(),
      (found) => setFault(found),
    );
  return (
    <>
      <ProblemNote fault={fault} onRetry={leave} />
      <button type="button" className="quiet" onClick={leave}>
        {w.signOut}
      </button>
    </>
  );
}
