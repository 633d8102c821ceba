/** What waits for somebody's yes: what the cases ask for, police watches and requests to units, the oldest first. */
import { court, data } from "../../../contract/client.ts";
import type { Labels } from "../../../contract/labels.ts";
import { allPages } from "../../../contract/pages.ts";
import type { Schemas } from "../../../contract/types.ts";

type Approval = Schemas["sharedcourt.enforcement.v1.Approval"];
type Watch = Schemas["sharedcourt.investigation.v1.PersonWatch"];
type Request = Schemas["sharedcourt.investigation.v1.AssistRequest"];

interface Common {
  /** What is decided on, by its name in the contract; it is also where its page stands. */
  subject: string;
  since: string;
  proposer: string;
  case: string;
  /** Its number, where the answer has it: the names of cases that investigation gives have no labels. */
  caseNumber: string;
  etag: string;
}
export type Item = Common &
  ({ kind: "approval"; of: Approval } | { kind: "watch"; of: Watch } | { kind: "request"; of: Request });

const ofApproval = (of: Approval): Item => ({
  kind: "approval",
  subject: of.subject ?? "",
  since: of.proposeTime ?? "",
  proposer: of.proposer ?? "",
  case: of.case ?? "",
  caseNumber: "",
  etag: of.etag ?? "",
  of,
});

const common = ({ name, createTime, proposer, case: of, caseNumber, etag }: Watch | Request): Common => ({
  subject: name ?? "",
  since: createTime ?? "",
  proposer: proposer ?? "",
  case: of ?? "",
  caseNumber: caseNumber ?? "",
  etag: etag ?? "",
});

/** The oldest first: what waits longest is decided first. */
export const byAge = (a: Item, b: Item): number => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0);

export interface Inbox {
  items: Item[];
  /** What the people and cases are called that the items name. */
  labels: Labels;
}

/** Reads everything that waits for the office of the caller. */
export async function readInbox(): Promise<Inbox> {
  const drafts = (next: { pageToken?: string }) => ({
    params: { query: { filter: "state=DRAFT", pageSize: 1000, ...next } },
  });
  const [approvals, watches, requests, matters] = await Promise.all([
    allPages((next) => data(court.GET("/v1/approvals", { params: { query: { pageSize: 1000, ...next } } }))),
    allPages((next) => data(court.GET("/v1/watches", drafts(next)))),
    allPages((next) => data(court.GET("/v1/requests", drafts(next)))),
    data(court.GET("/v1/matters")),
  ]);
  // What takes hold of nothing is sent by who drew it up, and waits for nobody.
  const coercive = new Set((matters.matters ?? []).filter((each) => each.coercive).map(({ name }) => name));
  const items: Item[] = [
    ...approvals.flatMap((page) => page.approvals ?? []).map(ofApproval),
    ...watches.flatMap((page) => page.watches ?? []).map((of): Item => ({ kind: "watch", ...common(of), of })),
    ...requests
      .flatMap((page) => page.requests ?? [])
      .filter(({ matter }) => coercive.has(matter))
      .map((of): Item => ({ kind: "request", ...common(of), of })),
  ];
  const pages = [approvals, watches, requests].flat();
  const labels = Object.assign({}, ...pages.map((page) => page.labels ?? {})) as Labels;
  return { items: items.sort(byAge), labels };
}

/** The one after this, for who goes on deciding; the first where this was the last. */
export function nextAfter(items: readonly Item[], current: Item, me: string): Item | undefined {
  const others = items.filter(({ subject, proposer }) => subject !== current.subject && proposer !== me);
  return others.find((each) => byAge(current, each) <= 0) ?? others[0];
}

/** The ids in a name of the contract, in their order: `receipts/{id}/deferrals/{n}` has two. */
export const idsIn = (subject: string): string[] => subject.split("/").filter((_, at) => at % 2 === 1);

/** Says yes or no; `reason` is why not. */
export function decide(found: Item, yes: boolean, reason: string, requestId: string): Promise<unknown> {
  const [id = "", number = ""] = idsIn(found.subject);
  const body = { name: found.subject, requestId, etag: found.etag };
  const no = { ...body, reason };
  if (found.kind === "watch") {
    const params = { path: { watchId: id } };
    return data(
      yes
        ? court.POST("/v1/watches/{watchId}:approve", { params, body })
        : court.POST("/v1/watches/{watchId}:reject", { params, body: no }),
    );
  }
  if (found.kind === "request")
    return data(court.POST("/v1/requests/{requestId}:submit", { params: { path: { requestId: id } }, body }));
  const ofCase = { ...body, name: found.case };
  switch (found.of.kind) {
    case "APPROVAL_KIND_SANCTION": {
      const params = { path: { sanctionId: id } };
      const said = { ...body, comment: reason };
      return data(
        yes
          ? court.POST("/v1/sanctions/{sanctionId}:approve", { params, body: said })
          : court.POST("/v1/sanctions/{sanctionId}:reject", { params, body: said }),
      );
    }
    case "APPROVAL_KIND_DISTRIBUTION": {
      const params = { path: { distributionId: id } };
      return data(
        yes
          ? court.POST("/v1/distributions/{distributionId}:approve", { params, body })
          : court.POST("/v1/distributions/{distributionId}:reject", { params, body: no }),
      );
    }
    case "APPROVAL_KIND_PAYOUT_ACCOUNT": {
      const params = { path: { payoutId: id } };
      return data(court.POST("/v1/payouts/{payoutId}:decideAccount", { params, body: { ...no, approve: yes } }));
    }
    case "APPROVAL_KIND_DEFERRAL": {
      const params = { path: { receiptId: id, deferralId: number } };
      return data(
        yes
          ? court.POST("/v1/receipts/{receiptId}/deferrals/{deferralId}:approve", { params, body: { requestId } })
          : court.POST("/v1/receipts/{receiptId}/deferrals/{deferralId}:reject", {
              params,
              body: { requestId, reason },
            }),
      );
    }
    case "APPROVAL_KIND_MONEY_CLOSE": {
      const params = { path: { moneyMonthId: id } };
      return data(
        yes
          ? court.POST("/v1/moneyMonths/{moneyMonthId}:confirmClose", { params, body })
          : court.POST("/v1/moneyMonths/{moneyMonthId}:returnClose", { params, body: no }),
      );
    }
    case "APPROVAL_KIND_EXTENSION": {
      const params = { path: { caseId: id } };
      return data(
        court.POST("/v1/cases/{caseId}:decideExtension", { params, body: { ...ofCase, approve: yes, reason } }),
      );
    }
    default: {
      const params = { path: { caseId: id } };
      return data(
        yes
          ? court.POST("/v1/cases/{caseId}:approveClosing", { params, body: ofCase })
          : court.POST("/v1/cases/{caseId}:rejectClosing", { params, body: { ...ofCase, reason } }),
      );
    }
  }
}

/** Whether a no can be said: a request that is not sent stays with who drew it up. */
export const canRefuse = ({ kind }: Item): boolean => kind !== "request";
