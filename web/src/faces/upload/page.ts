/** The page on which a telephone sends the papers of one request. It is small and stands alone: no account, no menu, one thing to do. */
import { courtNow } from "../../contract/clock.ts";
import { isUnreachable, Problem } from "../../contract/problem.ts";
import { speak } from "../../contract/transport.ts";
import { reportError } from "../../shell/pageErrors.ts";
import { uploadEn } from "../../words/upload-en.ts";
import { type UploadWords, uploadZh } from "../../words/upload-zh.ts";
import { current, end, hasSession, open, type Session, send } from "./court.ts";
import { ACCEPTED, isOpen, type Paper, percent, Queue } from "./queue.ts";

const LANGUAGE = "sharedcourt.language";
/** How long after a line that broke sending is tried again, where nothing says that it is back. */
const AGAIN = 3000;

type Screen = "loading" | "code" | "open" | "over" | "done";
type Child = Node | string;

function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Partial<HTMLElementTagNameMap[K]> & { className?: string } = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
}

const wait = (): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, AGAIN);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    }
    addEventListener("online", done);
  });

/** The code that was scanned. It leaves the address, so that nobody who takes up the telephone finds it there. */
function scanned(): string {
  const code = location.hash.slice(1);
  if (code) history.replaceState(null, "", location.pathname);
  return /^\d{10}$/.test(code) ? code : "";
}

