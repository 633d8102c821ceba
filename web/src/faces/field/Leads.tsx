/** F11: a lead that came up in a task, and what became of those before. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../contract/client.ts";
import { isUnreachable } from "../../contract/problem.ts";
import type { Topic } from "../../contract/types.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { useHere } from "./context.tsx";
import { confirmAloud } from "./media.ts";
import { Choices, LocalFault, Screen, Text, useWriting } from "./parts.tsx";
import { useTasks } from "./Today.tsx";

export function Leads() {
  const { w } = useSpeaking();
  const [writing, setWriting] = useState(false);
  const [saved, setSaved] = useState(false);
  const mine = useQuery({
    queryKey: ["leads"],
    retry: false,
    networkMode: "always",
    queryFn: () => data(court.GET("/v1/leads", { params: { query: { pageSize: 50 } } })),
  });
  if (writing) {
    return (
      <NewLead
        onDone={(kept) => {
          setWriting(false);
          setSaved(kept);
        }}
      />
    );
  }
  const leads = mine.data?.leads ?? [];
  return (
    <Screen title={w.field.leadsTitle}>
      {saved && (
        <p role="status" className="card good">
          {w.field.leadQueued}
        </p>
      )}
      <h2>{w.field.leadsMine}</h2>
      {mine.isPending && <Loading />}
      {mine.isError &&
        (isUnreachable(mine.error) ? (
          <p>{w.field.leadsOffline}</p>
        ) : (
          <ProblemNote fault={mine.error} onRetry={() => mine.refetch()} />
        ))}
      {mine.data && leads.length === 0 && <p>{w.field.leadsEmpty}</p>}
      <ul>
        {leads.map((lead) => (
          <li key={lead.name} className="card">
            <h3>{w.topics[lead.topic]}</h3>
            <p>{lead.text}</p>
            <p>
              <span className="mark">{lead.state ? w.leadStates[lead.state] : ""}</span>{" "}
              {lead.state === "LEAD_STATE_OPEN" && lead.dueDate && (
                <span>{w.field.leadDue(`${lead.dueDate.month}-${lead.dueDate.day}`)}</span>
              )}
            </p>
            {lead.outcome && <p className="note">{lead.outcome}</p>}
          </li>
        ))}
      </ul>
      <div className="actions">
        <button type="button" className="primary" onClick={() => setWriting(true)}>
          {w.field.leadNew}
        </button>
      </div>
    </Screen>
  );
}

/** The topics that a villager or a neighbour can say something about stand first. */
const TOPICS: Topic[] = [
  "TOPIC_RESIDENCE",
  "TOPIC_WORK",
  "TOPIC_VEHICLE",
  "TOPIC_REAL_ESTATE",
  "TOPIC_MOVABLE",
  "TOPIC_FAMILY",
  "TOPIC_CLAIM",
  "TOPIC_DEPOSIT",
  "TOPIC_EQUITY",
  "TOPIC_OTHER",
];

function NewLead({ onDone }: { onDone: (kept: boolean) => void }) {
  const { w, tag } = useSpeaking();
  const { desk, settings } = useHere();
  const tasks = useTasks().data?.tasks ?? [];
  const [chosen, setChosen] = useState<string>();
  const [topic, setTopic] = useState<Topic>();
  const [text, setText] = useState("");
  const [urgent, setUrgent] = useState(false);
  const task = tasks.length === 1 ? tasks[0] : tasks.find(({ name }) => name === chosen);
  const { fault, write } = useWriting();
  const send = async () => {
    if (!task || !topic) return;
    if (!(await write(() => desk.lead(task, topic, text.trim(), urgent)))) return;
    confirmAloud(w.field.leadQueued, tag, settings.speech);
    onDone(true);
  };
  return (
    <Screen title={w.field.leadNew}>
      {tasks.length === 0 && <p>{w.field.leadNoTask}</p>}
      {tasks.length > 1 && (
        <Choices
          legend={w.field.leadTask}
          name="task"
          value={chosen}
          onChange={setChosen}
          options={tasks.map((each) => ({
            value: each.name ?? "",
            text: each.addressee?.displayName || w.field.someone,
            hint: w.taskKinds[each.kind],
          }))}
        />
      )}
      <Choices
        legend={w.field.leadTopic}
        name="topic"
        inline
        value={topic}
        onChange={setTopic}
        options={TOPICS.map((value) => ({ value, text: w.topics[value] }))}
      />
      <Text
        label={w.field.leadText}
        hint={w.field.leadTextHint}
        value={text}
        onChange={setText}
        long
        maxLength={2000}
      />
      <label className="choice">
        <input type="checkbox" checked={urgent} onChange={(event) => setUrgent(event.target.checked)} />
        <span>{w.field.leadUrgent}</span>
      </label>
      <LocalFault fault={fault} />
      <div className="actions">
        <button type="button" onClick={() => onDone(false)}>
          {w.back}
        </button>
        <button
          type="button"
          className="primary"
          disabled={!task || !topic || !text.trim()}
          onClick={() => void send()}
        >
          {w.field.leadSend}
        </button>
      </div>
    </Screen>
  );
}
