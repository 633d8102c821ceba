/** F4 to F8: a visit, one question a page. Every step is on disk before the next one is shown. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Outcome } from "../../contract/types.ts";
import { gapsOf, recordOf } from "../../guide/flow.ts";
import { courtTime } from "../../outbox/instant.ts";
import type { Draft } from "../../outbox/model.ts";
import { momentOf, timeOf } from "../../shell/dates.ts";
import { Loading } from "../../shell/Loading.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { useDesk, useHere, useLocal } from "./context.tsx";
import { MOST_ENTRIES } from "./desk.ts";
import { GuideStep, LightMark } from "./GuideStep.tsx";
import { confirmAloud } from "./media.ts";
import { PhotoButton, Photos, Thumbnail } from "./Photos.tsx";
import { Choices, LocalFault, Screen, Text } from "./parts.tsx";
import { noteOf, summaryOf } from "./record.ts";
import { go } from "./router.ts";
import { SignatureStep } from "./Signature.tsx";
import { Actions, type StepProps } from "./step.tsx";

const STEPS: Draft["step"][] = ["arrive", "outcome", "details", "photos", "signature", "check"];
/** Signatures are questions of the guide. */
const BY_GUIDE: Draft["step"][] = ["arrive", "outcome", "guide", "photos", "check"];
const PATIENCE = 60;

export function Visit({ id }: { id: string }) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const name = `tasks/${id}`;
  const kept = useLocal(["draft", name], () => desk.store.draft(name));
  const { refetch } = kept;
  const [fault, setFault] = useState<unknown>();
  const latest = useRef<Draft | undefined>(undefined);
  const saving = useRef(0);
  const [, shown] = useState(0);
  // What is being written here counts until it is on disk; then what is there does, a picture that came meanwhile too.
  if (saving.current === 0) latest.current = kept.data ?? undefined;
  const draft = latest.current;
  const change = useCallback(
    async (more: Partial<Draft>) => {
      if (!latest.current) return;
      const next = { ...latest.current, ...more };
      const show = () => {
        latest.current = next;
        shown((count) => count + 1);
      };
      saving.current += 1;
      // A step is left when it is on disk; what is typed shows at once.
      if (!more.step) show();
      try {
        await desk.saveDraft(next);
        if (more.step) show();
        await refetch();
        setFault(undefined);
      } catch (found) {
        setFault(found);
      } finally {
        saving.current -= 1;
      }
    },
    [desk, refetch],
  );
  if (kept.isPending) return <Screen title={w.field.arriveTitle}>{<Loading />}</Screen>;
  if (!draft) return <Kept id={id} />;
  const steps = (draft.guide ? BY_GUIDE : STEPS).filter((step) => step !== "arrive" || !draft.atCourt);
  const at = steps.indexOf(draft.step);
  const to = (step: Draft["step"] | undefined) => (step ? void change({ step }) : go(`/task/${id}`));
  const props: StepProps = { draft, change, onNext: () => to(steps[at + 1]), onBack: () => to(steps[at - 1]) };
  return (
    <>
      <LocalFault fault={fault} />
      <div className="unhurried" data-unhurried>
        <Step {...props} />
      </div>
    </>
  );
}

function Step(props: StepProps) {
  switch (props.draft.step) {
    case "arrive":
      return <Arrive {...props} />;
    case "outcome":
      return <OutcomeStep {...props} />;
    case "details":
      return <Details {...props} />;
    case "guide":
      return props.draft.guide ? <GuideStep {...props} guide={props.draft.guide} /> : null;
    case "photos":
      return <Photos {...props} />;
    case "signature":
      return <SignatureStep {...props} />;
    case "check":
      return <Check {...props} />;
  }
}

