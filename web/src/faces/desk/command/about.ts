/** What a supervision item is about: a case, or a task, a request, a receipt or a seizure in one. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { reasonOf } from "../../../contract/problem.ts";
import type { DeskWords } from "../../../words/desk/index.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { Words } from "../../../words/index.tsx";
import type { Case } from "../officer/aboutCase.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { moneyText } from "../parts/values.ts";
import { idOf } from "../router.ts";

type Kind = keyof DeskWords["exceptions"]["kinds"];

export interface About {
  /** The name of the record. */
  subject: string;
  /** What it is, where it is no case. */
  kind?: Kind;
  title?: string;
  /** The case in question, where it is entered; its number as the record has it, where it is not. */
  of?: Case | undefined;
  caseNumber?: string | undefined;
  /** Who has to see to it, where the case has no handler. */
  owner?: string | undefined;
}

interface Found {
  title: string;
  case?: string | undefined;
  caseNumber?: string | undefined;
  owner?: string | undefined;
}

const KINDS: readonly string[] = ["tasks", "requests", "receipts", "seizures"] satisfies Kind[];
const isKind = (collection: string): collection is Kind => KINDS.includes(collection);

async function recordOf(kind: Kind, id: string, w: Words, d: DeskWords): Promise<Found> {
  switch (kind) {
    case "tasks": {
      const task = await data(court.GET("/v1/tasks/{taskId}", { params: { path: { taskId: id } } }));
      const whom = task.addressee?.displayName || w.field.someone;
      const title = [w.taskKinds[task.kind], whom].join(w.joiner);
      return { title, caseNumber: task.caseNumber, owner: task.creator };
    }
    case "requests": {
      const params = { path: { requestId: id } };
      const request = await data(court.GET("/v1/requests/{requestId}", { params }));
      const [{ units }, { matters }] = await Promise.all([
        data(court.GET("/v1/units")),
        data(court.GET("/v1/matters", { params: { query: {} } })),
      ]);
      const named = [...(units ?? []), ...(matters ?? [])];
      const of = (name: string | null | undefined) => named.find((each) => each.name === name)?.displayName;
      const title = [of(request.unit), of(request.matter)].filter(Boolean).join(w.joiner);
      return { title, case: request.case, caseNumber: request.caseNumber, owner: request.proposer };
    }
    case "receipts": {
      const receipt = await data(court.GET("/v1/receipts/{receiptId}", { params: { path: { receiptId: id } } }));
      const title = [receipt.payer?.displayName ?? d.cashier.unclaimed, moneyText(receipt.amountFen)].join(w.joiner);
      return { title, case: receipt.case, owner: receipt.claimant };
    }
    case "seizures": {
      const seizure = await data(court.GET("/v1/seizures/{seizureId}", { params: { path: { seizureId: id } } }));
      const title = seizure.description || d.assetClasses[seizure.assetClass];
      return { title, case: seizure.case, caseNumber: seizure.caseNumber, owner: seizure.proposer };
    }
  }
}

/** The case of a record; nothing where it is not entered here. */
async function caseOf({ case: name, caseNumber }: Found): Promise<Case | undefined> {
  if (name) {
    try {
      return await data(court.GET("/v1/cases/{caseId}", { params: { path: { caseId: idOf(name) } } }));
    } catch (fault) {
      if (reasonOf(fault) === "CASE_UNKNOWN") return undefined;
      throw fault;
    }
  }
  if (!caseNumber) return undefined;
  const query = { filter: filterOf({ case_number: caseNumber }), pageSize: 1 };
  return (await data(court.GET("/v1/cases", { params: { query } }))).cases?.[0];
}

export function useAbout(subject: string) {
  const { w, d, tag } = useDesk();
  const [collection = "", id = ""] = subject.split("/");
  return useQuery({
    ...PLAIN,
    queryKey: ["about", subject, tag],
    queryFn: async (): Promise<About> => {
      if (!isKind(collection)) {
        const of = await data(court.GET("/v1/cases/{caseId}", { params: { path: { caseId: id } } }));
        return { subject: of.name ?? subject, of };
      }
      const found = await recordOf(collection, id, w, d);
      const { title, caseNumber, owner } = found;
      return { subject, kind: collection, title, of: await caseOf(found), caseNumber, owner };
    },
  });
}
