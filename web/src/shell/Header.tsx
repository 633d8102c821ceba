/** The header: what this is, who is here and in which office, help, the language, the way out. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { court, data } from "../contract/client.ts";
import type { Person, Term } from "../contract/types.ts";
import { HelpButton } from "../help/Help.tsx";
import { type Tag, useSpeaking } from "../words/index.tsx";

/** An office in words: the role, with its court where it is one. */
export function useOffice(terms: Term[]): string {
  const { w } = useSpeaking();
  const term = terms[0];
  const name = terms.length === 1 ? term?.court?.replace("courts/", "") : undefined;
  const place = useQuery({
    queryKey: ["court", name],
    enabled: Boolean(name),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => data(court.GET("/v1/courts/{courtId}", { params: { path: { courtId: name ?? "" } } })),
  });
  if (!term) return "";
  const role = w.roles[term.role];
  const where = terms.length > 1 ? w.courts(terms.length) : place.data?.displayName;
  return [term.deputisesFor ? w.deputy(role) : role, where].filter(Boolean).join(" · ");
}

export function LanguageSwitch() {
  const { w, tag, isAway, choose } = useSpeaking();
  const other: Tag = tag === "en" ? "zh-CN" : "en";
  return (
    <>
      <button type="button" className="quiet language" lang={other} onClick={() => choose(other)}>
        {w.language}
      </button>
      {isAway && <small role="status">{w.languageAway}</small>}
    </>
  );
}

export function Header({ person, office, children }: { person?: Person; office?: string; children?: ReactNode }) {
  const { w } = useSpeaking();
  return (
    <header className="top">
      <a className="skip" href="#content">
        {w.skipToContent}
      </a>
      <span className={person ? "product beside" : "product"}>{w.product}</span>
      {person && (
        <span className="who">
          <strong>{person.displayName}</strong>
          {office && <span>{office}</span>}
        </span>
      )}
      <span className="tools">
        {children}
        <HelpButton />
        <LanguageSwitch />
      </span>
    </header>
  );
}
