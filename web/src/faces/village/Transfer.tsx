/** Hands a task to another court: which one answers for the address, else by name; why, in words that the other director reads. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../contract/client.ts";
import type { Task } from "../../contract/types.ts";
import { hasChanged, useAct } from "../../shell/act.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Choices, reasonOf, Screen, Text } from "../../shell/parts.tsx";
import { useSpeaking, useWords } from "../../words/index.tsx";
import { zh } from "../../words/zh.ts";
import { Changed } from "./Changed.tsx";
import { useDirector } from "./director.tsx";
import { OpenTask } from "./OpenTask.tsx";
import { Back, NotOffline, partyOf } from "./parts.tsx";
import { useCourts, useLine, useResolved } from "./queries.ts";
import { go, idOf } from "./router.ts";

/** How many courts of a name are offered at once. */
const MOST = 6;
const LONGEST_REASON = 400;
/** The other court and the file read Chinese, whatever the page speaks. */
const COURT = zh;

export function Transfer({ id }: { id: string }) {
  const w = useWords();
  return (
    <OpenTask id={id} title={w.village.transfer} method="TransferTask">
      {(task) => (
        <Screen title={w.village.transferTitle(partyOf(task, w.field.someone))}>
          <Form task={task} />
        </Screen>
      )}
    </OpenTask>
  );
}

function Form({ task }: { task: Task }) {
  const w = useWords();
  const queries = useQueryClient();
  const { report } = useDirector();
  const { isAway } = useLine();
  const { busy, refused, run, clear } = useAct();
  const [target, setTarget] = useState<{ name: string; displayName: string }>();
  const reasons = Object.keys(w.village.transferReasons) as (keyof typeof w.village.transferReasons)[];
  const [reason, setReason] = useState<(typeof reasons)[number]>();
  const [more, setMore] = useState("");
  const [seen, setSeen] = useState<Task>();
  const why = reasonOf(COURT, reason && (reason === "other" ? "" : COURT.village.transferReasons[reason]), more);
  const transfer = (at: Task) => {
    if (!target || !why) return;
    setSeen(at);
    void run(JSON.stringify([target.name, why, at.etag]), async (requestId) => {
      const body = { requestId, court: target.name, reason: why, ...(at.etag ? { etag: at.etag } : {}) };
      await data(court.POST("/v1/tasks/{taskId}:transfer", { params: { path: { taskId: idOf(task.name) } }, body }));
      void queries.invalidateQueries({ queryKey: ["tasks"] });
      report(w.village.transferDone(partyOf(task, w.field.someone), target.displayName), "/");
      go("/");
    });
  };
  const fault = refused?.fault;
  return (
    <>
      <NotOffline id="transfer-offline" />
      {fault !== undefined && !hasChanged(fault) && <ProblemNote fault={fault} />}
      {seen && hasChanged(fault) && (
        <Changed
          seen={seen}
          method="TransferTask"
          onGoOn={(now) => {
            clear();
            transfer(now);
          }}
          onGiveUp={clear}
        />
      )}
      <div className="columns">
        <Target task={task} chosen={target?.name} onChoose={setTarget} />
        <section>
          <Choices
            legend={w.village.transferWhy}
            name="reason"
            inline
            value={reason}
            onChange={setReason}
            options={reasons.map((value) => ({ value, text: w.village.transferReasons[value] }))}
          />
          <Text
            label={reason === "other" ? w.village.transferMoreNeeded : w.village.transferMore}
            value={more}
            onChange={setMore}
            maxLength={LONGEST_REASON}
          />
        </section>
      </div>
      {(!target || !why) && (
        <p id="transfer-lacks" className="hint">
          {w.village.transferLacks}
        </p>
      )}
      <p className="go dock">
        <Back to={`/pass/${idOf(task.name)}`} />
        <button
          type="button"
          className="primary"
          disabled={!target || !why || isAway || busy !== undefined}
          aria-describedby={isAway ? "transfer-offline" : "transfer-lacks"}
          onClick={() => transfer(task)}
        >
          {busy ? w.village.assigning : target ? w.village.transferTo(target.displayName) : w.village.transfer}
        </button>
      </p>
    </>
  );
}

interface TargetProps {
  task: Task;
  chosen: string | undefined;
  onChoose: (court: { name: string; displayName: string }) => void;
}

function Target({ task, chosen, onChoose }: TargetProps) {
  const { w, tag } = useSpeaking();
  const courts = useCourts();
  const resolved = useResolved(task.address ?? "");
  const [search, setSearch] = useState("");
  const open = (courts.data ?? []).filter(({ name, state }) => name !== task.court && state !== "COURT_STATE_CLOSED");
  const byAddress = [resolved.data?.court, ...(resolved.data?.candidates ?? []).map((each) => each.court)];
  const wanted = search.trim();
  const found = wanted
    ? open.filter(({ displayName }) => displayName.includes(wanted))
    : open.filter(({ name }) => byAddress.includes(name));
  // What was chosen stays in sight while the search continues.
  const shown = [...found.slice(0, MOST), ...open.filter(({ name }) => name === chosen)];
  const options = [...new Map(shown.map((each) => [each.name ?? "", each])).values()];
  const said = resolved.data?.explanation;
  return (
    <section>
      {courts.isError && <ProblemNote fault={courts.error} onRetry={() => courts.refetch()} />}
      {courts.isPending && <Loading />}
      <Text
        label={w.village.transferSearch}
        hint={w.village.transferSearchHint}
        value={search}
        onChange={setSearch}
        maxLength={40}
      />
      {!wanted && said && <p>{w.village.transferByAddress((tag === "en" ? said.en : said.zh) ?? "")}</p>}
      {!wanted && resolved.data?.court === task.court && <p className="hint">{w.village.transferAddressHere}</p>}
      {wanted && courts.data && found.length === 0 && <p role="status">{w.village.transferNone}</p>}
      {options.length > 0 && (
        <Choices
          legend={w.village.transferWhere}
          name="court"
          value={chosen}
          onChange={(name) => {
            const target = open.find((each) => each.name === name);
            if (target) onChoose({ name, displayName: target.displayName });
          }}
          options={options.map(({ name, displayName, host }) => ({
            value: name ?? "",
            text: displayName,
            ...(host ? { hint: host } : {}),
          }))}
        />
      )}
      {found.length > MOST && <p className="hint">{w.village.transferMany(found.length - MOST)}</p>}
    </section>
  );
}
