/** One batch: how far each step is, the step that is open, and where each member stands. */
import { useState } from "react";
import { Facts } from "../../../shell/parts.tsx";
import { Choose } from "../parts/Choose.tsx";
import { PaperButton } from "../parts/Files.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { useNameOf } from "../parts/reading.ts";
import { SlicedRows } from "../parts/Slices.tsx";
import { dayText, moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf, link } from "../router.ts";
import type { Batch } from "./pasted.ts";
import {
  countsOf,
  failuresOf,
  type Member,
  nextStep,
  type Run,
  STEPS,
  type Step,
  standingOf,
  toDoAgain,
} from "./rail.ts";
import { useBatch, useLastRun } from "./reading.ts";
import { StepPanel } from "./StepPanel.tsx";
import { useBatchWords } from "./words.ts";

export function BatchPage({ id, asked }: { id: string; asked: string | undefined }) {
  const { d, b } = useBatchWords();
  const { role } = usePresent();
  const read = useBatch(id);
  const run = useLastRun(id);
  const batch = read.data;
  const members = batch?.members ?? [];
  // The step that was just run stays open for who has to do a part of it again.
  const step =
    STEPS.find((each) => each === asked) ??
    (run && toDoAgain(run, run.step, members) > 0 ? run.step : nextStep(members, role));
  return (
    <Page
      title={batch?.displayName ?? b.one}
      back={{ path: "/batches", title: d.modules.batches }}
      beside={
        batch && <PaperButton path={`/v1/batches/${id}/document`} title={b.paymentList} label={b.showPaymentList} />
      }
    >
      <Answer read={read} lines={8}>
        {(found) => (
          <>
            <Head batch={found} />
            <Rail id={id} members={members} open={step} run={run} />
            <StepPanel key={step} id={id} batch={found} step={step} run={run} />
            <Members members={members} run={run} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Head({ batch }: { batch: Batch }) {
  const { w, d, b, tag } = useBatchWords();
  const nameOf = useNameOf();
  const { totals } = batch;
  return (
    <section className="case-head" aria-label={b.one}>
      <Facts
        rows={[
          [b.debtorShort, batch.debtor?.displayName],
          [b.claimAll, moneyText(totals?.claimFen)],
          [d.case.filed, dayText(batch.filingDate, tag)],
          [b.allocatedAll, moneyText(totals?.allocatedFen)],
          [b.creator, nameOf(batch.creator, batch) ?? w.roles.ROLE_OFFICER],
          [b.paidAll, moneyText(totals?.paidFen)],
          [b.paidMembers, b.paidMembersOf(totals?.paidMembers ?? 0, totals?.members ?? 0)],
          [b.days, totals?.lastPayTime ? b.daysOf(totals.days ?? 0) : ""],
          [d.case.cause, batch.cause],
        ]}
      />
    </section>
  );
}

interface RailProps {
  id: string;
  members: readonly Member[];
  open: Step;
  run: Run | undefined;
}

function Rail({ id, members, open, run }: RailProps) {
  const { b } = useBatchWords();
  return (
    <nav aria-label={b.rail}>
      <ol className="rail">
        {STEPS.map((step) => {
          const { done } = standingOf(step, members);
          const failed = toDoAgain(run, step, members);
          return (
            <li key={step} className={done === members.length ? "whole" : undefined}>
              <a {...link(`/batches/${id}/${step}`)} aria-current={step === open ? "step" : undefined}>
                <span>{b.steps[step].title}</span>
                <span aria-hidden="true">{b.of(done, members.length)}</span>
                <span className="visually-hidden">{b.doneOf(done, members.length)}</span>
                {failed > 0 && <span className="mark soon">{b.notDone(failed)}</span>}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

const FAILED = "failed";
const ALL = "all";

function Members({ members, run }: { members: readonly Member[]; run: Run | undefined }) {
  const { d, b } = useBatchWords();
  const { role } = usePresent();
  const [shown, setShown] = useState<string>(ALL);
  const failures = new Map(failuresOf(run).map((each) => [each.member, each]));
  const isOpen = ({ number }: Member) => failures.has(number);
  const counts = countsOf(members);
  // What no member stands in any more is no choice.
  const view =
    shown === FAILED ? (failures.size > 0 ? FAILED : ALL) : counts.some(([state]) => state === shown) ? shown : ALL;
  const rows = members.filter((each) => view === ALL || (view === FAILED ? isOpen(each) : each.state === view));
  /** Where the account of a payment is changed that the bank could not make. */
  const payoutPath = ({ case: of, payouts }: Member) => {
    const payout = idOf(payouts?.[payouts.length - 1]);
    return role === "ROLE_CASHIER" ? `/payouts/${payout}` : `/cases/${idOf(of)}/money/payout/${payout}`;
  };
  return (
    <section>
      <h2>{b.list}</h2>
      <div className="filters">
        <Choose
          label={b.show}
          value={view}
          onChange={setShown}
          options={[
            [ALL, d.all],
            ...(failures.size > 0 ? [[FAILED, b.failedOnly(failures.size)] as const] : []),
            ...counts.map(([state, count]) => [state, b.stateCount(b.states[state], count)] as const),
          ]}
        />
      </div>
      <SlicedRows<Member>
        list={view}
        rows={rows}
        caption={b.list}
        keyOf={({ number }) => String(number)}
        pathOf={({ case: of }) => (of ? `/cases/${idOf(of)}` : undefined)}
        empty={b.none}
        columns={[
          { title: b.number, cell: ({ caseNumber }) => caseNumber, width: "15rem" },
          { title: b.no, cell: ({ number }) => number, align: "right", width: "4rem" },
          { title: b.person, cell: ({ payee }) => payee?.displayName, width: "8rem" },
          { title: b.claim, cell: ({ claimFen }) => moneyText(claimFen), align: "right", width: "8rem" },
          { title: b.allocated, cell: ({ allocatedFen }) => moneyText(allocatedFen), align: "right", width: "8rem" },
          { title: b.paid, cell: ({ paidFen }) => moneyText(paidFen), align: "right", width: "8rem" },
          {
            title: b.state,
            cell: ({ state }) => <span className="mark">{b.states[state ?? "BATCH_MEMBER_STATE_UNSPECIFIED"]}</span>,
            width: "7.5rem",
          },
          {
            title: b.why,
            cell: (member) => (
              <>
                {failures.has(member.number) && <span lang="zh-CN">{failures.get(member.number)?.message}</span>}
                {member.state === "BATCH_MEMBER_STATE_PAY_FAILED" &&
                  (role === "ROLE_CASHIER" || role === "ROLE_OFFICER") && (
                    <a {...link(payoutPath(member))}>{b.newAccount}</a>
                  )}
              </>
            ),
          },
        ]}
      />
    </section>
  );
}