function Kept({ id }: { id: string }) {
  const { w } = useSpeaking();
  return (
    <Screen title={w.field.kept}>
      <p role="status">{w.field.keptLong}</p>
      <div className="stack">
        <button type="button" onClick={() => go("/outbox", true)}>
          {w.field.outbox}
        </button>
        <button type="button" onClick={() => go(`/task/${id}`, true)}>
          {w.field.packetTitle}
        </button>
      </div>
      <div className="actions">
        <button type="button" className="primary" onClick={() => go("/", true)}>
          {w.field.today}
        </button>
      </div>
    </Screen>
  );
}

/** Looks for a position for a minute; what it finds first counts until something better comes. */
function usePosition(draft: Draft, change: StepProps["change"]) {
  const [left, setLeft] = useState(draft.position ? 0 : PATIENCE);
  const found = useRef(draft.position);
  useEffect(() => {
    if (!("geolocation" in navigator) || found.current) {
      setLeft(0);
      return;
    }
    const take = ({ coords: { latitude, longitude, accuracy } }: GeolocationPosition) => {
      const accuracyM = Math.round(accuracy);
      if (found.current && found.current.accuracyM <= accuracyM) return;
      found.current = { latitude, longitude, accuracyM };
      void change({ position: found.current });
    };
    const refused = ({ code }: GeolocationPositionError) =>
      code === GeolocationPositionError.PERMISSION_DENIED && setLeft(0);
    const watch = navigator.geolocation.watchPosition(take, refused, {
      enableHighAccuracy: true,
      timeout: PATIENCE * 1000,
    });
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => {
      navigator.geolocation.clearWatch(watch);
      clearInterval(timer);
    };
  }, [change]);
  return left;
}

function Arrive({ draft, change, onNext, onBack }: StepProps) {
  const { w, tag } = useSpeaking();
  const left = usePosition(draft, change);
  const [fault, setFault] = useState<string>();
  const door = draft.photos.find(({ role }) => role === "door");
  return (
    <Screen title={w.field.arriveTitle}>
      <p>
        <strong>{draft.label.party || w.field.someone}</strong>
      </p>
      <p>{w.field.arriveNow(timeOf(courtTime(draft.arrived), tag))}</p>
      <p role="status">
        {draft.position ? (
          <span className="mark good">{w.field.located(draft.position.accuracyM)}</span>
        ) : left > 0 ? (
          w.field.waitLocating(left)
        ) : (
          <span className="mark soon">{w.field.notLocated}</span>
        )}
      </p>
      <h2>{w.field.doorPhoto}</h2>
      <p className="hint">{w.field.doorPhotoHint}</p>
      {door && <Thumbnail sha={door.sha} alt={w.field.photoDoor} />}
      {fault && (
        <p role="alert" className="problem">
          {fault}
        </p>
      )}
      {!door && (
        <>
          <button type="button" aria-describedby="start-without" onClick={onNext}>
            {w.field.startWithout}
          </button>
          <p id="start-without" className="hint">
            {w.field.startWithoutNote}
          </p>
        </>
      )}
      <Actions onBack={onBack} onNext={onNext} next={w.field.start}>
        {!door && <PhotoButton draft={draft} shows="door" text={w.field.takeDoor} primary onFault={setFault} />}
      </Actions>
    </Screen>
  );
}

/** How a visit can end where the addressee comes to the court. */
const AT_COURT: Outcome[] = ["ATTEMPT_OUTCOME_DELIVERED", "ATTEMPT_OUTCOME_REFUSED", "ATTEMPT_OUTCOME_OTHER"];
const OUTCOMES: Outcome[] = [
  "ATTEMPT_OUTCOME_DELIVERED",
  "ATTEMPT_OUTCOME_REFUSED",
  "ATTEMPT_OUTCOME_NOT_FOUND",
  "ATTEMPT_OUTCOME_MOVED",
  "ATTEMPT_OUTCOME_OTHER",
];

