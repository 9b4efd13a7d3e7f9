// On the business's page. Puts the widget there: in the page, behind a button, or behind a button that floats.
// docs/embedding.md says what it understands and what it tells.
(() => {
  "use strict";

  const TAG = "booking-widget";
  const script = document.currentScript || document.querySelector('script[src*="/embed.js"],script[src*="/widgetJS"]');
  if (!script || customElements.get(TAG)) return;
  const ORIGIN = new URL(script.src).origin;
  const LOOKS = ["date", "lang", "theme", "accent", "corners", "font"];
  // Whatever the page says of all its buttons, dialogs and frames.
  const PLAIN = "box-sizing:border-box;max-width:100%;margin:0;padding:0;border:0;";
  const BUTTON = PLAIN + "width:auto;font:inherit;cursor:pointer;";
  const frames = new Set();
  const mounted = new Map();

  // The host's policy may forbid style attributes and sheets; what a script sets is neither.
  const make = (tag, css, more) => {
    const element = Object.assign(document.createElement(tag), more);
    element.style.cssText = css;
    return element;
  };

  const read = (host, name) => host.getAttribute(name) ?? host.getAttribute("data-" + name) ?? "";

  const address = (host) => {
    const id = parseInt(read(host, "location"));
    const url = new URL(id ? `/${id}/` : "/", ORIGIN);
    for (const id of read(host, "service").match(/\d+/g) || []) url.searchParams.append("service", id);
    if (read(host, "team-member")) url.searchParams.set("team_member", read(host, "team-member"));
    for (const name of LOOKS) if (read(host, name)) url.searchParams.set(name, read(host, name).replace("#", ""));
    return withCampaign(url);
  };

  const withCampaign = (url) => {
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name.startsWith("utm_")) url.searchParams.set(name, value);
    }
    return url.href;
  };

  // Black or white, whichever can be read on it (WCAG contrast of at least 4.5).
  const colours = (accent) => {
    const digits = accent.replace("#", "");
    const parts = digits.match(digits.length > 3 ? /../g : /./g).map((part) => (parseInt(part.padEnd(2, part), 16) / 255) ** 2.2);
    return `background:#${digits};color:${parts[0] * 0.2126 + parts[1] * 0.7152 + parts[2] * 0.0722 > 0.18 ? "#000" : "#fff"};`;
  };

  // One widget in the page. ``host`` is the element that it stands for, which its events come from.
  class Frame {
    constructor(host, url, label, isLazy) {
      this.host = host;
      this.url = url;
      this.element = make("iframe", PLAIN + "display:block;width:100%;height:640px;color-scheme:light", {
        title: label,
        loading: isLazy ? "lazy" : "eager",
        referrerPolicy: "strict-origin",
        src: url,
      });
      frames.add(this);
    }

    hear({ type, height, name, detail }) {
      const { host, element } = this;
      if (type === "ready") {
        const theme = new URL(this.url).searchParams.get("theme");
        element.style.colorScheme = /^(light|dark)$/.test(theme) ? theme : "";
        this.send({ type: "init", step: this.step, prefill: host.prefill });
        if (!this.step) this.tell("ready", {});
      } else if (type === "height" && height > 0) {
        element.style.height = Math.min(Math.ceil(height), 20000) + "px";
      } else if (type === "top") {
        const { top } = element.getBoundingClientRect();
        const behavior = matchMedia("(prefers-reduced-motion:reduce)").matches ? "auto" : "smooth";
        if (top < 0 || top > innerHeight) element.scrollIntoView({ behavior });
      } else if (type === "close") {
        this.dialog?.close();
      } else if (type === "event" && /^[a-z_]{1,30}$/.test(name)) {
        if (name === "step") this.step = detail?.step;
        this.tell(name, detail);
      }
    }

    send(message) {
      this.element.contentWindow.postMessage({ ns: TAG, v: 1, ...message }, ORIGIN);
    }

    tell(name, detail) {
      this.host.dispatchEvent(new CustomEvent(TAG + ":" + name, { bubbles: true, composed: true, detail }));
      if (this.host.hasAttribute("data-layer")) {
        (window.dataLayer ||= []).push({ event: "booking_widget_" + name, booking_widget: detail });
      }
    }

    remove() {
      this.dialog?.close();
      (this.dialog || this.element).remove();
      frames.delete(this);
    }
  }

  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== ORIGIN || data?.ns !== TAG || data.v !== 1) return;
    for (const frame of frames) if (frame.element.contentWindow === source) frame.hear(data);
  });

  // Keeps what was chosen while it is closed; begins anew after a booking.
  const open = (host, url, label) => {
    let frame = [...frames].find((one) => one.host === host && one.dialog);
    if (!frame) {
      frame = new Frame(host, url, label);
      const scheme = new URL(url).searchParams.get("theme") || "light dark";
      const dialog = make(
        "dialog",
        PLAIN +
          "width:46rem;max-height:100%;margin:auto;border-radius:14px;overflow:auto;overscroll-behavior:contain;" +
          "background:Canvas;color:CanvasText;box-shadow:0 0 0 200vmax #0008",
        { ariaLabel: label, onclose: () => (document.documentElement.style.overflow = "") },
      );
      dialog.style.colorScheme = scheme === "auto" ? "light dark" : scheme;
      const bar = make("div", "position:sticky;top:0;z-index:1;height:44px;text-align:end;background:Canvas");
      const shut = make("button", BUTTON + "width:44px;height:44px;background:none;color:inherit;font-size:28px;line-height:1", {
        type: "button",
        textContent: "×",
        ariaLabel: "Close",
        onclick: () => dialog.close(),
      });
      dialog.onclick = ({ target }) => target === dialog && dialog.close();
      bar.append(shut);
      dialog.append(bar, frame.element);
      frame.dialog = dialog;
      document.body.append(dialog);
    } else if (frame.step === "booking") frame.element.src = url;
    document.documentElement.style.overflow = "hidden";
    frame.dialog.showModal();
  };

  const mount = (host) => {
    // A parser that has just met the element has not read yet what is in it.
    if (mounted.has(host) || (document.readyState === "loading" && !host.nextSibling)) return;
    const before = [...host.childNodes];
    const mode = read(host, "mode");
    const label = read(host, "label") || host.textContent.trim() || "Book online";
    const url = address(host);
    let shown;
    if (mode === "popup" || mode === "floating") {
      const [accent] = read(host, "accent").match(/^#?(?:[0-9a-f]{3}){1,2}$/i) || ["1f5c4d"];
      shown = make(
        "button",
        `${BUTTON}padding:.75em 1.4em;min-height:48px;border-radius:10px;font-weight:600;${colours(accent)}` +
          (mode === "floating"
            ? "position:fixed;z-index:2147483000;bottom:max(16px,env(safe-area-inset-bottom));inset-inline-end:16px;" +
              "box-shadow:0 4px 16px #0004"
            : ""),
        { type: "button", textContent: label, onclick: () => open(host, url, label) },
      );
      host.replaceChildren(shown);
    } else {
      host.style.display = "block";
      host.replaceChildren(new Frame(host, url, label, true).element);
    }
    mounted.set(host, before);
  };

  const unmount = (host) => {
    if (!mounted.has(host)) return;
    for (const frame of frames) if (frame.host === host) frame.remove();
    host.replaceChildren(...mounted.get(host));
    mounted.delete(host);
  };

  customElements.define(
    TAG,
    class extends HTMLElement {
      static observedAttributes = ["location", "service", "team-member", "mode", "label", ...LOOKS];
      connectedCallback() {
        mount(this);
      }
      disconnectedCallback() {
        unmount(this);
      }
      attributeChangedCallback() {
        if (mounted.has(this)) {
          unmount(this);
          mount(this);
        }
      }
    },
  );

  const look = () => {
    for (const host of document.querySelectorAll(TAG + ",[data-booking-widget]")) mount(host);
    for (const host of mounted.keys()) if (!host.isConnected) unmount(host);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", look);
  look();

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-booking-popup]");
    const { defaultPrevented, button, metaKey, ctrlKey, shiftKey } = event;
    if (!link || defaultPrevented || button || metaKey || ctrlKey || shiftKey) return;
    const url = new URL(link.dataset.bookingPopup || link.href, ORIGIN);
    if (url.origin !== ORIGIN) return;
    event.preventDefault();
    open(link, withCampaign(url), link.textContent.trim());
  });
})();
