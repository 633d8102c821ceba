/** Where a unit's own system is notified of what concerns the unit. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { saying, useUnits } from "../admin/reading.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { Folded } from "../parts/Folded.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { Secret } from "./Secret.tsx";
import type { Webhook } from "./webhook.ts";
import { answerText, webhookOf } from "./webhook.ts";

export function UnitWebhook({ id }: { id: string }) {
  const { a } = useAdmin();
  const unit = useUnits().data?.find(({ name }) => name === `units/${id}`);
  const read = useQuery({ ...PLAIN, queryKey: ["webhooks", id], queryFn: () => webhookOf(id) });
  const title = unit?.displayName ?? a.people.unit;
  return (
    <Page title={title} back={{ path: "/systems", title: a.systems.title }}>
      <Answer read={read}>{(hook) => <Shown key={hook.url} hook={hook} id={id} unit={title} />}</Answer>
    </Page>
  );
}

function Shown({ hook, id, unit }: { hook: Webhook; id: string; unit: string }) {
  const { a } = useAdmin();
  return (
    <>
      <div className="case-head">
        <Facts
          rows={[
            [a.systems.address, hook.url || a.systems.noWebhook],
            [a.systems.missed, hook.url && a.systems.counts(hook.waitingCount ?? "0", hook.missedCount ?? "0")],
            [a.systems.lastTime, shortMoment(hook.lastTime)],
            [a.systems.lastAnswer, hook.lastTime && answerText(hook.lastStatus ?? 0, a.systems.answers)],
          ]}
        />
      </div>
      <SetAddress id={id} unit={unit} url={hook.url ?? ""} />
      {hook.url && (
        <Folded title={a.systems.remove}>
          <Remove id={id} unit={unit} />
        </Folded>
      )}
    </>
  );
}

function useAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["webhooks"] });
}

function SetAddress({ id, unit, url }: { id: string; unit: string; url: string }) {
  const { a } = useAdmin();
  const acting = useAct();
  const again = useAgain();
  const [address, setAddress] = useState(url);
  const [secret, setSecret] = useState("");
  const submit = () =>
    void acting.run(address, async (requestId) => {
      const answer = await data(
        court.POST("/v1/units/{unitId}/webhook:set", {
          params: { path: { unitId: id } },
          body: { name: `units/${id}/webhook`, requestId, url: address.trim() },
        }),
      );
      setSecret(answer.secret ?? "");
    });
  if (secret) {
    return (
      <>
        <Secret title={a.systems.secretOf(unit)} secret={secret} />
        <p>
          <button type="button" onClick={() => void again()}>
            {a.systems.kept}
          </button>
        </p>
      </>
    );
  }
  return (
    <ActForm acting={acting} label={a.systems.set(unit)} lacks={!address.trim()} onSubmit={submit}>
      <TextField
        id="url"
        label={a.systems.address}
        hint={a.systems.addressHint}
        value={address}
        maxLength={1000}
        onChange={setAddress}
      />
    </ActForm>
  );
}

function Remove({ id, unit }: { id: string; unit: string }) {
  const { a } = useAdmin();
  const { report } = usePresent();
  const acting = useAct();
  const again = useAgain();
  const [reason, setReason] = useState("");
  const submit = () =>
    void acting.run(reason, async (requestId) => {
      await data(
        court.POST("/v1/units/{unitId}/webhook:remove", {
          params: { path: { unitId: id } },
          headers: saying(reason),
          body: { name: `units/${id}/webhook`, requestId },
        }),
      );
      report(a.systems.removed(unit));
      await again();
    });
  return (
    <ActForm acting={acting} label={a.systems.removeOf(unit)} isDanger lacks={!reason.trim()} onSubmit={submit}>
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
