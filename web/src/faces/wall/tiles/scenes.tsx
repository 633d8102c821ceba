/** What happens in the villages: where, what and when; nobody's name. */
import { courtNow } from "../../../contract/clock.ts";
import { dayNumber, shortDayOf, timeOf } from "../../../shell/dates.ts";
import { useWall } from "../../../words/wall/index.ts";
import type { useScenes } from "../reading.ts";
import { Tile } from "../Tile.tsx";

export function ScenesTile({ scenes }: { scenes: ReturnType<typeof useScenes> }) {
  const { t, tag, w } = useWall();
  const found = scenes.data?.scenes ?? [];
  const today = dayNumber(courtNow());
  const when = (at: number) => (dayNumber(at) === today ? timeOf(at, tag) : shortDayOf(at, tag));
  return (
    <Tile title={t.scenes.title} reads={[scenes]}>
      {scenes.data && found.length === 0 && <p className="tile-empty">{t.scenes.none}</p>}
      <ol className="tile-list">
        {found.map(({ name, place, kind, state, time }) => (
          <li key={name}>
            <span>
              <strong>{place}</strong> {w.taskKinds[kind]} · {w.taskStates[state]}
            </span>
            <span>{when(Date.parse(time))}</span>
          </li>
        ))}
      </ol>
    </Tile>
  );
}
