// Inside the page. Everything works without it; with it, the page speaks with the one that frames it, the search
// answers while one types, what has to be put right is looked at first, and a second tap on "Book" does nothing.
(() => {
  "use strict";

  // With embed.js on the page around us, as docs/embedding.md has it: we say "ready", it answers "init", and from then
  // on only the origin which that came from hears of us. Ids and times only.
  if (parent !== window) {
    const { body, documentElement: root } = document;
    const facts = JSON.parse(body.dataset.facts || "{}");
    const LOST = ["slot-taken", "time-unavailable", "nobody-free"];
    let host;
    const tell = (type, more) => parent.postMessage({ ns: "booking-widget", v: 1, type, ...more }, host || "*");
    const report = (name, more) => tell("event", { name, detail: { ...facts, ...more } });

    // The name that embed.js gave our frame says what we stand on. That shows through where everything can be read on
    // it: our text has a contrast of 14.5 with the darkest of our own grounds, for which all other colours are computed.
    const lightness = (colour) => {
      const [red, green, blue] = colour.match(/\d+/g).map((part) => (part / 255) ** 2.2);
      return red * 0.2126 + green * 0.7152 + blue * 0.0722 + 0.05;
    };
    const [, ground] = window.name.match(/^booking-widget:(|rgb\(.*\))$/) || [];
    if (ground !== undefined) {
      const contrast = ground ? lightness(ground) / lightness(getComputedStyle(body).color) : 21;
      root.classList.toggle("is-framed", contrast >= 14.5 || contrast <= 1 / 14.5);
    }

    const begin = ({ step, prefill }) => {
      // Unless the page keeps the frame low: then it scrolls.
      const fit = () => root.classList.toggle("is-grown", innerHeight + 1 >= body.getBoundingClientRect().height);
      root.classList.add("is-grown");
      addEventListener("resize", () => setTimeout(fit, 500));
      setTimeout(fit, 1000);
      // Not scrollHeight, which never shrinks; and once at once, since a frame that is out of view is observed later.
      const grow = () => tell("height", { height: Math.ceil(body.getBoundingClientRect().height) });
      new ResizeObserver(grow).observe(body);
      grow();
      for (const name of ["fullname", "phone", "email"]) {
        const field = document.querySelector(`input[name=${name}]:not([type=hidden])`);
        if (field && !field.value && typeof prefill?.[name] === "string") field.value = prefill[name];
      }
      const needsLook = document.querySelector("[autofocus]");
      if (needsLook || (step && step !== facts.step)) tell("top");
      // Where a page has come in place of another, it is read from its heading on, or from what is said above that; the
      // first one takes no focus.
      const first = document.querySelector("main > :is([role=alert], [role=status]), h1");
      if (step && !needsLook && first) {
        first.tabIndex = -1;
        first.focus({ preventScroll: true });
      }
      happened();
    };

    const happened = () => {
      const [arrived] = performance.getEntriesByType("navigation");
      const isNews = arrived?.type === "navigate";
      const has = (name) => document.querySelector(`[data-${name}]`);
      report("step");
      if (has("checked=ok")) report("slot_selected");
      for (const { dataset } of document.querySelectorAll("[data-error]")) {
        report(LOST.includes(dataset.error) ? "slot_lost" : "error", { key: dataset.error });
      }
      // Whoever opens the booking's address later has booked nothing just now.
      if (isNews && arrived.redirectCount && has("booked") && !has("moved")) {
        const campaign = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith("utm_"));
        report("booked", Object.fromEntries(campaign));
      }
      if (isNews && has("cancelled")) report("cancelled");
    };

    addEventListener("message", ({ data, origin, source }) => {
      if (source !== parent || data?.ns !== "booking-widget" || data.v !== 1 || data.type !== "init") return;
      if (host || origin === "null") return;
      host = origin;
      begin(data);
    });
    addEventListener("keydown", ({ key, defaultPrevented, target }) => {
      // In a search, Escape clears what was typed.
      if (host && key === "Escape" && !defaultPrevented && !(target.type === "search" && target.value)) tell("close");
    });
    tell("ready", { close: body.dataset.close });
  }

  // Whoever's own clock shows another time then is told so. Nothing moves for it.
  for (const line of document.querySelectorAll("[data-zone]")) {
    const { zone, at, own, locale } = line.dataset;
    const moment = new Date(at);
    if (-moment.getTimezoneOffset() === +zone) continue;
    line.classList.add("is-elsewhere");
    const write = () => moment.toLocaleString([locale, "en-GB"], { dateStyle: "medium", timeStyle: "short" });
    if (own) line.textContent = own.replace("{}", write());
  }

  // Where the frame is on another site, browsers leave autofocus to us. Elsewhere they had their turn by then.
  const look = () => {
    if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
  };
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(look)));

  // What somebody points at is fetched ahead of the tap, out of what the server has at hand. Where the page is not in a
  // frame, browsers that know speculation rules do so by themselves.
  if (parent !== window || !HTMLScriptElement.supports?.("speculationrules")) {
    const fetched = new Set();
    let resting;
    const fetchAhead = ({ href, form, rel }) => {
      const url = new URL(href || `${form.action}?${new URLSearchParams(new FormData(form))}`, location);
      if (rel || fetched.has(url.href) || !/^\/\d+\/((date|time)\/)?$/.test(url.pathname)) return;
      fetched.add(url.href);
      document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: url }));
    };
    for (const type of ["mouseover", "touchstart", "focusin"]) {
      addEventListener(
        type,
        ({ target }) => {
          clearTimeout(resting);
          const way = target.closest?.("main a[href], main [method=get] .primary");
          if (way) resting = setTimeout(fetchAhead, 65, way);
        },
        { passive: true },
      );
    }
  }

  // One form is sent once. Whoever comes back to the page can send it again: the server knows what became of it.
  let timer;
  const mark = (isSent) => {
    clearTimeout(timer);
    document.body.classList.toggle("is-sending", isSent);
    if (isSent) timer = setTimeout(mark, 25000, false);
  };
  document.addEventListener("submit", (event) => {
    if (document.body.classList.contains("is-sending")) event.preventDefault();
    else mark(event.target.method === "post");
  });
  addEventListener("pageshow", () => mark(false));

  // Until the next code can be sent, the button says how long it takes.
  const again = document.querySelector("[data-wait]");
  if (again) {
    const label = again.textContent;
    const endsAt = Date.now() + 1000 * again.dataset.wait;
    const count = () => {
      const left = Math.ceil((endsAt - Date.now()) / 1000);
      again.disabled = left > 0;
      again.textContent = left > 0 ? `${label} (${left})` : label;
      if (left <= 0) clearInterval(ticking);
    };
    const ticking = setInterval(count, 1000);
    count();
  }

  const menu = document.querySelector("[data-services]");
  if (!menu) return;

  // Capitals made of small letters know no ß and no final sigma: "fusspf" finds Fußpflege, as on the server.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().toUpperCase();
  const search = menu.querySelector("[type=search]");

  const filter = () => {
    const words = plain(search.value).split(/\s+/);
    let found = 0;
    for (const category of menu.querySelectorAll(".category")) {
      const title = plain(category.querySelector("h2").textContent);
      let shown = 0;
      for (const service of category.querySelectorAll(".service")) {
        const text = title + " " + plain(service.dataset.search);
        const isFound = words.every((word) => text.includes(word));
        const isShown = isFound || service.querySelector("input").checked;
        service.hidden = !isShown;
        shown += isShown;
        found += isFound;
      }
      category.hidden = !shown;
    }
    const status = menu.querySelector("[data-nothing]");
    const { nothing, some } = status.dataset;
    const told = !found ? nothing : search.value.trim() ? some.replace("#", found) : "";
    // What is said already is not said again with every letter.
    if (status.textContent !== told) status.textContent = told;
  };

  if (search) {
    search.addEventListener("input", filter);
    // A page that came back from the server filtered holds only what it found: leave Enter to the server then.
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !search.defaultValue) event.preventDefault();
    });
  }
})();
