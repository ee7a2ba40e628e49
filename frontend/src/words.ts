// The box for words: what was marked as understood is true of the letters before; while they change, the marks step back.

export function enliven(box: HTMLElement): void {
  const words = box.querySelector("textarea");
  if (!words) return;
  words.addEventListener("input", () => box.querySelector(".words-echo")?.classList.add("stale"));
}
