/** F7: the signature. The text that is signed stands above the pad; who can't use the pad has other ways. */
import { useEffect, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { courtTime } from "../../outbox/instant.ts";
import type { Draft, RoleSignature, Signature } from "../../outbox/model.ts";
import { dayOf } from "../../shell/dates.ts";
import { Dialog } from "../../shell/Sheet.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { useDesk } from "./context.tsx";
import type { Desk } from "./desk.ts";
import { encoded, type Picture } from "./media.ts";
import { PhotoButton } from "./Photos.tsx";
import { Paper } from "./paper.ts";
import { Choices, localFaultOf, Screen, Text } from "./parts.tsx";
import { Actions, type StepProps } from "./step.tsx";

type Way = "pad" | "none" | "thumbprint" | "refused";

export function SignatureStep({ draft, change, onNext, onBack }: StepProps) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const { signature } = draft;
  const known: Way | undefined =
    signature && (signature.how === "thumbprint" || signature.how === "refused" ? signature.how : "pad");
  const [way, setWay] = useState<Way | undefined>(known);
  const [signing, setSigning] = useState(false);
  const [fault, setFault] = useState<string>();
  const [signer, setSigner] = useState(signature?.signer ?? draft.answers.receiver ?? draft.answers.refuser ?? "");
  const [relation, setRelation] = useState(signature?.relation ?? "");
  const choose = async (next: Way) => {
    setWay(next);
    if (signature?.sha) await desk.dropPicture({ ...draft, signature: undefined } as typeof draft, signature.sha);
    const how = next === "thumbprint" || next === "refused" ? next : undefined;
    await change({ signature: how ? { signer, relation, how } : undefined } as Partial<typeof draft>);
  };
  const named = async (next: Partial<Signature>) => {
    if (draft.signature) await change({ signature: { ...draft.signature, ...next } });
  };
  const isReady =
    way === "none" ||
    (way === "pad" && signature !== undefined) ||
    (way === "thumbprint" && signer.trim() !== "") ||
    way === "refused";
  return (
    <Screen title={w.field.signatureTitle}>
      <Choices
        legend={w.field.signatureAsk}
        name="signature"
        value={way}
        onChange={(next) => void choose(next)}
        options={[
          { value: "pad", text: w.field.signatureYes },
          { value: "none", text: w.field.signatureNo },
          { value: "thumbprint", text: w.field.signatureCannot },
          { value: "refused", text: w.field.signatureRefused },
        ]}
      />
      {way && way !== "none" && (
        <>
          <Text
            label={w.field.signerName}
            value={signer}
            onChange={(value) => {
              setSigner(value);
              void named({ signer: value });
            }}
          />
          <Text
            label={w.field.signerRelation}
            value={relation}
            onChange={(value) => {
              setRelation(value);
              void named({ relation: value });
            }}
          />
        </>
      )}
      {fault && (
        <p role="alert" className="problem">
          {fault}
        </p>
      )}
      {way === "thumbprint" && (
        <PhotoButton draft={draft} shows="process" text={w.field.signatureCannot} onFault={setFault} />
      )}
      {way === "pad" && signature && <p className="mark good">{w.field.signatureDone(signature.signer)}</p>}
      {way === "pad" && signature && (
        <button type="button" disabled={!signer.trim()} onClick={() => setSigning(true)}>
          {w.field.signatureClear}
        </button>
      )}
      {signing && (
        <Pad
          draft={draft}
          signer={signer.trim()}
          relation={relation.trim()}
          onCancel={() => setSigning(false)}
          onDone={() => setSigning(false)}
          change={change}
        />
      )}
      {way === "pad" && !signature ? (
        <Actions
          onBack={onBack}
          onNext={() => setSigning(true)}
          next={w.field.signatureYes}
          disabled={!signer.trim()}
        />
      ) : (
        <Actions onBack={onBack} onNext={onNext} disabled={!isReady} />
      )}
    </Screen>
  );
}

