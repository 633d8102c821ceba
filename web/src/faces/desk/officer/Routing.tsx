/** Which court answers for an address, with the sentence why; where several could, one is chosen. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { Loading } from "../../../shell/Loading.tsx";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { useQuiet } from "../parts/quiet.ts";
import { ONCE } from "../parts/reading.ts";
import { idOf } from "../router.ts";

interface Props {
  address: string;
  /** `courts/{code}` of the candidate that was chosen. */
  chosen: string;
  onChoose: (court: string) => void;
}

export function Routing({ address, chosen, onChoose }: Props) {
  const { d, tag } = useDesk();
  const asked = useQuiet(address.trim());
  const read = useQuery({
    ...ONCE,
    queryKey: ["resolved", asked],
    enabled: asked.length > 1,
    placeholderData: keepPreviousData,
    queryFn: () => data(court.POST("/v1/courts:resolve", { body: { address: asked } })),
  });
  const id = idOf(read.data?.court);
  const place = useQuery({
    ...ONCE,
    queryKey: ["court", id],
    enabled: id !== "",
    queryFn: () => data(court.GET("/v1/courts/{courtId}", { params: { path: { courtId: id } } })),
  });
  if (asked.length <= 1) return null;
  if (read.isPending) return <Loading lines={1} />;
  if (read.isError) return <ProblemNote fault={read.error} onRetry={() => read.refetch()} />;
  const { explanation, candidates } = read.data;
  const found = read.data.court ? place.data?.displayName : undefined;
  const others = (candidates ?? []).slice(0, 5);
  return (
    <div className="routing" role="status">
      <p>
        <strong>{read.data.court ? found && d.task.goesTo(found) : d.task.noCourt}</strong>
        <span className="reason">{tag === "en" ? explanation?.en : explanation?.zh}</span>
      </p>
      {!read.data.court && others.length > 0 && (
        <fieldset>
          <legend>{d.task.candidates}</legend>
          {others.map((each) => (
            <label key={each.court} className="choice">
              <input
                type="radio"
                name="candidate"
                checked={chosen === each.court}
                onChange={() => onChoose(each.court ?? "")}
              />
              <span>{each.region?.displayName}</span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
