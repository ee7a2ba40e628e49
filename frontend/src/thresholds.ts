// Thresholds between scores: a marker that is dragged or moved with the keyboard, and the box with the same number, kept in step.

interface Axis {
  edges: number[];
  step: number;
  after: number;
  rising: boolean;
  low: number;
  high: number;
  unit: string;
  sign: string;
}

export function enliven(element: HTMLElement): void {
  const chart = element.querySelector<HTMLElement>("[data-thresholds]");
  if (!chart?.dataset.edges) return;
  const handles = [...chart.querySelectorAll<SVGSVGElement>(".handle")];
  const boxes = handles.map((each) => document.getElementById(each.dataset.box ?? "") as HTMLInputElement);
  const axis = read(chart, handles[0]);
  // the boxes may hold other numbers than the server drew: typed before this came to life, or restored on going back
  const values = handles.map((each, at) => typed(boxes[at]) ?? Number(each.getAttribute("aria-valuenow")));

  const show = (): void => {
    handles.forEach((handle, at) => {
      const value = values[at] ?? 0;
      handle.setAttribute("x", percent(place(axis, value)));
      handle.setAttribute("aria-valuenow", String(value));
      handle.setAttribute("aria-valuetext", words(axis, value));
    });
    strip(chart, axis, values);
  };
  // a threshold pushes its neighbours before it, so that no two are ever alike
  const move = (at: number, wanted: number): void => {
    const last = values.length - 1;
    const [below, above] = axis.rising ? [at, last - at] : [last - at, at];
    const value = clamp(round(wanted, axis.step), axis.low + below * axis.step, axis.high - above * axis.step);
    values[at] = value;
    const apart = axis.rising ? axis.step : -axis.step;
    for (let next = at + 1; next <= last; next++) values[next] = further(values[next] ?? 0, (values[next - 1] ?? 0) + apart, axis.rising);
    for (let next = at - 1; next >= 0; next--) values[next] = further(values[next] ?? 0, (values[next + 1] ?? 0) - apart, !axis.rising);
    boxes.forEach((box, place) => { box.value = plain(values[place] ?? 0, axis.step); });
    show();
    boxes[at]?.dispatchEvent(new Event("input", { bubbles: true }));
  };

  handles.forEach((handle, at) => {
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      handle.classList.add("held");
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const { left, width } = (handle.ownerSVGElement as SVGSVGElement).getBoundingClientRect();
      move(at, valueAt(axis, (event.clientX - left) / width));
    });
    for (const end of ["pointerup", "pointercancel"] as const) handle.addEventListener(end, () => handle.classList.remove("held"));
    handle.addEventListener("keydown", (event) => {
      const to = afterKey(axis, values[at] ?? 0, event);
      if (to === null) return;
      event.preventDefault();
      move(at, to);
    });
    boxes[at]?.addEventListener("input", (event) => {
      const number = typed(boxes[at]);
      if (!event.isTrusted || number === null) return;
      values[at] = number;
      show();
    });
  });
  show();
}

function typed(box: HTMLInputElement | undefined): number | null {
  const text = box?.value.replace(/[\s,]/g, "") ?? "";
  return text === "" || !Number.isFinite(Number(text)) ? null : Number(text);
}

function read(chart: HTMLElement, handle: SVGSVGElement | undefined): Axis {
  const about = chart.dataset;
  return {
    edges: (about.edges ?? "").split(" ").map(Number),
    step: Number(about.step),
    after: Number(about.after),
    rising: about.rising === "1",
    low: Number(handle?.getAttribute("aria-valuemin") ?? 0),
    high: Number(handle?.getAttribute("aria-valuemax") ?? 0),
    unit: about.unit ?? "",
    sign: about.sign ?? "",
  };
}

function afterKey(axis: Axis, value: number, event: KeyboardEvent): number | null {
  const one = Math.max(axis.step, 1) * (event.shiftKey ? 10 : 1);
  const page = (way: number): number => {
    const to = valueAt(axis, place(axis, value) + way / 20);
    return way > 0 ? Math.max(to, value + one) : Math.min(to, value - one);
  };
  switch (event.key) {
    case "ArrowRight": case "ArrowUp": return value + one;
    case "ArrowLeft": case "ArrowDown": return value - one;
    case "PageUp": return page(1);
    case "PageDown": return page(-1);
    case "Home": return axis.low;
    case "End": return axis.high;
    default: return null;
  }
}

// all columns are equally wide, whatever they span
function place(axis: Axis, limit: number): number {
  const value = limit + axis.after;
  const count = axis.edges.length - 1;
  for (let at = 0; at < count; at++) {
    const [low, high] = [axis.edges[at] ?? 0, axis.edges[at + 1] ?? 0];
    if (value < low) return at / count;
    if (value < high) return (at + (value - low) / (high - low)) / count;
  }
  return 1;
}

function valueAt(axis: Axis, share: number): number {
  const count = axis.edges.length - 1;
  const along = clamp(share, 0, 1) * count;
  const at = Math.min(Math.floor(along), count - 1);
  const [low, high] = [axis.edges[at] ?? 0, axis.edges[at + 1] ?? 0];
  const value = low + (along - at) * (high - low) - axis.after;
  // nobody aims at a cent with a pointer
  return axis.step < 1 && axis.high - axis.low > 100 ? Math.round(value) : value;
}

function strip(chart: HTMLElement, axis: Axis, values: number[]): void {
  const ends = [0, ...values.map((value) => place(axis, value)).sort((one, other) => one - other), 1];
  chart.querySelectorAll<SVGRectElement>("rect.score").forEach((box, at) => {
    const [start, end] = [ends[at] ?? 0, ends[at + 1] ?? 1];
    box.setAttribute("x", percent(start));
    box.setAttribute("width", percent(end - start));
  });
  chart.querySelectorAll<SVGTextElement>("text.score-label").forEach((label, at) => {
    const [start, end] = [ends[at] ?? 0, ends[at + 1] ?? 1];
    label.setAttribute("x", percent((start + end) / 2));
    label.classList.toggle("cramped", end - start <= 0.03);
  });
}

function words(axis: Axis, value: number): string {
  const digits = { minimumFractionDigits: axis.sign ? 2 : 0, maximumFractionDigits: 2 };
  const said = value.toLocaleString("en", digits);
  if (axis.sign) return axis.sign + said;
  return `${said} ${value === 1 && axis.unit.endsWith("s") ? axis.unit.slice(0, -1) : axis.unit}`.trim();
}

function plain(value: number, step: number): string {
  return step < 1 && !Number.isInteger(value) ? value.toFixed(2) : String(value);
}

function round(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(2));
}

function further(value: number, least: number, up: boolean): number {
  return Number((up ? Math.max(value, least) : Math.min(value, least)).toFixed(2));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
