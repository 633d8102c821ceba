/** What waits for somebody's yes, from the lists that can be asked for it, the oldest first. */
import { court, data } from "../../../contract/client.ts";
import type { Labels } from "../../../contract/labels.ts";
import { allPages } from "../../../contract/pages.ts";
import type { Role, Schemas } from "../../../contract/types.ts";
import { isForPresident } from "../officer/acts/sanction.ts";

type Receipt = Schemas["sharedcourt.enforcement.v1.Receipt"];
type Of<K extends string, T> = { kind: K; id: string; since: string; proposer: string; case: string; of: T };
export type Item =
  | Of<"sanction", Schemas["sharedcourt.enforcement.v1.Sanction"]>
  | Of<"distribution", Schemas["sharedcourt.enforcement.v1.Distribution"]>
  | Of<"account", Schemas["sharedcourt.enforcement.v1.Payout"]>
  | (Of<"deferral", Schemas["sharedcourt.enforcement.v1.Deferral"]> & { receipt: Receipt })
  | Of<"watch", Schemas["sharedcourt.investigation.v1.PersonWatch"]>
  | Of<"request", Schemas["sharedcourt.investigation.v1.AssistRequest"]>;

/** Whether this office can decide it. What the law leaves to the president does not wait for a chief. */
export const isFor = (role: Role, found: Item): boolean =>
  role === "ROLE_PRESIDENT" || found.kind !== "sanction" || !isForPresident(found.of.kind);

/** The states of money of which something is left to pay out: deferrals stand with their receipt and have no list of their own. */
const UNSETTLED = ["UNIDENTIFIED", "CLAIMED", "DISTRIBUTED"];

/** The deferrals that wait, each with its receipt. */
export const deferralsOf = (receipts: readonly Receipt[]): Item[] =>
  receipts.flatMap((receipt) =>
    (receipt.deferrals ?? [])
      .filter(({ state }) => state === "DEFERRAL_STATE_PROPOSED")
      .map((of) =>
        item("deferral", of, {
          // The number of a deferral is its own within its receipt alone.
          id: `${idOf(receipt.name)}-${idOf(of.name)}`,
          since: of.proposeTime ?? "",
          case: receipt.case ?? "",
          receipt,
        } as Partial<Item>),
      ),
  );

const idOf = (name: string | null | undefined): string => name?.split("/").pop() ?? "";

interface Row {
  name?: string | null;
  createTime?: string | null;
  proposer?: string | null;
  case?: string | null;
}

const item = <K extends Item["kind"], T extends Row>(kind: K, of: T, more: Partial<Item> = {}) =>
  ({
    kind,
    id: idOf(of.name),
    since: of.createTime ?? "",
    proposer: of.proposer ?? "",
    case: of.case ?? "",
    of,
    ...more,
  }) as unknown as Item;

/** The oldest first: what waits longest is decided first. */
export const byAge = (a: Item, b: Item): number => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0);

export interface Inbox {
  items: Item[];
  /** What the people and cases are called that the items name. */
  labels: Labels;
}

