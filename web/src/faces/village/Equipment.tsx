/** V6: what is in order in the court, and whether its terminals are there. */
import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { court, data } from "../../contract/client.ts";
import type { Terminal } from "../../contract/types.ts";
import { momentOf } from "../../shell/dates.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Choices, Danger, Screen } from "../../shell/parts.tsx";
import { useSpeaking, useWords } from "../../words/index.tsx";
import { useDirector } from "./director.tsx";
import { EquipmentReport } from "./EquipmentReport.tsx";
import { Back } from "./parts.tsx";
import { courtOf, enrolledTerminal, onTerminal, ownTerminal, setOwnTerminal } from "./place.ts";
import { useCourt } from "./queries.ts";
import { ReceptionForm } from "./ReceptionForm.tsx";
import { idOf, onPhone } from "./router.ts";

const MINUTE = 60_000;
const NUMBERS = ["1", "2", "3", "4"] as const;

export function Equipment() {
  const w = useWords();
  const { courts } = useDirector();
  return (
    <Screen title={w.village.equipmentTitle}>
      {[...courts].map((name) => (
        <CourtEquipment key={name} name={name} />
      ))}
      <p className="go dock">
        <Back to="/" />
      </p>
    </Screen>
  );
}

function CourtEquipment({ name }: { name: string }) {
  const w = useWords();
  const { courts } = useDirector();
  const place = useCourt(name);
  const own = useSyncExternalStore(onTerminal, ownTerminal);
  const terminals = useQuery({
    queryKey: ["terminals", name],
    retry: false,
    networkMode: "always",
    refetchInterval: MINUTE,
    queryFn: () => data(court.GET("/v1/terminals", { params: { query: { filter: `court=${name}` } } })),
  });
  return (
    <div className="columns">
      <section>
        {courts.size > 1 && <h2>{place.data?.displayName}</h2>}
        {courts.size > 1 ? <h3>{w.village.equipmentList}</h3> : <h2>{w.village.equipmentList}</h2>}
        {place.isError && <ProblemNote fault={place.error} onRetry={() => place.refetch()} />}
        {place.isPending && <Loading />}
        {place.data && <EquipmentReport place={place.data} />}
      </section>
      <section>
        <h2>{w.village.receptionTitle}</h2>
        {place.data && <ReceptionForm place={place.data} />}
      </section>
      <section>
        <h2>{w.village.terminals}</h2>
        {terminals.isError && <ProblemNote fault={terminals.error} onRetry={() => terminals.refetch()} />}
        {terminals.isPending && <Loading />}
        {terminals.data && <Terminals terminals={terminals.data.terminals ?? []} own={own} />}
        {!onPhone && <Registration court={name} own={own} />}
      </section>
    </div>
  );
}

const numberOf = (name: string | null | undefined): string => name?.split("-").pop() ?? "";

function Terminals({ terminals, own }: { terminals: Terminal[]; own: string | undefined }) {
  const { w, tag } = useSpeaking();
  return (
    <>
      {terminals.length === 0 && <p className="empty">{w.village.terminalsNone}</p>}
      <ul className="lines">
        {terminals.map(({ name, presence, lastHeartbeatTime }) => (
          <li key={name} className="row-between">
            <span>
              {w.village.terminalNumber(numberOf(name))} {name === own && <strong>{w.village.terminalThis}</strong>}
            </span>
            <span className={presence === "PRESENCE_ONLINE" ? "mark good" : "mark"}>
              {w.village.presence[presence ?? "PRESENCE_UNSPECIFIED"]}
            </span>
            {presence !== "PRESENCE_ONLINE" && lastHeartbeatTime && (
              <span className="hint">{w.village.lastSeen(momentOf(Date.parse(lastHeartbeatTime), tag))}</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Puts this machine on record as one of the court's terminals, or takes it off. */
function Registration({ court: name, own }: { court: string; own: string | undefined }) {
  const w = useWords();
  const { courts } = useDirector();
  const [number, setNumber] = useState<(typeof NUMBERS)[number]>();
  if (own && enrolledTerminal()) return null;
  if (own) {
    if (courtOf(own) !== name && courts.has(courtOf(own))) return null;
    return (
      <p>
        <Danger
          label={w.village.unregister}
          object={w.village.unregisterObject(numberOf(own))}
          onConfirm={() => setOwnTerminal(undefined)}
        />
      </p>
    );
  }
  return (
    <>
      <Choices
        legend={w.village.registerNumber}
        name="terminal"
        inline
        value={number}
        onChange={setNumber}
        options={NUMBERS.map((value) => ({ value, text: value }))}
      />
      <p className="hint">{w.village.registerHint}</p>
      <button type="button" disabled={!number} onClick={() => setOwnTerminal(`terminals/${idOf(name)}-${number}`)}>
        {number ? w.village.registerObject(number) : w.village.register}
      </button>
    </>
  );
}
