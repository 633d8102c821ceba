/** What can follow for a parcel and its project as they stand, and what an act on a parcel sends. */
import type { Role, Schemas } from "../../../contract/types.ts";
import { dayFrom, fenFrom, instantOf } from "../parts/values.ts";

export type Disposal = Schemas["sharedcourt.investigation.v1.Disposal"];
export type Parcel = Schemas["sharedcourt.investigation.v1.DisposalParcel"];
export type Stance = "OPINION_STANCE_AGREE" | "OPINION_STANCE_CONDITIONAL" | "OPINION_STANCE_OBJECT";
export type Failure = "LISTING_FAILURE_NO_BID" | "LISTING_FAILURE_DEFAULT" | "LISTING_FAILURE_TAKEN_BACK";

export type ParcelAct = "list" | "sell" | "fail" | "pay" | "deliver" | "register" | "takeInKind";

/** The court's people who act on projects; others read them, and a unit's clerk gives its opinion. */
export const actsOnProjects = (role: Role): boolean =>
  role === "ROLE_OFFICER" || role === "ROLE_BUREAU_CHIEF" || role === "ROLE_COMMAND";

const IN_COURSE: ReadonlySet<string> = new Set(["DISPOSAL_STATE_READY", "DISPOSAL_STATE_LISTED"]);

/** The acts that a parcel permits, the likeliest first. Who proposed the project enters neither its sale nor its transfer. */
export function actsOf(project: Disposal, parcel: Parcel, me: string | undefined): ParcelAct[] {
  if (!IN_COURSE.has(project.state ?? "")) return [];
  const isProposer = project.proposer === me;
  switch (parcel.state) {
    case "PARCEL_STATE_PENDING":
    case "PARCEL_STATE_DEFAULTED":
      return ["list"];
    case "PARCEL_STATE_UNSOLD":
      return isProposer ? ["list"] : ["list", "takeInKind"];
    case "PARCEL_STATE_LISTED":
      return isProposer ? ["fail"] : ["sell", "fail"];
    case "PARCEL_STATE_SOLD":
      return ["pay", "fail"];
    case "PARCEL_STATE_PAID":
      return ["deliver"];
    case "PARCEL_STATE_DELIVERED":
      return ["register"];
    default:
      return [];
  }
}

/** How a parcel can come to nothing as it stands. */
export const failuresOf = ({ state }: Parcel): Failure[] =>
  state === "PARCEL_STATE_SOLD"
    ? ["LISTING_FAILURE_DEFAULT"]
    : ["LISTING_FAILURE_NO_BID", "LISTING_FAILURE_TAKEN_BACK"];

const IN_SALE: ReadonlySet<string> = new Set([
  "PARCEL_STATE_LISTED",
  "PARCEL_STATE_SOLD",
  "PARCEL_STATE_PAID",
  "PARCEL_STATE_DELIVERED",
  "PARCEL_STATE_REGISTERED",
  "PARCEL_STATE_IN_KIND",
]);

/** Whether a project can be withdrawn: it runs, and nothing of it is listed or sold. */
export const canWithdraw = ({ state, parcels }: Disposal): boolean =>
  (state === "DISPOSAL_STATE_CONSULTING" || IN_COURSE.has(state ?? "")) &&
  !(parcels ?? []).some((parcel) => IN_SALE.has(parcel.state ?? ""));

/** Whether opinions are still taken. */
export const isConsulting = ({ state }: Disposal): boolean =>
  state === "DISPOSAL_STATE_CONSULTING" || state === "DISPOSAL_STATE_READY";

/** What is written on the form of an act. */
export interface Written {
  kind: "LISTING_KIND_AUCTION" | "LISTING_KIND_SELL_OFF";
  notice: string;
  open: string;
  start: string;
  deposit: string;
  valuation: string;
  price: string;
  name: string;
  subject: "SUBJECT_KIND_ORGANISATION" | "SUBJECT_KIND_PERSON";
  number: string;
  time: string;
  failure: Failure | "";
  reason: string;
  ended: string;
  certificate: string;
}

export const NOTHING: Written = {
  kind: "LISTING_KIND_AUCTION",
  notice: "",
  open: "",
  start: "",
  deposit: "",
  valuation: "",
  price: "",
  name: "",
  subject: "SUBJECT_KIND_ORGANISATION",
  number: "",
  time: "",
  failure: "",
  reason: "",
  ended: "",
  certificate: "",
};

/** The form of an act as it opens: the sale's price is what is paid, and after two rounds without a bid comes a sell-off. */
export function writtenFor(act: ParcelAct, parcel: Parcel): Written {
  const rounds = (parcel.listings ?? []).filter(({ outcome }) => outcome === "LISTING_OUTCOME_NO_BID").length;
  const fen = act === "pay" ? BigInt(parcel.sale?.priceFen || 0) : 0n;
  return {
    ...NOTHING,
    kind: rounds >= 2 ? "LISTING_KIND_SELL_OFF" : "LISTING_KIND_AUCTION",
    price: fen > 0n ? `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}` : "",
    failure: failuresOf(parcel).length === 1 ? (failuresOf(parcel)[0] ?? "") : "",
  };
}

/** What lacks of it so that the court could not even look at it. */
export function lacks(act: ParcelAct, said: Written, papers: number): boolean {
  switch (act) {
    case "list":
      return !said.notice || !said.open || !fenFrom(said.start) || !fenFrom(said.deposit);
    case "sell":
    case "takeInKind":
      return !fenFrom(said.price) || !said.name.trim();
    case "fail":
      return !said.failure;
    case "pay":
      return !fenFrom(said.price);
    case "deliver":
      return papers === 0;
    case "register":
      return !said.certificate.trim();
  }
}

const some = <T>(name: string, value: T | undefined) => (value ? { [name]: value } : {});

const subjectOf = ({ name, subject, number }: Written) => ({
  displayName: name.trim(),
  kind: subject,
  ...some("identityNumber", number.trim()),
});

/** The part of the call that is the act's own. */
export function sentBy(act: ParcelAct, said: Written, papers: readonly string[]): Record<string, unknown> {
  switch (act) {
    case "list":
      return {
        listing: {
          kind: said.kind,
          noticeDate: dayFrom(said.notice),
          openDate: dayFrom(said.open),
          startPriceFen: fenFrom(said.start),
          depositFen: fenFrom(said.deposit),
          ...some("valuationFen", fenFrom(said.valuation)),
        },
      };
    case "sell":
      return { priceFen: fenFrom(said.price), buyer: subjectOf(said), ...some("sellTime", instantOf(said.time)) };
    case "fail":
      return { failure: said.failure, ...some("reason", said.reason.trim()), ...some("endDate", dayFrom(said.ended)) };
    case "pay":
      return { paidFen: fenFrom(said.price) };
    case "deliver":
      return { papers };
    case "register":
      return { certificateNumber: said.certificate.trim() };
    case "takeInKind":
      return { priceFen: fenFrom(said.price), taker: subjectOf(said) };
  }
}

/** Millionths as a part of a hundred with one place; nothing where nothing was listed. */
export const rateText = (ppm: string | null | undefined): string =>
  ppm === undefined || ppm === null || ppm === "" ? "–" : `${(Number(ppm) / 10_000).toFixed(1)}%`;