/** Reads everything that waits: the lists give the newest first, and what waits longest stands on the last page. */
export async function readInbox(role: Role): Promise<Inbox> {
  const query = (state: string, next: { pageToken?: string }) => ({
    params: { query: { filter: `state=${state}`, pageSize: 1000, ...next } },
  });
  const [sanctions, distributions, payouts, watches, requests, matters, ...receipts] = await Promise.all([
    allPages((next) => data(court.GET("/v1/sanctions", query("PROPOSED", next)))),
    allPages((next) => data(court.GET("/v1/distributions", query("PROPOSED", next)))),
    allPages((next) => data(court.GET("/v1/payouts", query("AWAITING_APPROVAL", next)))),
    allPages((next) => data(court.GET("/v1/watches", query("DRAFT", next)))),
    allPages((next) => data(court.GET("/v1/requests", query("DRAFT", next)))),
    data(court.GET("/v1/matters")),
    ...UNSETTLED.map((state) => allPages((next) => data(court.GET("/v1/receipts", query(state, next))))),
  ]);
  // What takes hold of nothing is sent by who drew it up, and waits for nobody.
  const coercive = new Set((matters.matters ?? []).filter((each) => each.coercive).map(({ name }) => name));
  const items = [
    ...sanctions.flatMap((page) => page.sanctions ?? []).map((of) => item("sanction", of)),
    ...distributions.flatMap((page) => page.distributions ?? []).map((of) => item("distribution", of)),
    ...payouts
      .flatMap((page) => page.payouts ?? [])
      .map((of) =>
        item("account", of as Row, {
          since: of.accountChange?.proposeTime ?? "",
          proposer: of.accountChange?.proposer ?? "",
        }),
      ),
    ...watches.flatMap((page) => page.watches ?? []).map((of) => item("watch", of)),
    ...requests
      .flatMap((page) => page.requests ?? [])
      .filter(({ matter }) => coercive.has(matter))
      .map((of) => item("request", of)),
    ...deferralsOf(receipts.flat().flatMap((page) => page.receipts ?? [])),
  ].filter((found) => isFor(role, found));
  const pages = [sanctions, distributions, payouts, watches, requests, ...receipts].flat();
  const labels = Object.assign({}, ...pages.map((page) => page.labels ?? {})) as Labels;
  return { items: items.sort(byAge), labels };
}

/** The one after this, for who goes on deciding; the first where this was the last. */
export function nextAfter(items: readonly Item[], current: Item, me: string): Item | undefined {
  const others = items.filter(({ id, proposer }) => id !== current.id && proposer !== me);
  return others.find((each) => byAge(current, each) <= 0) ?? others[0];
}

/** Says yes or no; `reason` is why not. */
export function decide(found: Item, yes: boolean, reason: string, requestId: string): Promise<unknown> {
  if (found.kind === "deferral") {
    const params = { path: { receiptId: idOf(found.receipt.name), deferralId: idOf(found.of.name) } };
    return data(
      yes
        ? court.POST("/v1/receipts/{receiptId}/deferrals/{deferralId}:approve", { params, body: { requestId } })
        : court.POST("/v1/receipts/{receiptId}/deferrals/{deferralId}:reject", { params, body: { requestId, reason } }),
    );
  }
  const body = { name: found.of.name ?? "", requestId, etag: found.of.etag ?? "" };
  const no = { ...body, reason };
  switch (found.kind) {
    case "sanction": {
      const params = { path: { sanctionId: found.id } };
      const said = { ...body, comment: reason };
      return data(
        yes
          ? court.POST("/v1/sanctions/{sanctionId}:approve", { params, body: said })
          : court.POST("/v1/sanctions/{sanctionId}:reject", { params, body: said }),
      );
    }
    case "distribution": {
      const params = { path: { distributionId: found.id } };
      return data(
        yes
          ? court.POST("/v1/distributions/{distributionId}:approve", { params, body })
          : court.POST("/v1/distributions/{distributionId}:reject", { params, body: no }),
      );
    }
    case "account": {
      const params = { path: { payoutId: found.id } };
      return data(court.POST("/v1/payouts/{payoutId}:decideAccount", { params, body: { ...no, approve: yes } }));
    }
    case "watch": {
      const params = { path: { watchId: found.id } };
      return data(
        yes
          ? court.POST("/v1/watches/{watchId}:approve", { params, body })
          : court.POST("/v1/watches/{watchId}:reject", { params, body: no }),
      );
    }
    case "request": {
      const params = { path: { requestId: found.id } };
      return data(court.POST("/v1/requests/{requestId}:submit", { params, body }));
    }
  }
}

/** Whether a no can be said: a request that is not sent stays with who drew it up. */
export const canRefuse = ({ kind }: Item): boolean => kind !== "request";