function OutcomeStep({ draft, change, onNext, onBack }: StepProps) {
  const { w } = useSpeaking();
  const served = draft.label.kind === "TASK_KIND_SERVICE_OF_PROCESS";
  const text = (value: Outcome) => (served && value === "ATTEMPT_OUTCOME_DELIVERED" ? w.delivered : w.outcomes[value]);
  return (
    <Screen title={w.field.outcomeTitle}>
      <Choices
        legend={draft.label.party || w.field.someone}
        name="outcome"
        value={draft.outcome}
        onChange={(outcome) => void change(chosen(outcome))}
        options={(draft.atCourt ? AT_COURT : OUTCOMES).map((value) => ({
          value,
          text: text(value),
          hint: w.outcomeHints[value],
        }))}
      />
      <Actions onBack={onBack} onNext={onNext} disabled={!draft.outcome} />
    </Screen>
  );
}

/** Another outcome has other pages of the guide; what was answered stays. */
const chosen = (outcome: Outcome): Partial<Draft> => ({ outcome, way: "", page: "" });

/** What an outcome needs before the next step. */
const NEEDED: Record<Outcome, string[]> = {
  ATTEMPT_OUTCOME_UNSPECIFIED: [],
  ATTEMPT_OUTCOME_DELIVERED: ["receiver", "receiverRelation"],
  ATTEMPT_OUTCOME_REFUSED: ["refuserRelation", "reason", "place", "left"],
  ATTEMPT_OUTCOME_NOT_FOUND: ["asked"],
  ATTEMPT_OUTCOME_MOVED: ["source"],
  ATTEMPT_OUTCOME_OTHER: ["what"],
};

function neededBy({ outcome, label }: Draft): string[] {
  if (outcome === "ATTEMPT_OUTCOME_DELIVERED" && label.kind !== "TASK_KIND_SERVICE_OF_PROCESS") return ["what"];
  if (outcome === "ATTEMPT_OUTCOME_REFUSED" && label.kind !== "TASK_KIND_SERVICE_OF_PROCESS") return ["reason"];
  return outcome ? NEEDED[outcome] : [];
}

function Details({ draft, change, onNext, onBack }: StepProps) {
  const { w } = useSpeaking();
  const { answers, outcome } = draft;
  const [typed, setTyped] = useState(answers);
  const set = (name: string) => (value: string) => {
    const next = { ...typed, [name]: value };
    setTyped(next);
    void change({ answers: next });
  };
  const text = (name: string, label: string, more: { hint?: string; long?: boolean; maxLength?: number } = {}) => (
    <Text label={label} value={typed[name] ?? ""} onChange={set(name)} {...more} />
  );
  const choice = (name: string, legend: string, words: Record<string, string>) => (
    <Choices
      legend={legend}
      name={name}
      value={typed[name]}
      onChange={set(name)}
      options={Object.entries(words).map(([value, text]) => ({ value, text }))}
    />
  );
  const needed = neededBy(draft);
  const lacking = needed.some((name) => !typed[name]?.trim());
  const served = draft.label.kind === "TASK_KIND_SERVICE_OF_PROCESS";
  return (
    <Screen
      title={
        outcome
          ? served && outcome === "ATTEMPT_OUTCOME_DELIVERED"
            ? w.delivered
            : w.outcomes[outcome]
          : w.field.outcomeTitle
      }
    >
      {needed.includes("receiver") && (
        <>
          {choice("receiverRelation", w.field.whoReceived, w.field.relations)}
          {text("receiver", w.field.receiverName)}
        </>
      )}
      {needed.includes("refuserRelation") && (
        <>
          {choice("refuserRelation", w.field.refusedBy, w.field.relations)}
          {text("refuser", w.field.refusedName)}
        </>
      )}
      {needed.includes("reason") && text("reason", w.field.refusalReason, { long: true, maxLength: 1000 })}
      {needed.includes("place") && choice("place", w.field.place, w.field.places)}
      {needed.includes("left") && choice("left", w.field.leftPapers, { yes: w.yes, no: w.no })}
      {outcome === "ATTEMPT_OUTCOME_REFUSED" && served && (
        <section>
          <h2>{w.field.witnessTitle}</h2>
          <p className="hint">{w.field.witnessHint}</p>
          {text("witness", w.field.witnessName)}
          {text("witnessOrganisation", w.field.witnessOrganisation)}
        </section>
      )}
      {needed.includes("asked") && (
        <>
          <p className="card soon">{w.field.notFoundCaution}</p>
          {text("asked", w.field.askedWho)}
        </>
      )}
      {needed.includes("source") && (
        <>
          {text("source", w.field.movedSource)}
          {text("address", w.field.movedTo)}
        </>
      )}
      {needed.includes("what") && text("what", w.field.whatHappened, { long: true, maxLength: 2000 })}
      {text("more", w.field.more, { long: true, maxLength: 1000 })}
      <Actions onBack={onBack} onNext={onNext} disabled={lacking} />
    </Screen>
  );
}

