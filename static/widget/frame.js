// Inside the page. Everything works without it; with it, the search answers while one types, what has to be put right
// is looked at first, and a second tap on "Book" does nothing.
(() => {
  "use strict";

  // Where the frame is on another site, browsers leave autofocus to us. Elsewhere they had their turn by then.
  const look = () => {
    if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
  };
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(look)));

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
    status.textContent = found ? "" : status.dataset.nothing;
  };

  if (search) {
    search.addEventListener("input", filter);
    // A page that came back from the server filtered holds only what it found: leave Enter to the server then.
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !search.defaultValue) event.preventDefault();
    });
  }
})();
