// On the business's page. Puts the widget there: in the page, behind a button, or behind a button that floats.
// docs/embedding.md says what it understands and what it tells.
(() => {
  "use strict";

  const TAG = "booking-widget";
  const script = document.currentScript || document.querySelector('script[src*="/embed.js"]');
  if (!script || customElements.get(TAG)) return;
  const ORIGIN = new URL(script.src).origin;
  const LOOKS = "team-member date lang theme accent corners font".split(" ");
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

  // From 0 for black to 1 for white. Of a colour that is not written as rgb(…) the first number is its lightness.
  const lightness = (colour) => {
    const parts = colour.match(/[\d.]+/g);
    const [red, green, blue] = parts.map((part) => (part / 255) ** 2.2);
    return /^rgb/.test(colour) ? red * 0.2126 + green * 0.7152 + blue * 0.0722 : parts[0];
  };

  // Light text stands on dark ground.
  const isDark = (host) => lightness(getComputedStyle(host).color) > 0.4;

  // What is behind an element, as far as it is one plain colour.
  const groundOf = (host) => {
    for (let at = host; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(at);
      if (backgroundImage !== "none") return "picture";
      if (!/, 0\)$/.test(backgroundColor)) return backgroundColor;
    }
    return isDark(host) ? "rgb(0,0,0)" : "rgb(255,255,255)";
  };

  const complete = (url, host) => {
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (/^utm_/.test(name)) url.searchParams.set(name, value);
    }
    const theme = url.searchParams.get("theme");
    if (!theme || theme === "auto") url.searchParams.set("theme", isDark(host) ? "dark" : "light");
    return url;
  };

  const address = (host) => {
    const id = parseInt(read(host, "location"));
    const url = new URL(id ? id + "/" : "", ORIGIN);
    for (const service of read(host, "service").match(/\d+/g) || []) url.searchParams.append("service", service);
    for (const name of LOOKS) {
      if (read(host, name)) url.searchParams.set(name.replace("-", "_"), read(host, name).replace("#", ""));
    }
    return complete(url, host);
  };

  // One widget in the page. ``host`` is the element that it stands for, which its events come from.
  class Frame {
    constructor(host, url, label, dialog) {
      this.host = host;
      this.dialog = dialog;
      this.theme = url.searchParams.get("theme");
      this.element = make(
        "iframe",
        PLAIN + "display:block;width:60rem;min-width:100%;min-height:0;max-height:none;height:640px;color-scheme:light",
        {
          title: label,
          // Tells the page in it what it stands on, before it is painted.
          name: `${TAG}:${dialog ? "" : groundOf(host)}`,
          loading: dialog ? "eager" : "lazy",
          referrerPolicy: "strict-origin",
          src: url,
        },
      );
      frames.add(this);
    }

    hear({ type, height, name, detail, close }) {
      const { host, element } = this;
      if (type === "ready") {
        // In the page's language.
        if (close && this.dialog) this.dialog.querySelector("button").ariaLabel = close;
        element.style.colorScheme = this.theme;
        const init = { ns: TAG, v: 1, type: "init", step: this.step, prefill: { ...host.prefill } };
        element.contentWindow.postMessage(init, ORIGIN);
        if (!this.step) this.tell("ready", {});
      } else if (type === "height" && height > 0) {
        element.style.height = Math.min(height, 20000) + "px";
      } else if (type === "top") {
        const { top } = element.getBoundingClientRect();
        if (top < 0 || top > innerHeight) element.scrollIntoView();
      } else if (type === "close") {
        this.dialog?.close();
      } else if (type === "event") {
        if (name === "step") this.step = detail?.step;
        this.tell(name, detail);
      }
    }

    tell(name, detail) {
      this.host.dispatchEvent(new CustomEvent(TAG + ":" + name, { bubbles: true, composed: true, detail }));
      if (this.host.hasAttribute("data-layer")) {
        (window.dataLayer ||= []).push?.({ event: "booking_widget_" + name, booking_widget: detail });
      }
    }

    remove() {
      (this.dialog || this.element).remove();
      frames.delete(this);
    }
  }

  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== ORIGIN || data?.ns !== TAG || data.v !== 1) return;
    for (const frame of frames) if (frame.element.contentWindow === source) frame.hear(data);
  });

  // Keeps what was chosen while it is closed; begins anew after a booking, and where it could not begin.
  const open = (host, url, label) => {
    let frame = [...frames].find((one) => one.host === host && one.dialog?.isConnected);
    if (!frame) {
      const dialog = make(
        "dialog",
        PLAIN +
          "width:46rem;max-height:100%;margin:auto;border-radius:14px;overflow:auto;overscroll-behavior:contain;" +
          "scroll-padding-top:44px;background:Canvas;color:CanvasText;outline:1px solid #0000;" +
          "box-shadow:0 0 0 200vmax #0008",
        { ariaLabel: label, onclick: ({ target }) => target === dialog && dialog.close() },
      );
      frame = new Frame(host, url, label, dialog);
      dialog.style.colorScheme = frame.theme;
      const bar = make("div", "position:sticky;top:0;z-index:1;height:44px;background:Canvas;text-align:end");
      bar.append(
        make("button", BUTTON + "width:44px;height:44px;background:none;color:inherit;font-size:28px;line-height:1", {
          type: "button",
          textContent: "×",
          ariaLabel: "Close",
          onclick: () => dialog.close(),
        }),
      );
      dialog.append(bar, frame.element);
      // Beside the body, which some sites exchange as a whole.
      document.documentElement.append(dialog);
    } else if (!frame.step || frame.step === "booking") frame.element.src = url;
    frame.dialog.showModal();
  };

  const mount = (host) => {
    // A parser that has just met the element has not read yet what is in it.
    if (mounted.has(host) || (document.readyState === "loading" && !host.nextSibling)) return;
    const before = [...host.childNodes];
    const mode = read(host, "mode");
    const label = read(host, "label") || host.textContent.trim() || "Book online";
    const url = address(host);
    if (mode === "popup" || mode === "floating") {
      const button = make(
        "button",
        BUTTON + "padding:.75em 1.4em;min-height:48px;border-radius:10px;font-weight:600;background:#1f5c4d;" +
          (mode === "floating"
            ? "position:fixed;z-index:2147483000;bottom:max(16px,env(safe-area-inset-bottom));inset-inline-end:16px;" +
              "box-shadow:0 4px 16px #0004"
            : ""),
        { type: "button", textContent: label, onclick: () => open(host, url, label) },
      );
      const { style } = button;
      style.backgroundColor = "#" + url.searchParams.get("accent"); // left as it is where this is no colour
      // Black or white, whichever can be read on it: a WCAG contrast of at least 4.5.
      style.color = lightness(style.backgroundColor) > 0.18 ? "#000" : "#fff";
      host.replaceChildren(button);
    } else {
      if (getComputedStyle(host).display === "inline") host.style.display = "block";
      host.replaceChildren(new Frame(host, url, label).element);
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
      static observedAttributes = ["location", "service", "mode", "label", ...LOOKS];
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
    for (const frame of frames) if (!frame.host.isConnected && !frame.dialog?.open) frame.remove();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", look);
  look();

  // Before the page's own handlers, many of which stop links that lead nowhere.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("[data-booking-popup]");
      const { button, metaKey, ctrlKey, shiftKey } = event;
      if (!link || button || metaKey || ctrlKey || shiftKey) return;
      const url = new URL(link.dataset.bookingPopup || link.href || "", ORIGIN);
      if (url.origin !== ORIGIN) return;
      event.preventDefault();
      // By the page's text: the link is another colour while the pointer is over it.
      open(link, complete(url, document.body), link.ariaLabel || link.textContent.trim() || "Book online");
    },
    true,
  );
})();
