/** Invitations on paper: a slip for each person, to be cut and handed over. The codes are shown this once. */
import { useLayoutEffect } from "react";
import type { Schemas } from "../../../contract/types.ts";
import { Facts } from "../../../shell/parts.tsx";
import { Squares } from "../../../shell/Squares.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { Page } from "../parts/Page.tsx";
import { shortMoment } from "../parts/values.ts";
import { addressOf, grouped } from "./slip.ts";

export interface Slip {
  invitation: Schemas["sharedcourt.access.v1.Invitation"];
  /** The person's number, by which they sign in. */
  id: string;
  name: string;
  /** Their offices in words. */
  offices: string;
}

interface Props {
  slips: readonly Slip[];
  onBack: () => void;
}

export function Slips({ slips, onBack }: Props) {
  const { a, w } = useAdmin();
  // What is printed while slips are shown is the slips alone.
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset.slips = "";
    scrollTo(0, 0);
    return () => {
      delete dataset.slips;
    };
  }, []);
  return (
    <Page
      title={a.slips.title(slips.length)}
      beside={
        <>
          <button type="button" onClick={onBack} data-key="Escape">
            {w.back}
          </button>
          <button type="button" className="primary" onClick={() => print()}>
            {a.slips.print}
          </button>
        </>
      }
    >
      <p className="bar">{a.slips.once}</p>
      <ul className="slips">
        {slips.map((slip) => (
          <li key={slip.id}>
            <OneSlip {...slip} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function OneSlip({ invitation, id, name, offices }: Slip) {
  const { a } = useAdmin();
  const code = invitation.code ?? "";
  return (
    <article className="slip">
      <div>
        <h2>{a.slips.heading(name)}</h2>
        <Facts
          rows={[
            [a.people.offices, offices],
            [a.slips.address, location.origin],
            [
              a.people.number,
              <span key="id" className="slip-code">
                {id}
              </span>,
            ],
            [
              a.slips.code,
              <strong key="code" className="slip-code">
                {grouped(code)}
              </strong>,
            ],
            [a.slips.until, shortMoment(invitation.expireTime)],
          ]}
        />
        <p>{a.slips.how}</p>
      </div>
      <Squares text={addressOf(location.origin, id, code)} label={a.slips.squares(name)} />
    </article>
  );
}
