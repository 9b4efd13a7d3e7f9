const log = document.querySelector(".log");

for (const name of ["ready", "step", "slot_selected", "slot_lost", "booked", "cancelled", "error"]) {
  addEventListener(`booking-widget:${name}`, ({ detail }) => {
    const entry = document.createElement("li");
    const title = document.createElement("strong");
    title.textContent = name;
    const facts = document.createElement("code");
    facts.textContent = JSON.stringify(detail);
    entry.append(title, " ", facts);
    log.prepend(entry);
  });
}
