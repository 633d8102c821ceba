/** Signing in: by password, by an invitation's code, by the court's provider, and in a demonstration by one press. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { Problem } from "../contract/problem.ts";
import { type Leaving, redeem, signIn, signInAsGuest, ways } from "../contract/session.ts";
import { useSpeaking } from "../words/index.tsx";
import { ProblemNote } from "./ProblemNote.tsx";

interface Props {
  /** The path at which the work continues where the page has to be left for the second factor. */
  next: string;
  onDone: () => void;
  /** The person who was signing in has left, and their session begins all the same; it is being ended. */
  onLate?: () => void;
}

/** Continues, by way of the second factor where one is missing. Who leaves the form while it waits does not come in later. */
function useGoingOn({ onDone, onLate }: Props) {
  const [fault, setFault] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const left = useRef<AbortSignal>(undefined);
  useEffect(() => {
    const leaving = new AbortController();
    left.current = leaving.signal;
    return () => leaving.abort();
  }, []);
  const run = async (step: (leaving: Leaving) => Promise<string | undefined>) => {
    const signal = left.current;
    setBusy(true);
    setFault(undefined);
    try {
      const onward = await step({ signal, onLate });
      if (onward) location.assign(onward);
      else onDone();
    } catch (found) {
      if (!signal?.aborted) setFault(found);
    } finally {
      if (!signal?.aborted) setBusy(false);
    }
  };
  return { fault, setFault, busy, run };
}

function Field({
  label,
  hint,
  ...input
}: { label: string; hint?: string } & React.InputHTMLAttributes<HTMLInputElement>) {
  const hintId = useId();
  return (
    <label className="field">
      <span>{label}</span>
      <input {...input} aria-describedby={hint ? hintId : undefined} />
      {hint && (
        <small id={hintId} className="hint">
          {hint}
        </small>
      )}
    </label>
  );
}

/** A refusal of the page's own, in the same form as the court's. */
const ours = (detail: string) =>
  new Problem({ status: 400, reason: "", detail, requestId: "", metadata: {}, errors: [] });

function PasswordForm(props: Props) {
  const { w } = useSpeaking();
  const { fault, setFault, busy, run } = useGoingOn(props);
  const [shown, setShown] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const text = (name: string) => String(said.get(name) ?? "");
    const lacking = [["person", w.personNumber] as const, ["password", w.password] as const].find(
      ([name]) => !text(name),
    );
    if (lacking) setFault(ours(w.required(lacking[1])));
    else void run((leaving) => signIn(text("person"), text("password"), text("code"), props.next, leaving));
  };
  return (
    <form onSubmit={submit} noValidate>
      <ProblemNote fault={fault} />
      <Field label={w.personNumber} name="person" autoComplete="username" autoCapitalize="none" />
      <Field label={w.password} name="password" type={shown ? "text" : "password"} autoComplete="current-password" />
      <label className="tick">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} /> {w.showPassword}
      </label>
      <Field label={w.code} hint={w.codeHint} name="code" autoComplete="one-time-code" inputMode="numeric" />
      <button type="submit" className="primary" disabled={busy}>
        {busy ? w.signingIn : w.signIn}
      </button>
    </form>
  );
}

/** What the slip of an invitation says whose code was scanned. It stands behind #, so that it stays in the browser. */
const slip = () => new URLSearchParams(location.hash.slice(1));

function InvitationForm(props: Props) {
  const { w } = useSpeaking();
  const [given] = useState(slip);
  const { fault, setFault, busy, run } = useGoingOn(props);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const text = (name: string) => String(said.get(name) ?? "");
    if (text("password") !== text("again")) setFault(ours(w.passwordsDiffer));
    else void run((leaving) => redeem(text("person"), text("code"), text("password"), text("again"), leaving));
  };
  return (
    <form onSubmit={submit} noValidate>
      <ProblemNote fault={fault} />
      <Field
        label={w.personNumber}
        name="person"
        defaultValue={given.get("person") ?? ""}
        autoComplete="username"
        autoCapitalize="none"
      />
      <Field
        label={w.invitationCode}
        hint={w.invitationHint}
        name="code"
        defaultValue={given.get("invitation") ?? ""}
        autoComplete="one-time-code"
        autoCapitalize="characters"
      />
      <Field label={w.newPassword} name="password" type="password" autoComplete="new-password" />
      <Field label={w.passwordAgain} name="again" type="password" autoComplete="new-password" />
      <button type="submit" className="primary" disabled={busy}>
        {busy ? w.signingIn : w.setPassword}
      </button>
    </form>
  );
}

export function SignIn(props: Props) {
  const { w, tag } = useSpeaking();
  const [invited, setInvited] = useState(() => slip().has("invitation"));
  const offered = useQuery({ queryKey: ["ways"], queryFn: ways, staleTime: Number.POSITIVE_INFINITY, retry: 1 });
  const { fault, busy, run } = useGoingOn(props);
  const guests = offered.data?.guests ?? [];
  return (
    <div className="sign-in">
      {offered.data?.notice && <p className="notice">{offered.data.notice[tag]}</p>}
      {invited ? <InvitationForm {...props} /> : <PasswordForm {...props} />}
      <button type="button" className="link" onClick={() => setInvited(!invited)}>
        {invited ? w.back : w.withInvitation}
      </button>
      {offered.data?.provider && <a href={`/sign-in/oidc?next=${encodeURIComponent(props.next)}`}>{w.withProvider}</a>}
      {guests.length > 0 && !invited && (
        <section aria-labelledby="guests" className="guests">
          <h2 id="guests">{w.demonstration}</h2>
          <ProblemNote fault={fault} />
          <ul>
            {guests.map(({ person, label }) => (
              <li key={person}>
                <button
                  type="button"
                  disabled={busy}
                  onClick={() => run((leaving) => signInAsGuest(person, props.next, leaving))}
                >
                  {label[tag]}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
