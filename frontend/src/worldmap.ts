// Pan and zoom for the map of customers: wheel, drag, pinch, buttons and keys. Dots keep their size to the eye; a tip names them.

const CLOSEST = 24;
const STEP = 1.6;

interface View { x: number; y: number; zoom: number }

export function enliven(root: HTMLElement): void {
  const map = root.querySelector<SVGSVGElement>(".world");
  const tip = root.querySelector<HTMLElement>(".tip");
  const controls = root.querySelector<HTMLElement>(".map-controls");
  if (!map) return;
  const whole = { width: map.viewBox.baseVal.width, height: map.viewBox.baseVal.height };
  const dots = [...map.querySelectorAll<SVGCircleElement>("circle")].map((dot) => ({ dot, radius: dot.r.baseVal.value }));
  let view: View = { x: 0, y: 0, zoom: 1 };

  function show(next: View): void {
    const zoom = Math.min(Math.max(next.zoom, 1), CLOSEST);
    const width = whole.width / zoom;
    const height = whole.height / zoom;
    const x = Math.min(Math.max(next.x, 0), whole.width - width);
    const y = Math.min(Math.max(next.y, 0), whole.height - height);
    const sizeChanges = zoom !== view.zoom;
    view = { x, y, zoom };
    map?.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    map?.style.setProperty("--zoom", String(zoom));
    if (sizeChanges) for (const { dot, radius } of dots) dot.setAttribute("r", String(radius / zoom ** 0.75));
    if (tip) tip.hidden = true;
  }

  // a place in the window as a place of the drawing
  function at(clientX: number, clientY: number): { x: number; y: number } {
    const box = map!.getBoundingClientRect();
    return {
      x: view.x + ((clientX - box.left) / box.width) * (whole.width / view.zoom),
      y: view.y + ((clientY - box.top) / box.height) * (whole.height / view.zoom),
    };
  }

  function zoomAround(clientX: number, clientY: number, factor: number): void {
    const fixed = at(clientX, clientY);
    const zoom = Math.min(Math.max(view.zoom * factor, 1), CLOSEST);
    const part = view.zoom / zoom;
    show({ zoom, x: fixed.x - (fixed.x - view.x) * part, y: fixed.y - (fixed.y - view.y) * part });
  }

  function zoomMiddle(factor: number): void {
    const box = map!.getBoundingClientRect();
    zoomAround(box.left + box.width / 2, box.top + box.height / 2, factor);
  }

  function move(right: number, down: number): void {
    show({ ...view, x: view.x + right * (whole.width / view.zoom), y: view.y + down * (whole.height / view.zoom) });
  }

  map.addEventListener("wheel", (event) => {
    // on the whole map the wheel scrolls the page on, as people expect who only pass by
    if (event.deltaY > 0 && view.zoom === 1) return;
    event.preventDefault();
    zoomAround(event.clientX, event.clientY, event.deltaY < 0 ? 1.25 : 0.8);
  }, { passive: false });

  const fingers = new Map<number, PointerEvent>();
  map.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    map.setPointerCapture(event.pointerId);
  });
  map.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) {
      name(event);
      return;
    }
    if (fingers.size === 2) {
      const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId)!;
      const apart = (finger: PointerEvent) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY) || 1;
      zoomAround((event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2, apart(event) / apart(before));
    } else {
      const box = map.getBoundingClientRect();
      move((before.clientX - event.clientX) / box.width, (before.clientY - event.clientY) / box.height);
    }
    fingers.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel"] as const) map.addEventListener(end, (event) => fingers.delete(event.pointerId));
  map.addEventListener("pointerleave", () => { if (tip) tip.hidden = true; });

  function name(event: PointerEvent): void {
    if (!tip) return;
    const dot = (event.target as Element).closest("circle");
    tip.hidden = !dot;
    if (!dot) return;
    tip.textContent = dot.querySelector("title")?.textContent ?? "";
    const box = root.getBoundingClientRect();
    tip.style.left = `${Math.min(Math.max(event.clientX - box.left, 90), box.width - 90)}px`;
    tip.style.top = `${Math.max(event.clientY - box.top, 44)}px`;
  }

  map.tabIndex = 0;
  map.addEventListener("keydown", (event) => {
    const done: Record<string, () => void> = {
      "+": () => zoomMiddle(STEP), "=": () => zoomMiddle(STEP), "-": () => zoomMiddle(1 / STEP), "0": () => show({ x: 0, y: 0, zoom: 1 }),
      ArrowLeft: () => move(-0.15, 0), ArrowRight: () => move(0.15, 0), ArrowUp: () => move(0, -0.15), ArrowDown: () => move(0, 0.15),
    };
    const act = done[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });

  if (controls) {
    controls.hidden = false;
    controls.addEventListener("click", (event) => {
      const way = (event.target as Element).closest<HTMLElement>("[data-zoom]")?.dataset.zoom;
      if (way === "in") zoomMiddle(STEP);
      if (way === "out") zoomMiddle(1 / STEP);
      if (way === "all") show({ x: 0, y: 0, zoom: 1 });
    });
  }
}
