/** F6: photos, made small and hashed at once, with a brush for bystanders. */
import { useEffect, useRef, useState } from "react";
import type { Draft, Photo, PhotoRole } from "../../outbox/model.ts";
import { Loading } from "../../shell/Loading.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { Camera } from "./Camera.tsx";
import { useDesk, useLocal } from "./context.tsx";
import { Brush, encoded, NoPicture, shrunk } from "./media.ts";
import { Choices, Danger, localFaultOf, Screen } from "./parts.tsx";
import { Actions, type StepProps } from "./step.tsx";

/** Less room than this on the phone, and no photo is taken any more. */
const ROOM = 200 * 1024 * 1024;
const [ROWS, COLUMNS] = [3, 4];

async function hasRoom(): Promise<boolean> {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined || quota - (usage ?? 0) > ROOM;
}

const hasCamera = (): boolean => typeof navigator.mediaDevices?.getUserMedia === "function";

interface ButtonProps {
  draft: Draft;
  /** What the photo shows. */
  shows: PhotoRole;
  text: string;
  /** What it is called to a reader of screens, where the text alone does not say what to show. */
  name?: string;
  album?: boolean;
  primary?: boolean;
  onFault: (text: string | undefined) => void;
}

/** The camera of the phone, or its album: the platform's own, so that it asks nobody for a permission twice. */
export function PhotoButton({ draft, shows: role, text, name, album, primary, onFault }: ButtonProps) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const [filming, setFilming] = useState(false);
  const take = async (file: Blob | undefined) => {
    if (!file) return;
    setBusy(true);
    onFault(undefined);
    try {
      if (!(await hasRoom())) {
        onFault(w.field.photoFull);
        return;
      }
      const picture = await shrunk(file);
      const now = (await desk.store.draft(draft.id)) ?? draft;
      if (now.photos.some(({ sha }) => sha === picture.sha)) return;
      const photo: Photo = { sha: picture.sha, role, size: picture.bytes.byteLength, edited: false };
      await desk.keepPicture({ ...now, photos: [...now.photos, photo] }, picture, "image/jpeg", role);
    } catch (fault) {
      onFault(fault instanceof NoPicture ? w.field.photoBroken : localFaultOf(w, fault));
    } finally {
      setBusy(false);
    }
  };
  // The camera of a terminal belongs to the page; a phone has a better one of its own.
  if (desk.machine === "terminal" && !album && hasCamera()) {
    return (
      <>
        <button type="button" className={primary ? "primary" : ""} disabled={busy} onClick={() => setFilming(true)}>
          {busy ? w.field.photoWorking : text}
          {name && name !== text && <span className="visually-hidden"> {name}</span>}
        </button>
        {filming && (
          <Camera
            title={name ?? text}
            onTaken={(picture) => {
              setFilming(false);
              void take(picture);
            }}
            onClose={() => setFilming(false)}
          />
        )}
      </>
    );
  }
  return (
    <span className={`picker button ${primary ? "primary" : ""}`}>
      <span aria-hidden="true">{busy ? w.field.photoWorking : text}</span>
      <input
        type="file"
        accept="image/*"
        aria-label={name ?? text}
        disabled={busy}
        {...(album ? {} : { capture: "environment" as const })}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </span>
  );
}

