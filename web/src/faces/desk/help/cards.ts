/** The help card of each office at the desk, in the words of its buttons and lists. */
import type { Role } from "../../../contract/types.ts";
import { type Card, key, piecesOf } from "../../../help/card.ts";
import type { AdminWords } from "../../../words/desk/admin/index.ts";
import type { helpZh } from "../../../words/desk/help-zh.ts";
import type { DeskWords } from "../../../words/desk/index.ts";
import type { Words } from "../../../words/zh.ts";

/** The catalogues of one language. */
export interface Catalogues {
  w: Words;
  d: DeskWords;
  a: AdminWords;
  h: typeof helpZh;
}

const OFFICES = {
  ROLE_OFFICER: "officer",
  ROLE_BUREAU_CHIEF: "approver",
  ROLE_PRESIDENT: "approver",
  ROLE_CASHIER: "cashier",
  ROLE_UNIT_CLERK: "clerk",
  ROLE_COMMAND: "command",
  ROLE_ADMIN: "admin",
  ROLE_AUDITOR: "auditor",
  ROLE_CONTACT_JUDGE: "judge",
} as const satisfies Partial<Record<Role, keyof typeof helpZh>>;

export type DeskOffice = (typeof OFFICES)[keyof typeof OFFICES];
export const officeOf = (role: Role): DeskOffice | undefined => (OFFICES as Partial<Record<Role, DeskOffice>>)[role];

/** Steps and notes of each office, as sentences. */
const SENTENCES: Record<DeskOffice, (words: Catalogues) => [steps: string[], notes: string[]]> = {
  officer: ({ d, h: { officer: h } }) => [
    [
      h.workbench(key(d.modules.workbench)),
      h.find(key(d.search)),
      h.task(key(d.task.file), key(d.task.check), key(d.task.send)),
      h.review(key(d.review.approve), key(d.review.return)),
      h.request(key(d.requestActs.new), key(d.phone.open), key(d.requestActs.send)),
      h.dates(key(d.case.why)),
      h.close(key(d.case.tabs.ending)),
    ],
    [h.own],
  ],
  approver: ({ d, h: { approver: h } }) => [
    [
      h.inbox(key(d.modules.approvals)),
      h.read,
      h.decide(key(d.approval.approve), key(d.approval.refuse)),
      h.files(key(d.payoutFile.title), key(d.payoutFile.withdraw)),
      h.supervise(key(d.exceptions.title), key(d.command.title), key(d.modules.supervisions)),
      h.factor,
    ],
    [h.own, h.law],
  ],
  cashier: ({ d, h: { cashier: h } }) => [
    [
      h.enter(key(d.cashier.receipts), key(d.cashier.enter)),
      h.claim(key(d.cashier.views.unclaimed), key(d.cashier.claim)),
      h.plan,
      h.make(key(d.cashier.payouts), key(d.payoutFile.title)),
      h.results(key(d.payoutFile.enter), key(d.payoutFile.check)),
      h.failed(key(d.cashier.payoutViews.unpaid)),
      h.trace(key(d.cashier.flow)),
      h.month(key(d.moneyMonth.title), key(d.moneyMonth.enter)),
    ],
    [h.account, h.withdraw],
  ],
  clerk: ({ d, h: { clerk: h } }) => [
    [
      h.todo(key(d.modules.todo)),
      h.receive(key(d.clerk.receive)),
      h.answer(key(d.clerk.answer)),
      h.fix(key(d.clerk.answers.fix)),
      h.refuse(key(d.clerk.answers.refuse)),
      h.disposal(key(d.modules.disposals)),
    ],
    [h.correct, h.secret],
  ],
  command: ({ d, h: { command: h } }) => [
    [
      h.wall(key(d.modules.wall)),
      h.late(key(d.exceptions.title)),
      h.overdue(key(d.command.title), key(d.command.views.overdue)),
      h.issue(key(d.command.issue)),
      h.accept(key(d.command.accept), key(d.command.giveBack)),
      h.figures(key(d.indicators.title), key(d.indicators.freeze)),
    ],
    [h.system, h.own],
  ],
  admin: ({ d, a, h: { admin: h } }) => [
    [
      h.people(key(d.modules.people), key(a.people.enter), key(a.people.newTerm)),
      h.invite(key(a.people.town)),
      h.gap(key(d.modules.network), key(a.network.views.undirected)),
      h.lost(key(a.people.lost)),
      h.register(key(d.modules.register)),
      h.systems(key(d.modules.systems)),
      h.audit(key(d.modules.audit)),
    ],
    [h.end],
  ],
  auditor: ({ d, h: { auditor: h } }) => [
    [h.lookups(key(d.modules.lookups)), h.audit(key(d.modules.audit)), h.filter, h.chain],
    [h.read],
  ],
  judge: ({ d, a, h: { judge: h } }) => [
    [
      h.courts(key(d.modules.myCourts)),
      h.late(key(a.judge.views.late), key(a.judge.views.idle)),
      h.tasks(key(d.modules.tasks)),
      h.help,
    ],
    [h.read],
  ],
};

export function deskCardOf(office: DeskOffice, words: Catalogues): Card {
  const [steps, notes] = SENTENCES[office](words);
  return { title: words.h[office].title, steps: steps.map(piecesOf), notes: notes.map(piecesOf) };
}
