/** What the court says to something that is still being written: its words, without taking the focus from who writes. */
import { Problem } from "../../../contract/problem.ts";
import { useDesk } from "../../../words/desk/index.ts";

export function Said({ fault }: { fault: unknown }) {
  const { w } = useDesk();
  if (!(fault instanceof Problem)) return <p className="reason">{w.unreachable}</p>;
  const { detail, errors } = fault.refused;
  return (
    <ul className="why">
      {errors.length > 0 ? (
        errors.map((each) => <li key={`${each.field} ${each.detail}`}>{each.detail}</li>)
      ) : (
        <li>{detail}</li>
      )}
    </ul>
  );
}