export function Thumbnail({ sha, alt }: { sha: string; alt: string }) {
  const { store } = useDesk();
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    void store.blob(sha).then((bytes) => {
      if (!bytes || gone) return;
      made = URL.createObjectURL(new Blob([bytes]));
      setUrl(made);
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [sha, store]);
  return <div className="photos">{url && <img src={url} alt={alt} />}</div>;
}

const ROLES = ["place", "process", "posting", "paper"] as const;
const ROLES_BY_GUIDE = ["place", "process", "posting", "form"] as const;

export function Photos({ draft, onNext, onBack, change }: StepProps) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const [role, setRole] = useState<(typeof ROLES)[number] | "form">("process");
  const [fault, setFault] = useState<string>();
  const [blurring, setBlurring] = useState<Photo>();
  const name = (photo: Photo, index: number) =>
    photo.role === "door" ? w.field.photoDoor : w.field.photoOf(index + 1, w.field.photoRoles[photo.role]);
  const drop = ({ sha: dropped }: Photo) => {
    const left = draft.photos.filter(({ sha }) => sha !== dropped);
    desk.dropPicture({ ...draft, photos: left }, dropped).then(
      () => setFault(undefined),
      (found) => setFault(localFaultOf(w, found)),
    );
  };
  if (blurring) return <Blur draft={draft} photo={blurring} change={change} onDone={() => setBlurring(undefined)} />;
  return (
    <Screen title={w.field.photosTitle}>
      <p>{w.field.photosHint}</p>
      <Choices
        legend={w.field.photoRoleAsk}
        name="role"
        inline
        value={role}
        onChange={setRole}
        options={(draft.guide ? ROLES_BY_GUIDE : ROLES).map((value) => ({ value, text: w.field.photoRoles[value] }))}
      />
      {fault && (
        <p role="alert" className="problem">
          {fault}
        </p>
      )}
      <div className="chips">
        <PhotoButton draft={draft} shows={role} text={w.field.photoAdd} onFault={setFault} />
        <PhotoButton draft={draft} shows={role} text={w.field.photoPick} album onFault={setFault} />
      </div>
      <ul className="photos">
        {draft.photos.map((photo, index) => (
          <li key={photo.sha}>
            <figure>
              <Thumbnail sha={photo.sha} alt={name(photo, index)} />
              <figcaption>
                <span>{name(photo, index)}</span>
                <span>{w.field.photoSize(Math.ceil(photo.size / 1024))}</span>
                {photo.edited && <span className="mark soon">{w.field.photoBlurred}</span>}
              </figcaption>
            </figure>
            {photo.role !== "door" && (
              <div className="stack">
                <button type="button" onClick={() => setBlurring(photo)}>
                  {w.field.photoBlur}
                </button>
                <Danger
                  label={w.field.photoDelete}
                  object={w.field.photoDeleteObject(index + 1)}
                  onConfirm={() => drop(photo)}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
      <Actions onBack={onBack} onNext={onNext} />
    </Screen>
  );
}

/** The edited photo takes the place of the other, which is kept nowhere. */
function Blur({
  draft,
  photo,
  onDone,
}: {
  draft: Draft;
  photo: Photo;
  change: StepProps["change"];
  onDone: () => void;
}) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [brush, setBrush] = useState<Brush>();
  const bytes = useLocal(["blob", photo.sha], () => desk.store.blob(photo.sha));
  const [touched, setTouched] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (canvas.current && bytes.data && !brush) void Brush.over(canvas.current, bytes.data).then(setBrush);
  }, [bytes.data, brush]);
  const rub = (event: React.PointerEvent<HTMLCanvasElement>) => {
    if (!brush || event.buttons === 0) return;
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    brush.dab(
      ((event.clientX - left) / width) * brush.canvas.width,
      ((event.clientY - top) / height) * brush.canvas.height,
    );
    setTouched(true);
  };
  const done = async () => {
    if (!brush) return;
    setBusy(true);
    const picture = await encoded(brush.canvas, "image/jpeg");
    const next: Photo = { ...photo, sha: picture.sha, size: picture.bytes.byteLength, edited: true };
    const now = (await desk.store.draft(draft.id)) ?? draft;
    const photos = now.photos.map((each) => (each.sha === photo.sha ? next : each));
    await desk.keepPicture({ ...now, photos }, picture, "image/jpeg", photo.role);
    await desk.dropPicture({ ...now, photos }, photo.sha);
    onDone();
  };
  return (
    <Screen title={w.field.blurTitle}>
      <p>{w.field.blurHint}</p>
      {!brush && <Loading lines={2} />}
      <div className="blur">
        <canvas ref={canvas} aria-label={w.field.blurTitle} role="img" onPointerDown={rub} onPointerMove={rub} />
      </div>
      <p>{w.field.blurPoint}</p>
      <div className="cells">
        {Array.from({ length: ROWS * COLUMNS }, (_, at) => [Math.floor(at / COLUMNS), at % COLUMNS] as const).map(
          ([row, column]) => (
            <button
              key={`${row}-${column}`}
              type="button"
              onClick={() => {
                brush?.cell(row, column, ROWS, COLUMNS);
                setTouched(true);
              }}
            >
              <span className="visually-hidden">{w.field.blurCell(row + 1, column + 1)}</span>
              <span aria-hidden="true">
                {row + 1}-{column + 1}
              </span>
            </button>
          ),
        )}
      </div>
      <button
        type="button"
        disabled={!touched}
        onClick={() => {
          brush?.undo();
          setTouched(false);
        }}
      >
        {w.field.blurUndo}
      </button>
      <Actions onBack={onDone} onNext={() => void done()} next={w.field.blurDone} disabled={!touched || busy} />
    </Screen>
  );
}
