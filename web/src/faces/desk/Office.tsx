/** The frame of an office: header, navigation, keys, and the screen of the path. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { signOut } from "../../contract/session.ts";
import type { Person, Role, Term } from "../../contract/types.ts";
import { Loading } from "../../shell/Loading.tsx";
import { isWallRole } from "../../shell/offices.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { useDesk } from "../../words/desk/index.ts";
import { DeskHeader } from "./DeskHeader.tsx";
import { useDeskKeys } from "./keys.ts";
import { type Module, moduleAt, modulesOf, search } from "./offices.tsx";
import { AsPresent } from "./present.tsx";
import { go, here, link, usePath } from "./router.ts";
import { searches } from "./search/meaning.ts";

const HelpSheet = lazy(() => import("./help/HelpSheet.tsx"));

interface Props {
  me: Person;
  terms: Term[];
  offices: Term[][];
  onChoose: (role: Role) => void;
}

export function Office({ me, terms, offices, onChoose }: Props) {
  const role = terms[0]?.role ?? "ROLE_UNSPECIFIED";
  const path = usePath();
  const modules = modulesOf(role);
  const [note, setNote] = useState<{ text: string; path: string }>();
  const [helpShown, setHelpShown] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const report = useCallback((text: string, at?: string) => setNote({ text, path: at ?? here() }), []);
  const [looked, setLooked] = useState({ sought: "", party: "" });
  const present = useMemo(() => {
    const paths = modulesOf(role).map((each) => each.path);
    const seek = (next: Partial<typeof looked>) => setLooked((last) => ({ ...last, ...next }));
    return { me, role, terms, findsCases: paths.includes("cases"), modules: paths, report, ...looked, seek };
  }, [me, role, terms, report, looked]);
  useEffect(() => setNote((last) => (last?.path === path ? last : undefined)), [path]);
  const keys = useMemo(
    () => ({
      onModule: (letter: string) => {
        const found = modules.find((each) => each.letter === letter);
        if (found) go(`/${found.path}`);
        return found !== undefined;
      },
      onHelp: () => setHelpShown(true),
    }),
    [modules],
  );
  useDeskKeys(keys);
  const leave = () => signOut().then(() => location.assign("/"), setFault);
  return (
    <AsPresent value={present}>
      <DeskHeader terms={terms} offices={offices} onChoose={onChoose} onHelp={keys.onHelp} onLeave={leave} />
      <div className="desk">
        <Navigation modules={modules} path={path} hasWall={isWallRole(role)} />
        <div className="desk-main">
          <div role="status">{note?.path === path && <p className="bar said">{note.text}</p>}</div>
          <ProblemNote fault={fault} onRetry={leave} />
          <Route modules={modules} path={path} searches={searches(role)} />
        </div>
      </div>
      {helpShown && (
        <Suspense fallback={null}>
          <HelpSheet role={role} modules={modules} onClose={() => setHelpShown(false)} />
        </Suspense>
      )}
    </AsPresent>
  );
}

function Navigation({ modules, path, hasWall }: { modules: Module[]; path: string; hasWall: boolean }) {
  const { d } = useDesk();
  const { module } = moduleAt(modules, path);
  return (
    <nav className="desk-nav" aria-label={d.navigation}>
      <ul>
        {modules.map((each) => (
          <li key={each.path}>
            <a {...link(`/${each.path}`)} aria-current={each === module ? "page" : undefined}>
              {each.title(d)}
            </a>
          </li>
        ))}
        {hasWall && (
          <li>
            <a href="/wall/">{d.modules.wall}</a>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** A path that leads nowhere leads to what the office sees first. */
function Route({ modules, path, searches }: { modules: Module[]; path: string; searches: boolean }) {
  const { module, rest } = moduleAt(searches ? [...modules, search] : modules, path);
  const first = modules[0];
  useEffect(() => {
    if (!module && first) go(`/${first.path}`, true);
  }, [module, first]);
  if (!module) return null;
  const Screen = module.screen;
  return (
    <Suspense fallback={<Loading />}>
      <Screen key={`${module.path}/${rest[0] ?? ""}`} rest={rest} />
    </Suspense>
  );
}