export function start(place: HTMLElement): void {
  let u: UploadWords = uploadZh;
  let screen: Screen = "loading";
  let session: Session | undefined;
  let fault: unknown;
  let isBusy = false;
  const queue = new Queue({ send, onChange: () => papers(), onOver: stopped, wait });
  const list = h("ul", { className: "papers" });
  const clock = h("p", { className: "clock" });
  const note = h("p", { className: "note" });
  note.setAttribute("role", "status");

  function language(tag: string): void {
    u = tag === "en" ? uploadEn : uploadZh;
    document.documentElement.lang = tag;
    document.title = `${u.product} · ${u.title}`;
    speak(tag);
  }

  function show(next: Screen): void {
    screen = next;
    draw();
    place.querySelector<HTMLElement>("h1")?.focus();
  }

  /** What is wrong, in words. What the page did not expect is reported. */
  function words(found: unknown): string {
    if (found instanceof Problem) {
      const { detail, retryAfter } = found.refused;
      return retryAfter ? `${detail} ${u.wait(retryAfter)}` : detail;
    }
    if (!isUnreachable(found)) reportError(found);
    return u.unreachable;
  }

  /** The session has ended, here or elsewhere. */
  function stopped(found?: unknown): void {
    queue.stop();
    fault = found;
    show("over");
  }

  function opened(found: Session): void {
    session = found;
    fault = undefined;
    show("open");
    queue.resume((found.name ?? "").split("/").pop() ?? "");
  }

  /** Does something once, with its button pressed meanwhile; what is wrong stands on the screen. */
  async function act(doing: () => Promise<void>): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    fault = undefined;
    draw();
    try {
      await doing();
    } catch (found) {
      fault = found;
    } finally {
      isBusy = false;
      draw();
    }
  }

  const connect = (code: string) => act(async () => opened(await open(code)));

  function codeForm(): HTMLElement {
    const field = h("input", {
      id: "code",
      name: "code",
      inputMode: "numeric",
      autocomplete: "one-time-code",
      maxLength: 20,
    });
    const form = h(
      "form",
      {},
      h("label", { htmlFor: "code" }, u.code),
      field,
      h("p", { className: "hint" }, u.codeHow),
      h("button", { className: "primary", disabled: isBusy }, isBusy ? u.connecting : u.connect),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) void connect(field.value);
    });
    return form;
  }

  function picker(label: string, accept: string, isCamera: boolean): HTMLElement {
    const input = h("input", { type: "file", accept, multiple: !isCamera, hidden: true, ariaLabel: label });
    if (isCamera) input.setAttribute("capture", "environment");
    input.addEventListener("change", () => {
      queue.add([...(input.files ?? [])]);
      // The same file can be chosen again.
      input.value = "";
    });
    const button = h("button", { type: "button", className: isCamera ? "primary" : "" }, label);
    button.addEventListener("click", () => input.click());
    return h("div", {}, input, button);
  }

  function stateOf(paper: Paper): string {
    if (paper.state === "sending") return u.progress(percent(paper));
    if (paper.state === "waiting" && paper.sent > 0) return u.kept(percent(paper));
    return paper.state === "refused" ? (paper.said ?? "") : u.states[paper.state];
  }

  /** The rows of the papers. */
  function papers(): void {
    list.replaceChildren(
      ...queue.papers.map((paper, at) => {
        const row = h("li", { className: paper.state }, h("strong", {}, u.paper(at + 1)), " ");
        const name = paper.file instanceof File ? paper.file.name : "";
        row.append(h("span", { className: "name" }, name), h("span", { className: "state" }, stateOf(paper)));
        if (isOpen(paper)) row.append(h("progress", { max: 100, value: percent(paper), ariaLabel: u.paper(at + 1) }));
        if (paper.state === "refused" || paper.state === "unread") {
          const again = h("button", { type: "button" }, u.again);
          again.addEventListener("click", () => queue.again(paper));
          row.append(again);
        }
        return row;
      }),
    );
    if (queue.papers.length === 0 && screen === "open") list.append(h("li", {}, u.none));
    tell();
  }

  /** What a reader of the screen is told: how many papers have arrived, and what keeps the page from ending. */
  function tell(): void {
    const said = fault ? words(fault) : "";
    const text = said || (queue.papers.length > 0 ? `${u.states.whole} ${queue.whole}/${queue.papers.length}` : "");
    if (note.textContent !== text) note.textContent = text;
  }

  function finish(): void {
    if (queue.isBusy) {
      note.textContent = u.unfinished;
      return;
    }
    void act(async () => {
      await end();
      queue.stop();
      show("done");
    });
  }

  function body(): Child[] {
    switch (screen) {
      case "loading":
        return [h("p", {}, u.loading)];
      case "code":
        return [codeForm()];
      case "open": {
        const done = h("button", { type: "button", disabled: isBusy }, isBusy ? u.finishing : u.finish);
        done.addEventListener("click", finish);
        return [
          h("p", {}, u.caseIs(session?.caseNumber ?? "")),
          clock,
          h("p", { className: "hint" }, u.how),
          picker(u.photo, "image/jpeg", true),
          picker(u.file, ACCEPTED.join(","), false),
          h("h2", {}, u.files),
          list,
          done,
        ];
      }
      case "over":
        return [h("p", {}, u.overHow(queue.whole)), list, codeForm()];
      case "done":
        return [h("p", {}, u.doneHow(queue.whole))];
    }
  }

  function draw(): void {
    const typed = place.querySelector<HTMLInputElement>("#code")?.value ?? "";
    const other = h(
      "button",
      { type: "button", className: "quiet", lang: u === uploadZh ? "en" : "zh-CN" },
      u.language,
    );
    other.addEventListener("click", () => {
      const tag = u === uploadZh ? "en" : "zh-CN";
      localStorage.setItem(LANGUAGE, tag);
      language(tag);
      draw();
    });
    const title = screen === "done" ? u.done : screen === "over" ? u.over : u.title;
    const heading = h("h1", { tabIndex: -1 }, title);
    place.replaceChildren(
      h("header", {}, h("span", {}, u.product), other),
      h("main", { className: screen }, heading, ...body(), note),
    );
    const field = place.querySelector<HTMLInputElement>("#code");
    if (field) field.value = typed;
    papers();
    tick();
  }

  function tick(): void {
    if (screen !== "open") return;
    const left = Math.max(0, Math.ceil((Date.parse(session?.expireTime ?? "") - courtNow()) / 1000));
    clock.textContent = u.left(Math.floor(left / 60), left % 60);
    // The court says when it is over; a piece that it has taken in time is not lost to a clock here.
    if (left === 0 && !isBusy && !queue.papers.some(({ state }) => state === "sending")) {
      void act(async () => opened(await current())).then(() => {
        if (fault instanceof Problem) stopped(fault);
      });
    }
  }

  language(localStorage.getItem(LANGUAGE) ?? "zh-CN");
  draw();
  setInterval(tick, 1000);
  addEventListener("hashchange", () => {
    const code = scanned();
    if (code) void connect(code);
  });
  const code = scanned();
  const began = code ? open(code) : hasSession() ? current() : Promise.reject();
  began.then(opened, (found: unknown) => {
    fault = code ? found : undefined;
    show("code");
  });
}
