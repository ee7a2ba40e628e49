// What every page needs. Anything that only one page needs is a module of its own, loaded where its element is on the page.
import htmx from "htmx.org";
import { start } from "./ui";

// by the attribute data-island="name" of an element, the module that brings it to life
const ISLANDS: Record<string, () => Promise<{ enliven(element: HTMLElement): void }>> = {
  worldmap: () => import("./worldmap"),
  thresholds: () => import("./thresholds"),
  words: () => import("./words"),
};

function enliven(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-island]:not([data-live])")) {
    const load = ISLANDS[element.dataset.island ?? ""];
    if (!load) continue;
    element.dataset.live = "";
    void load().then((module) => {
      module.enliven(element);
      element.dataset.live = "ready";
    });
  }
}

start(htmx);
enliven(document);
document.body.addEventListener("htmx:load", (event) => enliven((event as CustomEvent<{ elt: HTMLElement }>).detail.elt.parentNode ?? document));
