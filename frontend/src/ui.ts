// Menu, theme, dialogs, tabs, toasts, copying: what all pages share.

interface Htmx {
  process(element: Element): void;
}

const YEAR = 365 * 24 * 3600;

export function start(htmx: Htmx): void {
  document.documentElement.classList.add("has-script");
  menu();
  theme();
  dialogs(htmx);
  document.addEventListener("keydown", tabKeys);
  document.addEventListener("click", copy);
  lists();
  problems();
  renewal();
}

function menu(): void {
  const button = document.querySelector<HTMLButtonElement>(".menu-button");
  const target = document.getElementById("menu");
  if (!button || !target) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = target.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
  });
}

function theme(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-theme-switch]")) return;
    event.preventDefault();
    const chosen = (event as SubmitEvent).submitter as HTMLButtonElement;
    const root = document.documentElement;
    const secure = location.protocol === "https:" ? ";secure" : "";
    if (chosen.value === "system") delete root.dataset.theme;
    else root.dataset.theme = chosen.value;
    const age = chosen.value === "system" ? 0 : YEAR;
    document.cookie = `regulars_theme=${chosen.value};path=/;max-age=${age};samesite=lax${secure}`;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === chosen));
  });
}

// whatever is put into #dialog opens it; it is emptied when it closes, and the focus goes back to where it was
function dialogs(htmx: Htmx): void {
  const dialog = document.querySelector<HTMLDialogElement>("#dialog");
  if (!dialog) return;
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if ((event as CustomEvent<{ target: HTMLElement }>).detail.target !== dialog || !dialog.firstElementChild) return;
    htmx.process(dialog);
    if (!dialog.open) dialog.showModal();
  });
  dialog.addEventListener("close", () => dialog.replaceChildren());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

// tabs are links; the arrows go from one to the next, as people with keyboards expect
function tabKeys(event: KeyboardEvent): void {
  const current = event.target as HTMLElement;
  const bar = current.closest?.("[data-tabs]");
  if (!bar) return;
  const all = [...bar.querySelectorAll<HTMLAnchorElement>("a")];
  const place = all.indexOf(current as HTMLAnchorElement);
  const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: all.length - 1 }[event.key];
  if (place < 0 || next === undefined) return;
  event.preventDefault();
  all[(next + all.length) % all.length]?.focus();
}

function copy(event: Event): void {
  const button = (event.target as Element).closest?.<HTMLButtonElement>("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy ?? "");
  if (!source) return;
  void navigator.clipboard.writeText(source.textContent?.trim() ?? "").then(() => toast("Copied."));
}

// letters typed into a list choose by all that was typed until a pause; a list that its own answer draws anew between two of
// them would forget the first ones, so a change made by letters is told when they stop, or when the list is left
function lists(): void {
  const pause = 1000; // what browsers wait for the next letter
  let typed = Number.NEGATIVE_INFINITY;
  let waiting: HTMLSelectElement | null = null;
  let timer = 0;
  const tell = () => {
    clearTimeout(timer);
    const list = waiting;
    waiting = null;
    if (list?.isConnected) list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(tell, pause);
  };
  const isLetter = (event: KeyboardEvent) => event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  document.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLSelectElement) || !isLetter(event)) return;
    typed = event.timeStamp;
    if (waiting) wait();
  }, true);
  document.addEventListener("change", (event) => {
    if (!event.isTrusted || !(event.target instanceof HTMLSelectElement) || event.timeStamp - typed > pause) return;
    event.stopPropagation();
    waiting = event.target;
    wait();
  }, true);
  document.addEventListener("focusout", tell, true);
}

// a part of the page says that all of it can be shown anew; what is open in a dialog is finished first
function renewal(): void {
  document.body.addEventListener("page-is-old", () => {
    const dialog = document.querySelector<HTMLDialogElement>("#dialog");
    if (dialog?.open) dialog.addEventListener("close", () => location.reload(), { once: true });
    else location.reload();
  });
}

export function toast(words: string, kind = ""): void {
  const note = document.createElement("div");
  note.className = `note ${kind}`;
  const line = document.createElement("p");
  line.textContent = words;
  note.append(line);
  document.getElementById("toasts")?.append(note);
  setTimeout(() => note.remove(), 6000);
}

// a part that could not be loaded says so; a problem that the server put into words is shown where it was asked for
function problems(): void {
  // who goes on to another page, or types on, takes back what was asked: no error, and no line in the console
  document.body.addEventListener("htmx:beforeSend", (event) => {
    const { detail } = event as CustomEvent<{ xhr: XMLHttpRequest; error?: string }>;
    const ended = detail.xhr.onabort;
    detail.xhr.onabort = (abort) => {
      detail.error = "";
      ended?.call(detail.xhr, abort);
    };
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean; isError: boolean; target: HTMLElement }>).detail;
    const { status } = detail.xhr;
    if (status >= 400 && status < 600 && status !== 401 && detail.xhr.responseText) {
      const holder = document.createElement("template");
      holder.innerHTML = detail.xhr.responseText;
      // a note and nothing else is about the request; a form with notes in it is to be shown
      const note = holder.content.childElementCount === 1 ? holder.content.firstElementChild : null;
      if (note?.matches(".note")) toast(note.textContent?.trim() ?? "", "bad");
      else {
        detail.shouldSwap = true;
        detail.isError = false;
      }
    }
  });
  document.body.addEventListener("htmx:sendError", () => toast("The server does not answer. Try again in a moment.", "bad"));
}
