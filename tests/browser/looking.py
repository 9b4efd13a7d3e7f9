"""What is wrong to the eye and can be measured, each as a function that a page evaluates."""

from __future__ import annotations

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [
  document.documentElement.scrollWidth + " px:",
  ...[...document.body.querySelectorAll("*")].filter(element => {
    const box = element.getBoundingClientRect();
    return box.right > innerWidth + 0.5 || box.left < -0.5;
  }).map(element => element.outerHTML.slice(0, 160)),
]"""

OUT_OF_ORDER = r"""() => {
  const runs = [
    /\d{1,2}:\d{2}/g, /\+\d{7,}/g, /\(\d{3}\) \d{3}-\d{4}/g, /\d+[.,]\d{2}/g, /\d{2,}/g,
    /(Yusuf|Jonas|Anna|Marcus) [A-Z]\./g,
  ];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const box = (node, at) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  const found = {seen: 0, wrong: []};
  while (texts.nextNode()) {
    const node = texts.currentNode, around = node.parentElement;
    if (!around.checkVisibility() || around.closest(".visually-hidden, .skip, option")) continue;
    for (const run of runs) for (const {0: text, index} of node.data.matchAll(run)) {
      const boxes = [...text].map((_, at) => box(node, index + at));
      found.seen += 1;
      // A run may go on in another line.
      if (boxes.some((one, at) => at && one.top === boxes[at - 1].top && one.left < boxes[at - 1].left - 0.5))
        found.wrong.push(text + " in " + around.outerHTML.slice(0, 200));
    }
  }
  return found;
}"""
"""Every visible run of characters of which the second has to stand at the right of the first."""

BROKEN_WORDS = r"""() => {
  const parts = ".steps .label, dt, th, h1, h2, h3, summary, main button, .way, .onward a, .action, .legend li, .count";
  const found = [];
  for (const part of document.querySelectorAll(parts)) {
    const style = getComputedStyle(part);
    if (!part.checkVisibility() || style.clipPath !== "none") continue;
    if (part.scrollWidth > part.clientWidth && style.overflow !== "visible") found.push(part.textContent);
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) for (const {0: word, index} of texts.currentNode.data.matchAll(/[^\s\u2013-]+/g)) {
      if (texts.currentNode.parentElement.closest(".visually-hidden")) continue;
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(word);
    }
  }
  return found;
}"""
"""Words of ours that are cut off, or go on in the next line."""

OVERLAPPING = """() => {
  const selector = ".title, .price, .duration, .name, .rating, .role, dt, dd, .business, header .phone";
  const boxesOf = part => {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), boxes = [];
    while (texts.nextNode()) {
      if (texts.currentNode.parentElement.closest(".visually-hidden")) continue;
      const words = document.createRange();
      words.selectNodeContents(texts.currentNode);
      boxes.push(...words.getClientRects());
    }
    return boxes;
  };
  const parts = [...document.querySelectorAll(selector)]
    .filter(part => part.checkVisibility() && getComputedStyle(part).clipPath === "none")
    .map(part => ({part, boxes: boxesOf(part)}));
  const meet = (one, other) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top < other.bottom - 4 && other.top < one.bottom - 4;
  return parts.flatMap(({part, boxes}, at) => parts.slice(at + 1)
    .filter(other => !part.contains(other.part) && boxes.some(box => other.boxes.some(one => meet(box, one))))
    .map(other => part.textContent + " / " + other.part.textContent));
}"""
"""Words that stand on each other. Letters may reach a little out of their line."""
