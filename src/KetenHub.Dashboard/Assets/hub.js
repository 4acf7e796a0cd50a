// Keeps an open page current without reloading it: fetches the page again when the hub says that something changed,
// and swaps the parts marked data-live. Everything works without this script, by reloading.
"use strict";
(() => {
  const root = document.documentElement;
  const offline = document.getElementById("offline");
  const refreshes = document.getElementById("content")?.dataset.refresh === "yes";
  const atLeastBetween = 1000;
  let source, fetching = false, again = false, last = 0, warning;

  // The hub's clock: how far it was when the page was made, and how fast it goes (a simulated one can be faster).
  let clock = read(document), pace = 1;

  // On a phone the menu is one line: it begins at the page one is on.
  const here = document.querySelector("header nav [aria-current]");
  if (here)
    here.closest("ul").scrollLeft = here.offsetLeft - here.closest("ul").offsetLeft - 16;

  function read(page) {
    return { hub: Date.parse(page.getElementById("clock").dateTime), here: performance.now() };
  }

  function now() {
    return clock.hub + (performance.now() - clock.here) * pace;
  }

  function sync(page) {
    const next = read(page);
    const passed = next.here - clock.here;
    if ("simulated" in document.getElementById("clock").dataset && passed > 2000)
      pace = Math.max(0, (next.hub - clock.hub) / passed);
    clock = next;
    // A screen on the wall goes dark at night.
    root.className = page.documentElement.className;
  }

  // The same form as Moments.Duration.
  function duration(seconds) {
    const hour = root.dataset.hour;
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
    if (seconds < 86400) return `${Math.floor(seconds / 3600)} ${hour}${rest(seconds % 3600 / 60, "min")}`;
    return `${Math.floor(seconds / 86400)} d${rest(seconds % 86400 / 3600, hour)}`;
  }

  function rest(count, unit) {
    return count < 1 ? "" : ` ${Math.floor(count)} ${unit}`;
  }

  function distance(seconds, { ahead, past }) {
    return Math.abs(seconds) < 5 ? root.dataset.now : (seconds >= 0 ? ahead : past).replace("{0}", duration(Math.abs(seconds)));
  }

  const wall = new Intl.DateTimeFormat("nl-NL", { timeZone: "Europe/Amsterdam", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

  function tick() {
    for (const element of document.querySelectorAll("[data-until]")) {
      const seconds = Math.floor((Date.parse(element.dataset.until) - now()) / 1000);
      put(element, distance(seconds, element.dataset));
    }
    const face = document.getElementById("clock");
    put(face, face.textContent.replace(/\d\d:\d\d:\d\d$/, wall.format(now())));
  }

  function put(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  // Somebody types or chose something here: leave it alone.
  function isBusy(region) {
    return [...region.querySelectorAll("input:not([type=hidden]), select, textarea")].some(field =>
      field === document.activeElement || (field.options
        ? [...field.options].some(option => option.selected !== option.defaultSelected)
        : field.value !== field.defaultValue));
  }

  // Countdowns differ at each fetch; they are no change.
  function shape(region) {
    const copy = region.cloneNode(true);
    for (const element of copy.querySelectorAll("[data-until]")) element.textContent = "";
    for (const element of copy.querySelectorAll("details")) element.open = false;
    return copy.innerHTML;
  }

  function swap(region, fresh) {
    const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
    for (const details of region.querySelectorAll("details[open][id]"))
      fresh.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
    // The row at the top of the window stays where it is, also when rows come in above it.
    const anchor = [...region.querySelectorAll("tr[id]")].find(row => row.getBoundingClientRect().top >= 0 && fresh.querySelector(`#${CSS.escape(row.id)}`));
    const top = anchor?.getBoundingClientRect().top;
    region.replaceChildren(...document.importNode(fresh, true).childNodes);
    if (anchor && window.scrollY > 0)
      window.scrollBy({ top: document.getElementById(anchor.id).getBoundingClientRect().top - top, behavior: "instant" });
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  function warn(text) {
    put(offline, text);
    offline.hidden = false;
  }

  async function refresh() {
    if (!refreshes) return;
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      await new Promise(done => setTimeout(done, Math.max(0, last + atLeastBetween - performance.now())));
      last = performance.now();
      const response = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
      if (response.status === 401) { warn(offline.dataset.signedOut); return; }
      if (!response.ok) { warn(offline.dataset.offline); return; }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      sync(page);
      for (const region of document.querySelectorAll("[data-live]")) {
        const fresh = page.getElementById(region.id);
        if (fresh && !isBusy(region) && shape(region) !== shape(fresh)) swap(region, fresh);
      }
      document.title = page.title;
      offline.hidden = true;
      tick();
    } catch {
      warn(offline.dataset.offline);
    } finally {
      fetching = false;
      if (again) { again = false; refresh(); }
    }
  }

  function listen() {
    source = new EventSource("/live");
    source.addEventListener("changed", refresh);
    // Also when nothing was committed: what is overdue and whether the store works change by themselves.
    // The first one comes at once: what changed while the page was on its way is not missed.
    source.addEventListener("alive", refresh);
    source.onopen = () => { clearTimeout(warning); if (!refreshes) offline.hidden = true; };
    source.onerror = () => {
      clearTimeout(warning);
      warning = setTimeout(() => { warn(offline.dataset.offline); refresh(); }, 3000);
      // Closed for good, for example after a refusal: try again ourselves.
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
    };
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  setInterval(tick, 1000);
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", event => { if (event.persisted) { listen(); refresh(); } });
  listen();
})();
