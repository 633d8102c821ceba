/** The wall itself: its days, its tiles, and what keeps them fresh. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { courtNow, onClock } from "../../contract/clock.ts";
import type { Person } from "../../contract/types.ts";
import type { Indicator } from "../../figures/figures.ts";
import { daysOf, type Period, today } from "../../figures/window.ts";
import { follow } from "../../shell/live.ts";
import { useWall } from "../../words/wall/index.ts";
import { BoardContext, type Board as Shared } from "./boardContext.ts";
import { Counted } from "./Counted.tsx";
import { useIndicators, useMonths, useNetwork, useScenes } from "./reading.ts";
import { ClosingTile, ThroughTile } from "./tiles/cases.tsx";
import { AfterTile, ControlTile } from "./tiles/control.tsx";
import { MapTile } from "./tiles/map.tsx";
import { MoneyTile } from "./tiles/money.tsx";
import { NetworkTile } from "./tiles/network.tsx";
import { DisposalTile, EquityTile } from "./tiles/property.tsx";
import { SanctionTile } from "./tiles/sanctions.tsx";
import { ScenesTile } from "./tiles/scenes.tsx";
import { SupervisionTile } from "./tiles/supervision.tsx";
import { UnitsTile } from "./tiles/units.tsx";
import { WagesTile } from "./tiles/wages.tsx";
import { WallHeader } from "./WallHeader.tsx";

/** However much happens at once, the court is asked again no more often than this. */
const LEAST = 3000;

export function Board({ me }: { me: Person }) {
  const { t, w } = useWall();
  const day = useToday();
  const [period, setPeriod] = useState<Period>("year");
  const days = useMemo(() => daysOf(period, Date.parse(`${day}T12:00:00+08:00`)), [period, day]);
  const read = useIndicators(days);
  const months = useMonths(Date.parse(`${day}T12:00:00+08:00`));
  const scenes = useScenes();
  const network = useNetwork();
  const [opened, setOpened] = useState<string>();
  const figures = useMemo(
    () => new Map((read.data ?? []).map((each): [string, Indicator] => [each.id ?? "", each])),
    [read.data],
  );
  const shared = useMemo<Shared>(
    () => ({ days, figures, read, months, open: setOpened }),
    [days, figures, read, months],
  );
  useFresh(me, scenes.data?.cursor);
  useEffect(() => {
    document.title = `${t.title} · ${w.product}`;
  }, [t, w]);
  const shown = opened === undefined ? undefined : figures.get(opened);
  return (
    <BoardContext value={shared}>
      <WallHeader
        days={days}
        period={period}
        onPeriod={setPeriod}
        isDemonstration={network.data?.demonstration === true}
        isAway={read.isError || scenes.isError}
      />
      <main id="content" className="wall">
        <NetworkTile />
        <ClosingTile />
        <MapTile />
        <ControlTile />
        <AfterTile />
        <EquityTile />
        <ThroughTile />
        <SupervisionTile />
        <MoneyTile />
        <SanctionTile />
        <DisposalTile />
        <WagesTile />
        <UnitsTile />
        <ScenesTile scenes={scenes} />
      </main>
      {shown && <Counted key={opened} indicator={shown} onClose={() => setOpened(undefined)} />}
    </BoardContext>
  );
}

/** Today at the court; it changes by itself on a screen that stands for days. */
function useToday(): string {
  const [day, setDay] = useState(() => today(courtNow()));
  useEffect(() => {
    const look = () => setDay(today(courtNow()));
    const timer = setInterval(look, 10_000);
    const stop = onClock(look);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);
  return day;
}

/** Reads everything again when the watch of the tasks reports something, or comes back after a break. */
function useFresh(me: Person, first: string | undefined): void {
  const queries = useQueryClient();
  const cursor = useRef<string>(undefined);
  cursor.current ??= first;
  const again = useCallback(() => {
    void queries.invalidateQueries();
  }, [queries]);
  const isReady = first !== undefined;
  useEffect(() => {
    if (!isReady) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = follow(
      {
        name: `sharedcourt.wall.${me.name}`,
        cursor: async () => cursor.current,
        setCursor: async (next) => {
          cursor.current = next;
        },
      },
      () => {
        timer ??= setTimeout(() => {
          timer = undefined;
          again();
        }, LEAST);
      },
    );
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [me.name, isReady, again]);
}