interface PadProps {
  draft: StepProps["draft"];
  change: StepProps["change"];
  signer: string;
  relation: string;
  /** What it is by the guide, which takes a signature by hand alone. */
  role?: string;
  onDone: () => void;
  onCancel: () => void;
}

/** A sheet of the whole screen to sign on; Escape leaves it without saving. */
export function Pad({ draft, change, signer, relation, role, onDone, onCancel }: PadProps) {
  const { w, tag } = useSpeaking();
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const desk = useDesk();
  const canvas = useRef<HTMLCanvasElement>(null);
  const paper = useRef<Paper>(undefined);
  const [fault, setFault] = useState<string>();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const shown = canvas.current;
    if (!shown) return;
    paper.current = Paper.on(shown);
    // A turned phone, a keyboard that comes or goes, a line that appears above the pad.
    const sized = new ResizeObserver(() => paper.current?.fit());
    sized.observe(shown);
    return () => sized.disconnect();
  }, []);
  // Not the field for a typed name, which would bring the keyboard up over the pad.
  useEffect(() => heading.current?.focus(), []);
  const draw = (event: React.PointerEvent<HTMLCanvasElement>) => {
    if (busy) return;
    if (event.type === "pointerdown") {
      event.currentTarget.setPointerCapture(event.pointerId);
      // At once: the pad moves up when the line above it goes.
      if (fault) flushSync(() => setFault(undefined));
      paper.current?.begin(event);
    } else if (event.buttons > 0) {
      paper.current?.go(event);
    }
  };
  const confirm = async () => {
    const shown = canvas.current;
    const byHand = (paper.current?.strokes ?? 0) > 5;
    if (!shown || (!byHand && !typed.trim())) {
      setFault(w.field.signatureEmpty);
      return;
    }
    setBusy(true);
    try {
      if (!byHand) {
        await change({ signature: { signer: typed.trim(), relation, how: "typed" } });
      } else {
        const picture = await encoded(shown, "image/png");
        if (role) {
          await keepRole(desk, draft, picture, { sha: picture.sha, role, signer });
          onDone();
          return;
        }
        const signature: Signature = { sha: picture.sha, signer, relation, how: "drawn" };
        const now = (await desk.store.draft(draft.id)) ?? draft;
        await desk.keepPicture({ ...now, signature }, picture, "image/png", "signature");
      }
      onDone();
    } catch (found) {
      setFault(localFaultOf(w, found));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog className="pad" labelledBy={title} stays={busy} onClose={onCancel}>
      <h1 id={title} tabIndex={-1} ref={heading}>
        {w.field.signatureCheck}
      </h1>
      <p>
        {w.field.signatureText(
          draft.label.party || w.field.someone,
          w.taskKinds[draft.label.kind],
          dayOf(courtTime(draft.arrived), tag),
        )}
      </p>
      {fault && (
        <p role="alert" className="problem">
          {fault}
        </p>
      )}
      <canvas ref={canvas} role="img" aria-label={w.field.signaturePad} onPointerDown={draw} onPointerMove={draw} />
      {!role && <Text label={w.field.signatureTyped} value={typed} onChange={setTyped} />}
      <div className="row">
        <button type="button" disabled={busy} onClick={onCancel}>
          {w.back}
        </button>
        <button type="button" disabled={busy} onClick={() => paper.current?.clear()}>
          {w.field.signatureClear}
        </button>
        <button type="button" className="primary" disabled={busy} onClick={() => void confirm()}>
          {w.field.signatureConfirm}
        </button>
      </div>
    </Dialog>
  );
}

/** A signature by its role takes the place of the one before. */
async function keepRole(desk: Desk, draft: Draft, picture: Picture, signed: RoleSignature): Promise<void> {
  const now = (await desk.store.draft(draft.id)) ?? draft;
  const before = (now.signatures ?? []).find(({ role }) => role === signed.role);
  const signatures = [...(now.signatures ?? []).filter(({ role }) => role !== signed.role), signed];
  await desk.keepPicture({ ...now, signatures }, picture, "image/png", "signature");
  if (before && before.sha !== signed.sha) await desk.dropPicture({ ...now, signatures }, before.sha);
}
