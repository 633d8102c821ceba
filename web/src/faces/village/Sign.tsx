/** V5: the addressee comes to the court. The guide, the signature and the outbox of the phone, in the frame of the terminal. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { can } from "../../contract/can.ts";
import type { Task } from "../../contract/types.ts";
import { guideOf } from "../../guide/model.ts";
import { instant } from "../../outbox/instant.ts";
import { Loading } from "../../shell/Loading.tsx";
import { Facts, papersOf, Screen } from "../../shell/parts.tsx";
import { useWords } from "../../words/index.tsx";
import { AtDesk, useDesk, useLocal } from "../field/context.tsx";
import { labelOf } from "../field/desk.ts";
import { Needs } from "../field/Needs.tsx";
import { OutboxScreen } from "../field/Outbox.tsx";
import * as visit from "../field/router.ts";
import { NewTask } from "../field/TaskScreen.tsx";
import { useAccepted, useTasks } from "../field/Today.tsx";
import { Visit } from "../field/Visit.tsx";
import { Back, partyOf } from "./parts.tsx";
import { go, idOf } from "./router.ts";
import { useSigning } from "./signing.tsx";

export function Sign() {
  const w = useWords();
  const desk = useSigning();
  const [queries] = useState(() => new QueryClient());
  useEffect(() => () => queries.clear(), [queries]);
  useEffect(() => {
    if (desk) desk.onTaken = () => void queries.invalidateQueries({ queryKey: ["tasks"] });
  }, [desk, queries]);
  if (!desk) return <Screen title={w.village.sign}>{<Loading />}</Screen>;
  return (
    <QueryClientProvider client={queries}>
      <AtDesk desk={desk}>
        <Route />
      </AtDesk>
    </QueryClientProvider>
  );
}

function Route() {
  const [, section = "", id = ""] = visit.usePath().split("/");
  const isHome = !["task", "visit", "outbox", "needs"].includes(section);
  useEffect(() => {
    if (isHome) go("/", true);
  }, [isHome]);
  switch (section) {
    case "visit":
      return <Visit key={id} id={id} />;
    case "task":
      return <SignTask key={id} id={id} />;
    case "outbox":
      return <WithWayBack screen={<OutboxScreen />} />;
    case "needs":
      return <WithWayBack screen={<Needs />} />;
    default:
      return null;
  }
}

const WithWayBack = ({ screen }: { screen: React.ReactNode }) => (
  <>
    {screen}
    <p className="go way-back">
      <Back to="/" />
    </p>
  </>
);

function SignTask({ id }: { id: string }) {
  const w = useWords();
  const tasks = useTasks();
  const task = tasks.data?.tasks.find(({ name }) => idOf(name) === id);
  const accepted = useAccepted(task);
  if (task?.state === "TASK_STATE_ASSIGNED" && !accepted) return <NewTask task={task} />;
  if (task) return <Ready task={task} />;
  return (
    <Screen title={w.village.sign}>
      {tasks.isPending ? <Loading /> : <p>{w.field.unknownTask}</p>}
      <p className="go dock">
        <Back to={`/task/${id}`} />
      </p>
    </Screen>
  );
}

function Ready({ task }: { task: Task }) {
  const w = useWords();
  const desk = useDesk();
  const name = task.name ?? "";
  const held = useLocal(["held", name], () => desk.held(name));
  const draft = useLocal(["draft", name], () => desk.store.draft(name)).data;
  const accepted = useAccepted(task);
  const content = held.data?.packet?.content;
  const canBegin = accepted || can(task, "CreateAttempt");
  const begin = async () => {
    const guide = guideOf(content?.guide);
    if (!draft) {
      await desk.saveDraft({
        id: name,
        label: labelOf(task),
        atCourt: true,
        step: "outcome",
        arrived: instant(),
        answers: {},
        photos: [],
        ...(guide ? { guide } : {}),
      });
    }
    visit.go(`/visit/${idOf(name)}`);
  };
  return (
    <Screen title={w.village.signTitle(partyOf(task, w.field.someone))}>
      <p>{w.village.signHint}</p>
      <Facts
        rows={[
          [w.field.kind, w.taskKinds[task.kind]],
          [w.field.papers, papersOf(w, task)],
          [w.village.instructions, content?.instructions || task.instructions],
        ]}
      />
      {!held.data?.packet && !held.isPending && <p role="status">{w.village.signNoPacket}</p>}
      <div className="actions">
        <Back to={`/task/${idOf(name)}`} />
        {canBegin && (
          <button
            type="button"
            className="primary"
            disabled={!draft && !held.data?.packet}
            onClick={() => void begin()}
          >
            {draft ? w.field.continueVisit : w.village.signBegin}
          </button>
        )}
      </div>
    </Screen>
  );
}