function Check({ draft, change, onBack }: StepProps) {
  const { w, tag } = useSpeaking();
  const { desk, settings } = useHere();
  const [fault, setFault] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const once = useRef(false);
  const note = noteOf(draft);
  // A photo that was deleted after the guide's last page opens a question again.
  const gaps =
    draft.guide !== undefined &&
    !draft.gapsReason?.trim() &&
    gapsOf(draft.guide, recordOf(draft), draft.way).length > 0;
  const report = draft.report ?? draft.outcome !== "ATTEMPT_OUTCOME_NOT_FOUND";
  const [summary, setSummary] = useState(draft.summary ?? summaryOf(draft));
  const full = useLocal(
    ["full"],
    async () => (await desk.store.entries()).filter(({ state }) => state !== "done").length >= MOST_ENTRIES,
  ).data;
  const keep = async () => {
    if (once.current) return;
    once.current = true;
    setBusy(true);
    try {
      const held = desk.store.isUnlocked ? await desk.held(draft.id) : undefined;
      const earlier = (await desk.store.entries()).some(
        ({ task, state, kind }) => task === draft.id && state === "waiting" && kind !== "views",
      );
      await desk.keep({ ...draft, report, summary }, note, earlier ? undefined : (held?.task.etag ?? undefined));
      confirmAloud(w.field.keptSpoken, tag, settings.speech);
    } catch (found) {
      once.current = false;
      setFault(found);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Screen title={w.field.checkTitle}>
      <p>{w.field.checkHint}</p>
      <p>
        <strong>{draft.label.party || w.field.someone}</strong> · {w.taskKinds[draft.label.kind]} ·{" "}
        {momentOf(courtTime(draft.arrived), tag)}
      </p>
      {draft.guide && <LightMark guide={draft.guide} draft={draft} />}
      <h2>{w.field.checkNote}</h2>
      <p className="note" lang="zh-CN">
        {note}
      </p>
      <p className="facts">
        <span>{draft.photos.length > 0 ? w.field.checkPhotos(draft.photos.length) : w.field.checkNoPhotos}</span>{" "}
        {!draft.atCourt && (
          <span>{draft.position ? w.field.located(draft.position.accuracyM) : w.field.notLocated}</span>
        )}
      </p>
      <Choices
        legend={w.field.checkReport}
        name="report"
        value={report ? "now" : "later"}
        onChange={(value) => void change({ report: value === "now" })}
        options={[
          { value: "now", text: w.field.reportNow },
          { value: "later", text: w.field.reportLater },
        ]}
      />
      {report && (
        <Text
          label={w.field.summary4000}
          value={summary}
          long
          maxLength={4000}
          onChange={(value) => {
            setSummary(value);
            void change({ summary: value });
          }}
        />
      )}
      {gaps && <p role="alert">{w.guide.gapsAgain}</p>}
      {full && <p role="alert">{w.field.limitReached}</p>}
      <LocalFault fault={fault} />
      <Actions
        onBack={onBack}
        onNext={() => void keep()}
        next={w.field.keep}
        disabled={busy || Boolean(full) || gaps || (report && !summary.trim())}
      />
    </Screen>
  );
}
