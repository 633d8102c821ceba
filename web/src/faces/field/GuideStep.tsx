/** F5: the guide of the packet, one question a page, with the light of what has been recorded so far. */
import { useState } from "react";
import { lightOf } from "../../guide/evaluate.ts";
import { gapsOf, type Page, pagesOf, put, recordOf, type Way, wayOf, waysOf } from "../../guide/flow.ts";
import type { Both, Guide, Item } from "../../guide/model.ts";
import { useSpeaking } from "../../words/index.tsx";
import { Choices, Screen, Text } from "./parts.tsx";
import { Question } from "./Question.tsx";
import { Actions, type StepProps } from "./step.tsx";

const useText = () => {
  const { tag } = useSpeaking();
  return ({ zh, en }: Both) => (tag === "en" ? en : zh);
};

/** What the visit gives as it is recorded now. */
export function LightMark({ guide, draft }: { guide: Guide; draft: StepProps["draft"] }) {
  const { w } = useSpeaking();
  const record = recordOf(draft);
  const light = lightOf(guide, record);
  const { way } = wayOf(waysOf(guide, record.outcome), record, draft.way);
  const serves = waysOf(guide, record.outcome).some((each) => each.serves) && (way?.serves ?? true);
  if (light === "GREEN") return <Mark light="green" text={w.guide.lightGreen} />;
  if (light === "YELLOW") {
    const video = record.server?.presence === "VIDEO";
    return <Mark light="yellow" text={video ? w.guide.lightVideo : w.guide.lightYellow} />;
  }
  if (!serves) return <Mark light="assistance" text={w.guide.lightAssistance} />;
  return <Mark light="missing" text={w.guide.lightMissing(gapsOf(guide, record, draft.way).length)} />;
}

const Mark = ({ light, text }: { light: string; text: string }) => (
  <p role="status" className={`light ${light}`}>
    {text}
  </p>
);

export function GuideStep(props: StepProps & { guide: Guide }) {
  const { draft, guide, change, onNext, onBack } = props;
  const record = recordOf(draft);
  const pages = pagesOf(guide, record, draft.way);
  const place = Math.max(
    0,
    pages.findIndex(({ id }) => id === draft.page),
  );
  const page = pages[place];
  const go = (to: Page | undefined, otherwise: () => void) =>
    to ? void change({ page: to.id, step: "guide" }) : otherwise();
  const back = () => go(pages[place - 1], onBack);
  // The pages that follow depend on the answer that was just given.
  const next = () => go(pages[place + 1], onNext);
  if (!page) return null;
  return (
    <GuidePage
      key={page.id}
      {...props}
      page={page}
      onBack={back}
      onNext={next}
      onGo={(id) => void change({ page: id, step: "guide" })}
    />
  );
}

function GuidePage({ page, ...props }: StepProps & { guide: Guide; page: Page; onGo: (id: string) => void }) {
  switch (page.kind) {
    case "presence":
      return <Questions {...props} items={page.items} />;
    case "items":
      return <Questions {...props} items={page.items} caution={page.caution} />;
    case "way":
      return <WayStep {...props} ways={page.ways} />;
    case "end":
      return <End {...props} />;
  }
}

function Questions({
  items,
  caution,
  draft,
  guide,
  change,
  onNext,
  onBack,
}: StepProps & { guide: Guide; items: [Item, ...Item[]]; caution?: boolean }) {
  const { w } = useSpeaking();
  const text = useText();
  const record = recordOf(draft);
  const { way } = wayOf(waysOf(guide, record.outcome), record, draft.way);
  // Without the answer to how the court was present nobody knows what to ask next.
  const waits = items[0].field === "server.presence" && !record.server?.presence;
  const begins = way !== undefined && caution === true;
  return (
    <Screen title={begins ? titleOf(way, text) : text(items[0].ask)}>
      <LightMark guide={guide} draft={draft} />
      {begins && <p className="card soon">{text(way.widest.caution)}</p>}
      {items.length > 1 && <p className="hint">{w.guide.oneIsEnough}</p>}
      {items.map((item, place) => (
        <Question key={item.id} item={item} draft={draft} change={change} quiet={!begins && place === 0} />
      ))}
      <Actions onBack={onBack} onNext={onNext} disabled={waits} />
    </Screen>
  );
}

/** The title without the remark that it has to be confirmed, which stands in the light. */
const titleOf = (way: Way, text: (both: Both) => string): string => text((way.branches[0] ?? way.widest).title);

function WayStep({ ways, draft, guide, change, onNext, onBack }: StepProps & { guide: Guide; ways: Way[] }) {
  const { w } = useSpeaking();
  const text = useText();
  const chosen = ways.find(({ id }) => id === draft.way);
  return (
    <Screen title={w.guide.wayAsk}>
      <LightMark guide={guide} draft={draft} />
      <Choices
        legend={w.guide.wayAsk}
        quiet
        name="way"
        value={chosen?.id}
        onChange={(way) => void change({ way })}
        options={ways.map((way) => ({ value: way.id, text: titleOf(way, text) }))}
      />
      <Actions onBack={onBack} onNext={onNext} disabled={!chosen} />
    </Screen>
  );
}

/** Where the visit is complete it continues; where it is not, it is saved all the same, with the reason. */
function End({ draft, guide, change, onNext, onBack, onGo }: StepProps & { guide: Guide; onGo: (id: string) => void }) {
  const { w } = useSpeaking();
  const text = useText();
  const record = recordOf(draft);
  const gaps = gapsOf(guide, record, draft.way);
  const [reason, setReason] = useState(draft.gapsReason ?? "");
  const [more, setMore] = useState(draft.record?.note ?? "");
  const pages = pagesOf(guide, record, draft.way);
  const pageOf = (item: Item) =>
    pages.find(
      (page) => (page.kind === "items" || page.kind === "presence") && page.items.some(({ id }) => id === item.id),
    )?.id;
  return (
    <Screen title={w.guide.endTitle}>
      <LightMark guide={guide} draft={draft} />
      {gaps.length === 0 && <p>{w.guide.complete}</p>}
      {gaps.length > 0 && (
        <>
          <h2>{w.guide.missingTitle}</h2>
          <ul className="lines">
            {gaps.map((item) => {
              const page = pageOf(item);
              return (
                <li key={item.id}>
                  <p>{text(item.ask)}</p>
                  {text(item.cure) && <p className="hint">{text(item.cure)}</p>}
                  {page && (
                    <button type="button" aria-label={w.guide.supplyOf(text(item.ask))} onClick={() => onGo(page)}>
                      {w.guide.supply}
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
          <Text
            label={w.guide.gapsReason}
            value={reason}
            long
            maxLength={500}
            onChange={(value) => {
              setReason(value);
              void change({ gapsReason: value });
            }}
          />
        </>
      )}
      {draft.outcome !== "ATTEMPT_OUTCOME_OTHER" && (
        <Text
          label={w.field.more}
          value={more}
          long
          maxLength={1000}
          onChange={(value) => {
            setMore(value);
            void change({ record: put(draft.record, "note", value) });
          }}
        />
      )}
      <Actions
        onBack={onBack}
        onNext={onNext}
        next={gaps.length === 0 ? w.guide.goOn : w.guide.saveAnyway}
        disabled={gaps.length > 0 && !reason.trim()}
      />
    </Screen>
  );
}
