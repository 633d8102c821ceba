/** F12: what this phone holds and how it behaves. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../contract/client.ts";
import { isUnreachable } from "../../contract/problem.ts";
import { signOut } from "../../contract/session.ts";
import type { Session } from "../../contract/types.ts";
import { momentOf, sizeOf } from "../../shell/dates.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { useDesk, useHere, useLocal } from "./context.tsx";
import { NewPin } from "./Pin.tsx";
import { Choices, Danger, LocalFault, Screen, useWriting } from "./parts.tsx";

export function Me({ onSignedOut }: { onSignedOut: () => void }) {
  const { w } = useSpeaking();
  const { desk, settings, setSettings } = useHere();
  const [changing, setChanging] = useState(false);
  if (changing) return <ChangePin onDone={() => setChanging(false)} />;
  return (
    <Screen title={w.field.meTitle}>
      <p>
        <strong>{desk.displayName}</strong>
      </p>
      <Stored />
      <section>
        <h2>{w.field.pin}</h2>
        <div className="chips">
          <button type="button" onClick={() => setChanging(true)}>
            {w.field.pinChange}
          </button>
          <button type="button" onClick={desk.lock}>
            {w.field.lockNow}
          </button>
        </div>
      </section>
      <Choices
        legend={w.field.textSize}
        name="size"
        inline
        value={settings.size}
        onChange={(size) => setSettings({ ...settings, size })}
        options={(["normal", "large", "largest"] as const).map((value) => ({ value, text: w.field.textSizes[value] }))}
      />
      <Choices
        legend={w.field.hand}
        name="hand"
        inline
        value={settings.hand}
        onChange={(hand) => setSettings({ ...settings, hand })}
        options={(["right", "left"] as const).map((value) => ({ value, text: w.field.hands[value] }))}
      />
      <Choices
        legend={w.field.speech}
        name="speech"
        inline
        value={settings.speech ? "on" : "off"}
        onChange={(value) => setSettings({ ...settings, speech: value === "on" })}
        options={[
          { value: "on", text: w.field.on },
          { value: "off", text: w.field.off },
        ]}
      />
      <Sessions />
      <SignOut onSignedOut={onSignedOut} />
    </Screen>
  );
}

function ChangePin({ onDone }: { onDone: () => void }) {
  const { w } = useSpeaking();
  const desk = useDesk();
  return (
    <Screen title={w.field.pinChange}>
      <p>{w.field.pinForgotWhy}</p>
      <NewPin onChosen={(pin) => desk.setPin(pin).then(onDone)} />
      <button type="button" onClick={onDone}>
        {w.cancel}
      </button>
    </Screen>
  );
}

function Stored() {
  const { w, tag } = useSpeaking();
  const desk = useDesk();
  const { store } = desk;
  const { fault, write } = useWriting();
  const kept = useLocal(["stored"], async () => ({
    packets: (await store.packetNames()).length,
    drafts: (await store.drafts()).length,
    waiting: (await store.entries()).filter(({ state, kind }) => state !== "done" && kind !== "views").length,
    bytes: await store.bytes(),
    persisted: (await navigator.storage?.persisted?.()) ?? false,
    receipts: await store.receipts(),
    entries: await store.entries(),
  })).data;
  if (!kept) return null;
  return (
    <section>
      <h2>{w.field.stored}</h2>
      <ul className="lines">
        <li>{w.field.storedPackets(kept.packets)}</li>
        <li>{w.field.storedDrafts(kept.drafts)}</li>
        <li>{w.field.storedOutbox(kept.waiting)}</li>
        <li>{w.field.storedBytes(sizeOf(kept.bytes))}</li>
      </ul>
      {!kept.persisted && kept.waiting > 0 && <p className="card soon">{w.field.storedNotPersistent}</p>}
      <p className="hint">{w.field.storedLimits}</p>
      <LocalFault fault={fault} />
      {kept.packets > 0 && (
        <Danger
          label={w.field.purge}
          object={w.field.purgeObject(kept.packets)}
          onConfirm={() => void write(() => desk.forgetPackets())}
        />
      )}
      {kept.receipts.length > 0 && (
        <>
          <h3>{w.field.receipts}</h3>
          <ul className="lines">
            {kept.receipts
              .sort((a, b) => b.at - a.at)
              .slice(0, 20)
              .map((receipt) => {
                const reported = kept.entries.find(({ id }) => id === receipt.entry)?.state !== "waiting";
                return (
                  <li key={receipt.id}>
                    <span className={`mark ${reported ? "good" : "soon"}`}>
                      {reported ? w.field.purgedReceipt : w.field.purgedWaiting}
                    </span>{" "}
                    {momentOf(receipt.at, tag)} {receipt.label.party}
                  </li>
                );
              })}
          </ul>
        </>
      )}
    </section>
  );
}

function Sessions() {
  const { w, tag } = useSpeaking();
  const queries = useQueryClient();
  const all = useQuery({
    queryKey: ["sessions"],
    retry: false,
    networkMode: "always",
    queryFn: () => data(court.GET("/v1/sessions")),
  });
  const end = async (session: Session) => {
    const id = (session.name ?? "").replace("sessions/", "");
    await data(
      court.POST("/v1/sessions/{sessionId}:end", {
        params: { path: { sessionId: id } },
        body: { requestId: crypto.randomUUID() },
      }),
    );
    await queries.invalidateQueries({ queryKey: ["sessions"] });
  };
  const how = (session: Session) =>
    ({
      SIGN_IN_METHOD_UNSPECIFIED: "",
      SIGN_IN_METHOD_PASSWORD: w.field.sessionPassword,
      SIGN_IN_METHOD_PROVIDER: w.field.sessionProvider,
      SIGN_IN_METHOD_DEVICE: w.field.sessionDevice,
      SIGN_IN_METHOD_SCAN: w.field.sessionScan,
    })[session.method ?? "SIGN_IN_METHOD_UNSPECIFIED"];
  return (
    <section>
      <h2>{w.field.sessions}</h2>
      {all.isError &&
        (isUnreachable(all.error) ? (
          <p>{w.offlineNone}</p>
        ) : (
          <ProblemNote fault={all.error} onRetry={() => all.refetch()} />
        ))}
      <ul className="lines">
        {(all.data?.sessions ?? []).map((session) => {
          const time = momentOf(Date.parse(session.seenTime ?? session.createTime ?? ""), tag);
          return (
            <li key={session.name} className="row-between">
              <span>
                {how(session)} {session.device}{" "}
                {session.current ? <strong>{w.field.sessionThis}</strong> : w.field.sessionSeen(time)}
              </span>
              {!session.current && (
                <Danger
                  label={w.field.sessionEnd}
                  object={w.field.sessionEndObject(time)}
                  onConfirm={() => void end(session)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function SignOut({ onSignedOut }: { onSignedOut: () => void }) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const [fault, setFault] = useState<unknown>();
  const waiting = useLocal(
    ["waiting"],
    async () =>
      (await desk.store.entries()).filter(({ state, kind }) => state !== "done" && kind !== "views" && kind !== "purge")
        .length,
  ).data;
  const leave = async () => {
    try {
      await desk.forgetPackets();
      await signOut();
      onSignedOut();
    } catch (found) {
      setFault(found);
    }
  };
  const detail = [waiting ? w.field.signOutOutbox(waiting) : "", w.field.signOutPackets].filter(Boolean).join(" ");
  return (
    <section>
      <ProblemNote fault={fault} />
      <p>
        <Danger label={w.signOut} object={w.signOut} detail={detail} onConfirm={() => void leave()} />
      </p>
    </section>
  );
}
