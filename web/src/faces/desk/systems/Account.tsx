/** The account of another system: what it may call and from where, its secrets, and its end. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { Danger, Facts } from "../../../shell/parts.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { saying } from "../admin/reading.ts";
import { placeOf, SOON } from "../admin/terms.ts";
import { methodText } from "../audit/method.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { Folded } from "../parts/Folded.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { Rows } from "../parts/Rows.tsx";
import { PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { Secret } from "./Secret.tsx";

export type Account = Schemas["sharedcourt.access.v1.ServiceAccount"];

/** How an account stands. */
export function AccountMark({ account, now }: { account: Account; now: number }) {
  const { a } = useAdmin();
  const end = Date.parse(account.expireTime ?? "");
  if (account.disableTime) return <span className="mark">{a.systems.disabled}</span>;
  if (end <= now) return <span className="mark">{a.systems.expired}</span>;
  if (end <= now + SOON) return <span className="mark soon">{a.systems.expiresSoon}</span>;
  return <span className="mark good">{a.systems.good}</span>;
}

export function AccountPage({ id }: { id: string }) {
  const { a } = useAdmin();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["service account", id],
    queryFn: () =>
      data(court.GET("/v1/serviceAccounts/{serviceAccountId}", { params: { path: { serviceAccountId: id } } })),
  });
  return (
    <Page
      title={read.data?.displayName ?? a.systems.account}
      back={{ path: "/systems", title: a.systems.title }}
      beside={read.data && <AccountMark account={read.data} now={courtNow()} />}
    >
      <Answer read={read} lines={6}>
        {(account) => <Shown account={account} id={id} />}
      </Answer>
    </Page>
  );
}

function Shown({ account, id }: { account: Account; id: string }) {
  const { a, w } = useAdmin();
  const isOver = Boolean(account.disableTime) || Date.parse(account.expireTime ?? "") <= courtNow();
  const methods = [...new Set(account.methods.map((method) => methodText(method, a.audit.methods)))];
  return (
    <>
      <div className="case-head">
        <Facts
          rows={[
            [a.people.role, w.roles[account.role]],
            [a.systems.place, labelText(account, placeOf(account))],
            [a.systems.methods, methods.join(w.joiner)],
            [a.systems.from, account.addresses.join(w.joiner)],
            [a.people.ends, shortMoment(account.expireTime)],
            [a.systems.made, shortMoment(account.createTime)],
            [a.systems.maker, labelText(account, account.creator)],
            [a.systems.disabledOn, shortMoment(account.disableTime)],
          ]}
        />
      </div>
      {!isOver && <Secrets account={account} id={id} />}
      {!isOver && (
        <Folded title={a.systems.disable}>
          <Disable account={account} id={id} />
        </Folded>
      )}
    </>
  );
}

interface Props {
  account: Account;
  id: string;
}

function useAgain(id: string) {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: ["service account", id] });
    await queries.invalidateQueries({ queryKey: ["service accounts"] });
  };
}

function Secrets({ account, id }: Props) {
  const { a } = useAdmin();
  const acting = useAct();
  const again = useAgain(id);
  const [secret, setSecret] = useState("");
  const path = { serviceAccountId: id };
  const name = account.name ?? "";
  const rotate = () =>
    void acting.run("rotate", async (requestId) => {
      const answer = await data(
        court.POST("/v1/serviceAccounts/{serviceAccountId}:rotate", { params: { path }, body: { name, requestId } }),
      );
      setSecret(answer.secret ?? "");
      await again();
    });
  const revoke = (secretId: string) =>
    void acting.run(`revoke ${secretId}`, async (requestId) => {
      await data(
        court.POST("/v1/serviceAccounts/{serviceAccountId}:revoke", {
          params: { path },
          body: { name, requestId, secret: secretId },
        }),
      );
      await again();
    });
  return (
    <section>
      <h2>{a.systems.secrets}</h2>
      {secret && <Secret title={a.systems.secretOf(account.displayName)} secret={secret} />}
      <Rows
        rows={(account.secrets ?? []).map((each, at) => ({ ...each, at }))}
        caption={a.systems.secrets}
        keyOf={({ at }) => String(at)}
        empty={a.systems.secretsEmpty}
        columns={[
          {
            title: a.systems.secret,
            cell: ({ at }) => (at === 0 ? a.systems.newest : a.systems.former),
            width: "10rem",
          },
          { title: a.systems.made, cell: ({ createTime }) => shortMoment(createTime), width: "10.5rem" },
          { title: a.people.ends, cell: ({ expireTime }) => shortMoment(expireTime), width: "10.5rem" },
          {
            title: a.network.acts,
            cell: (each) => (
              <Danger
                label={a.systems.revoke}
                object={a.systems.revokeOf(account.displayName, shortMoment(each.createTime))}
                detail={a.systems.revokeHint}
                onConfirm={() => revoke(each.id ?? "")}
              />
            ),
          },
        ]}
      />
      <Refusal acting={acting} />
      <p className="reason">{a.systems.rotateHint}</p>
      <p>
        <button type="button" disabled={acting.busy !== undefined} onClick={rotate}>
          {a.systems.rotate}
        </button>
      </p>
    </section>
  );
}

function Disable({ account, id }: Props) {
  const { a } = useAdmin();
  const { report } = usePresent();
  const acting = useAct();
  const again = useAgain(id);
  const [reason, setReason] = useState("");
  const submit = () =>
    void acting.run(reason, async (requestId) => {
      await data(
        court.POST("/v1/serviceAccounts/{serviceAccountId}:disable", {
          params: { path: { serviceAccountId: idOf(account.name) } },
          headers: saying(reason),
          body: { name: account.name ?? "", requestId },
        }),
      );
      report(a.systems.wasDisabled(account.displayName));
      await again();
    });
  return (
    <ActForm
      acting={acting}
      label={a.systems.disableOf(account.displayName)}
      isDanger
      lacks={!reason.trim()}
      onSubmit={submit}
    >
      <p className="reason">{a.systems.disableHint}</p>
      <TextField
        id="access-reason"
        label={a.people.reasonRecorded}
        value={reason}
        maxLength={100}
        onChange={setReason}
      />
    </ActForm>
  );
}
