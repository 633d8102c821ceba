/** Systems of others: where each unit's own system is notified, and the accounts by which programs call. */
import { useQuery } from "@tanstack/react-query";
import { court } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { useUnits } from "../admin/reading.ts";
import { ofEach } from "../admin/town.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { PagedRows, Rows } from "../parts/Rows.tsx";
import { PLAIN, usePages } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { idOf, link } from "../router.ts";
import { type Account, AccountMark, AccountPage } from "./Account.tsx";
import { NewAccount } from "./NewAccount.tsx";
import { UnitWebhook } from "./UnitWebhook.tsx";
import { webhookOf } from "./webhook.ts";

/** How many are asked about at once. */
const AT_ONCE = 4;

export default function Systems({ rest: [what, id = ""] }: ScreenProps) {
  if (what === "new") return <NewAccount />;
  if (what === "account" && id) return <AccountPage key={id} id={id} />;
  return what === "unit" && id ? <UnitWebhook key={id} id={id} /> : <List />;
}

function List() {
  const { a } = useAdmin();
  return (
    <Page
      title={a.systems.title}
      beside={
        <a className="button primary" {...link("/systems/new")}>
          {a.systems.newAccount}
        </a>
      }
    >
      <Accounts />
      <Webhooks />
    </Page>
  );
}

function Accounts() {
  const { a, w } = useAdmin();
  const pages = usePages(["service accounts"], (query) =>
    data(court.GET("/v1/serviceAccounts", { params: { query } })),
  );
  const now = courtNow();
  return (
    <section>
      <h2>{a.systems.accounts}</h2>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.serviceAccounts ?? []}
        caption={a.systems.accounts}
        keyOf={({ name }: Account) => name ?? ""}
        pathOf={({ name }: Account) => `/systems/account/${idOf(name)}`}
        empty={a.systems.accountsEmpty}
        columns={[
          { title: a.systems.name, cell: ({ displayName }) => displayName },
          { title: a.people.role, cell: ({ role }) => w.roles[role], width: "9rem" },
          { title: a.systems.methods, cell: ({ methods }) => a.systems.methodCount(methods.length), width: "7rem" },
          { title: a.people.ends, cell: ({ expireTime }) => shortMoment(expireTime), width: "10.5rem" },
          { title: a.systems.standing, cell: (row) => <AccountMark account={row} now={now} />, width: "9rem" },
        ]}
      />
    </section>
  );
}

function Webhooks() {
  const { a } = useAdmin();
  const units = useUnits();
  const ids = (units.data ?? []).map(({ name }) => idOf(name));
  const hooks = useQuery({
    ...PLAIN,
    queryKey: ["webhooks", "all"],
    enabled: units.data !== undefined,
    queryFn: () => ofEach(ids, AT_ONCE, webhookOf),
  });
  return (
    <section>
      <h2>{a.systems.webhooks}</h2>
      <p className="reason">{a.systems.webhooksHint}</p>
      <Answer read={units}>
        {(all) => (
          <Answer read={hooks} lines={8}>
            {(found) => (
              <Rows
                rows={all}
                caption={a.systems.webhooks}
                keyOf={({ name }) => name ?? ""}
                pathOf={({ name }) => `/systems/unit/${idOf(name)}`}
                empty={a.systems.webhooksEmpty}
                columns={[
                  { title: a.people.unit, cell: ({ displayName }) => displayName, width: "16rem" },
                  {
                    title: a.systems.address,
                    cell: ({ name }) =>
                      found.get(idOf(name))?.url || <span className="soft">{a.systems.noWebhook}</span>,
                  },
                  {
                    title: a.systems.missed,
                    cell: ({ name }) => {
                      const hook = found.get(idOf(name));
                      return hook?.url ? a.systems.counts(hook.waitingCount ?? "0", hook.missedCount ?? "0") : null;
                    },
                    width: "12rem",
                  },
                ]}
              />
            )}
          </Answer>
        )}
      </Answer>
    </section>
  );
}
