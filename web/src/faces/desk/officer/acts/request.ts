/** A request to a unit as it is written on the form, and what it sends. */
import type { Schemas } from "../../../../contract/types.ts";
import { fenFrom } from "../../parts/values.ts";
import { namedBy, partyNamed } from "../subject.ts";

export type Matter = Schemas["sharedcourt.investigation.v1.Matter"];
export type Request = Schemas["sharedcourt.investigation.v1.AssistRequest"];
export type PaperKind = NonNullable<Schemas["sharedcourt.investigation.v1.PaperKind"]>;
export type EquityEvidence = NonNullable<Schemas["sharedcourt.investigation.v1.EquityEvidence"]>;

/** The freeze of equity, which the contract asks for by fields of its own. */
export const EQUITY_FREEZE = "matters/equity-freeze";

/** A paper that a telephone has sent, `evidence/{sha256}`, and what it is. */
export interface PhonePaper {
  name: string;
  kind: PaperKind;
}

export interface Draft {
  matter: string;
  subject: string;
  /** `cases/{id}/parties/{n}`, where a party of the case was chosen. */
  party: string;
  isOther: boolean;
  organisation: boolean;
  identityNumber: string;
  content: string;
  /** Papers by what they are; what the matter does not ask for stands under other. */
  papers: Partial<Record<PaperKind, File[]>>;
  /** Papers that a telephone has sent already. */
  phone: PhonePaper[];
  companyUscc: string;
  companyName: string;
  percent: string;
  heldPercent: string;
  months: string;
  evidence: EquityEvidence | "";
  value: string;
  claim: string;
  excess: string;
}

export const EMPTY: Draft = {
  matter: "",
  subject: "",
  party: "",
  isOther: false,
  organisation: false,
  identityNumber: "",
  content: "",
  papers: {},
  phone: [],
  companyUscc: "",
  companyName: "",
  percent: "",
  heldPercent: "",
  months: "",
  evidence: "",
  value: "",
  claim: "",
  excess: "",
};

/** What a request that was returned says already. A masked number is none: a party's is taken from the case. Its papers are attached anew. */
export const draftOf = (request: Request, parties: Parties): Draft => ({
  ...EMPTY,
  matter: request.matter,
  ...subjectOf(request.subject?.displayName ?? request.equityFreeze?.holder ?? "", parties),
  organisation: request.subject?.kind === "SUBJECT_KIND_ORGANISATION",
  content: request.content ?? "",
  companyUscc: request.equityFreeze?.companyUscc ?? "",
  companyName: request.equityFreeze?.companyName ?? "",
  percent: request.equityFreeze?.percent ?? "",
  heldPercent: request.equityFreeze?.heldPercent ?? "",
  months: request.equityFreeze?.termMonths ? String(request.equityFreeze.termMonths) : "",
  evidence: request.equityFreeze?.evidenceKind ?? "",
});

type Parties = Parameters<typeof partyNamed>[0];

function subjectOf(subject: string, parties: Parties): Pick<Draft, "subject" | "party" | "isOther"> {
  const isAmongThem = parties.some(({ displayName }) => displayName === subject);
  return { subject, party: partyNamed(parties, subject), isOther: subject !== "" && !isAmongThem };
}

/** The kinds of papers that stand on the form: those that the matter needs, and others. */
export const paperKindsOf = (matter: Matter | undefined): PaperKind[] => [
  ...new Set<PaperKind>([...(matter?.papers ?? []), "PAPER_KIND_OTHER"]),
];

/** The kinds of papers that the matter needs and that are not on the form yet. */
export const neededKinds = (
  matter: Matter | undefined,
  { papers, phone }: Pick<Draft, "papers" | "phone">,
): PaperKind[] =>
  (matter?.papers ?? []).filter(
    (kind) => (papers[kind] ?? []).length === 0 && !phone.some((paper) => paper.kind === kind),
  );

/** The papers of the telephone with those that have arrived since, each as the kind that is needed next; others where nothing is. */
export function withArrived(
  papers: readonly PhonePaper[],
  names: readonly string[],
  needed: readonly PaperKind[],
): PhonePaper[] {
  const fresh = names.filter((name) => !papers.some((paper) => paper.name === name));
  return [...papers, ...fresh.map((name, at) => ({ name, kind: needed[at] ?? ("PAPER_KIND_OTHER" as const) }))];
}

export const lacks = ({ matter, subject }: Draft): boolean => !matter || !subject.trim();

/** A paper that was sent, by what it is. */
export interface Sent {
  kind: PaperKind;
  names: string[];
}

/** The request of the form, with the papers that were sent. */
export function requestOf(draft: Draft, of: { case: string; caseNumber: string }, sent: readonly Sent[]): Request {
  const text = (value: string) => value.trim();
  const some = (name: string, value: string | undefined) => (value ? { [name]: value } : {});
  const body = {
    ...of,
    matter: draft.matter,
    papers: sent.flatMap(({ names }) => names),
    paperDetails: sent.flatMap(({ kind, names }) => names.map((evidence) => ({ evidence, kind }))),
    ...some("content", text(draft.content)),
  };
  if (draft.matter !== EQUITY_FREEZE) {
    const subject = {
      displayName: text(draft.subject),
      kind: draft.organisation ? "SUBJECT_KIND_ORGANISATION" : "SUBJECT_KIND_PERSON",
      ...namedBy(draft),
    };
    return { ...body, subject } as Request;
  }
  const equityFreeze = {
    companyUscc: text(draft.companyUscc),
    holder: text(draft.subject),
    percent: text(draft.percent),
    ...some("companyName", text(draft.companyName)),
    ...(draft.party ? { holderParty: draft.party } : some("holderIdentityNumber", text(draft.identityNumber))),
    ...some("heldPercent", text(draft.heldPercent)),
    ...(draft.months ? { termMonths: Number(draft.months) } : {}),
    ...some("evidenceKind", draft.evidence),
    ...some("valueFen", fenFrom(draft.value)),
    ...some("claimFen", fenFrom(draft.claim)),
    ...some("excessReason", text(draft.excess)),
  };
  return { ...body, equityFreeze } as Request;
}

/** Who sends a draft: what takes hold of property or of a person is sent by somebody who did not draw it up. */
export const mustBeSentByOther = (request: Request, matter: Matter | undefined, me: string | undefined): boolean =>
  matter?.coercive === true && request.proposer === me;
