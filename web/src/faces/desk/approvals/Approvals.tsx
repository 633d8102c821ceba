/** A1: one inbox over what waits for somebody's yes; a decision opens the next one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { labelText } from "../../../contract/labels.ts";
import { useAct } from "../../../shell/act.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey } from "../keys.ts";
import type { ScreenProps } from "../offices.tsx";
import { TextField } from "../parts/Field.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { Rows } from "../parts/Rows.tsx";
import { PLAIN, useNameOf } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, link } from "../router.ts";
import { Details } from "./Details.tsx";
import { canRefuse, decide, type Inbox, type Item, nextAfter, readInbox } from "./inbox.ts";
import { useItemText } from "./itemText.tsx";

const AGAIN = 60_000;

function useInbox() {
  const { role } = usePresent();
  return useQuery({ ...PLAIN, queryKey: ["approvals", role], refetchInterval: AGAIN, queryFn: readInbox });
}

const pathOf = ({ subject }: Item) => `/approvals/${subject}`;

export default function Approvals({ rest }: ScreenProps) {
  const read = useInbox();
  const { d } = useDesk();
  const subject = rest.filter(Boolean).join("/");
  if (!subject) return <List />;
  const back = { path: "/approvals", title: d.modules.approvals };
  const found = read.data?.items.find((each) => each.subject === subject);
  if (found && read.data) return <One key={subject} item={found} inbox={read.data} back={back} />;
  return (
    <Page title={d.modules.approvals} back={back}>
      <Answer read={read}>{() => <p className="empty">{d.approval.decidedAlready}</p>}</Answer>
    </Page>
  );
}

function List() {
  const { w, d } = useDesk();
  const { me } = usePresent();
  const nameOf = useNameOf();
  const text = useItemText();
  const read = useInbox();
  return (
    <Page title={d.modules.approvals}>
      <Answer read={read} lines={8}>
        {({ items, labels }) => (
          <Rows
            rows={items}
            caption={d.modules.approvals}
            isSaved
            keyOf={({ subject }) => subject}
            pathOf={pathOf}
            empty={d.approval.empty}
            columns={[
              { title: d.approval.kind, cell: (item) => text(item).kind, width: "10rem" },
              { title: d.approval.what, cell: (item) => text(item).what },
              {
                title: d.case.number,
                cell: (item) => labelText({ labels }, item.case) || item.caseNumber,
                width: "15rem",
              },
              { title: d.amount, cell: (item) => text(item).measure, align: "right", width: "9rem" },
              {
                title: d.approval.proposer,
                cell: ({ proposer }) =>
                  proposer === me.name ? (
                    <span className="own">{d.approval.own}</span>
                  ) : (
                    (nameOf(proposer, { labels }) ?? w.roles.ROLE_OFFICER)
                  ),
                width: "9rem",
              },
              { title: d.approval.since, cell: ({ since }) => shortMoment(since), width: "11rem" },
            ]}
          />
        )}
      </Answer>
    </Page>
  );
}

interface OneProps {
  item: Item;
  inbox: Inbox;
  back: { path: string; title: string };
}

function One({ item, inbox, back }: OneProps) {
  const { w, d } = useDesk();
  const { me } = usePresent();
  const nameOf = useNameOf();
  const { kind, what } = useItemText()(item);
  const isOwn = item.proposer === me.name;
  const number = labelText(inbox, item.case) || item.caseNumber;
  return (
    <Page title={kind} back={back} beside={<span>{d.approval.left(inbox.items.length)}</span>}>
      <div className="two">
        <div>
          <p className="note">{what}</p>
          <Details item={item} />
        </div>
        <aside>
          {isOwn ? <p className="empty">{d.approval.ownLong}</p> : <Decide item={item} inbox={inbox} />}
          <Facts
            rows={[
              [d.approval.proposer, nameOf(item.proposer, inbox) ?? w.roles.ROLE_OFFICER],
              [d.approval.since, shortMoment(item.since)],
              [
                d.case.number,
                number && (
                  <a key="case" {...link(`/cases/${idOf(item.case)}`)}>
                    {number}
                  </a>
                ),
              ],
            ]}
          />
        </aside>
      </div>
    </Page>
  );
}

function Decide({ item, inbox }: { item: Item; inbox: Inbox }) {
  const { w, d } = useDesk();
  const { me, report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [refusing, setRefusing] = useState(false);
  const [reason, setReason] = useState("");
  const text = useItemText()(item);
  const again = () => queries.invalidateQueries({ queryKey: ["approvals"] });
  const say = (yes: boolean) =>
    acting.run(`${yes} ${reason}`, async (requestId) => {
      await decide(item, yes, yes ? "" : reason, requestId);
      const next = nextAfter(inbox.items, item, me.name ?? "");
      const path = next ? pathOf(next) : "/approvals";
      report(yes ? d.approval.approved(text.kind) : d.approval.refused(text.kind), path);
      go(path, true);
      await again();
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim()) void say(false);
  };
  const busy = acting.busy !== undefined;
  return (
    <section>
      <Refusal acting={acting} onChanged={again} />
      {refusing ? (
        <form onSubmit={submit}>
          <TextField id="reason" label={d.approval.why} value={reason} maxLength={1000} long onChange={setReason} />
          <p className="beside">
            <button type="submit" className="primary" disabled={!reason.trim() || busy}>
              {busy ? d.submitting : d.approval.refuse}
            </button>
            <button type="button" onClick={() => setRefusing(false)} {...onKey("Escape")}>
              {w.cancel}
            </button>
          </p>
        </form>
      ) : (
        <p className="beside">
          <button type="button" className="primary" disabled={busy} onClick={() => say(true)} {...onKey("a")}>
            {busy ? d.submitting : item.kind === "request" ? d.approval.send : d.approval.approve}
          </button>
          {canRefuse(item) && (
            <button type="button" disabled={busy} onClick={() => setRefusing(true)} {...onKey("r")}>
              {d.approval.refuse}
            </button>
          )}
        </p>
      )}
    </section>
  );
}
