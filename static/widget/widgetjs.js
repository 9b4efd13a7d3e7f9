// Comes after embed.js where a page still asks for Altegio's own loader, /widgetJS: draws the button that the page has
// settings for, and opens links that were made for Altegio's own pages.
(() => {
  "use strict";

  const MARK = "data-widgetjs";
  if (document.querySelector(`[${MARK}]`)) return;
  if (!document.currentScript) return;
  const { origin } = new URL(document.currentScript.src);

  const draw = () => {
    const { buttonColor, buttonText, buttonPosition } = window.yWidgetSettings || {};
    const widget = document.createElement("booking-widget");
    widget.setAttribute(MARK, "");
    widget.setAttribute("mode", "floating");
    if (buttonText) widget.setAttribute("label", buttonText);
    if (buttonColor) widget.setAttribute("accent", buttonColor);
    document.body.append(widget);
    const { style } = widget.firstElementChild;
    if (/left/.test(buttonPosition)) style.insetInline = "16px auto";
    if (/top/.test(buttonPosition)) Object.assign(style, { top: "16px", bottom: "auto" });
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", draw);
  else draw();

  // Before embed.js looks at the same click.
  addEventListener("click", ({ target }) => {
    const link = target.closest?.(".ms_booking[data-url]");
    if (!link) return;
    const url = new URL(link.dataset.url, location.href);
    link.dataset.bookingPopup = new URL((url.pathname.match(/\/company\/.*/) || ["/"])[0] + url.search, origin).href;
  }, true);
})();
