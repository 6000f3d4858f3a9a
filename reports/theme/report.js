/* What a reader gets where scripts run: search in the page, sorted tables, a contents list that
   follows the text. Without it the page is complete; nothing here loads or stores anything. */
(() => {
"use strict";

const byId = (name) => document.getElementById(name);
const main = byId("main");
const wideScreen = window.matchMedia("(min-width: 64rem)");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/* One character for each character, so that places in the text stay the same. */
const SAME = {"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2018": "'",
  "\u2019": "'", "\u201C": '"', "\u201D": '"'};
function folded(text) {
  return Array.from({length: text.length}, (_, place) => {
    const letter = text[place];
    if (/\s/.test(letter)) return " ";
    const base = (SAME[letter] || letter).normalize("NFD")[0].toLowerCase();
    return base.length === 1 ? base : letter;
  }).join("");
}
const trimmed = (text) => text.replace(/\s+/g, " ").trim();

/* ---- Contents ---- */
const contents = byId("page-contents");
const side = contents.closest(".side");
const tocLinks = new Map([...contents.querySelectorAll("a")]
  .map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
const headings = [...main.querySelectorAll("h2[id], h3[id]")].filter((h) => tocLinks.has(h.id));
let currentLink = null;

function fitContents() { contents.open = wideScreen.matches; }

function sectionInView() {
  const line = Math.min(window.innerHeight / 3, 240);
  const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
  if (atEnd && window.scrollY > 0) return headings[headings.length - 1];
  let low = 0, high = headings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (headings[middle].getBoundingClientRect().top <= line) low = middle + 1;
    else high = middle;
  }
  return headings[low - 1];
}

function markCurrent() {
  const heading = sectionInView();
  const link = heading ? tocLinks.get(heading.id) : null;
  if (link === currentLink) return;
  if (currentLink) currentLink.removeAttribute("aria-current");
  contents.querySelectorAll("li.open").forEach((item) => item.classList.remove("open"));
  currentLink = link;
  if (!link) return;
  link.setAttribute("aria-current", "true");
  for (let item = link.closest("li"); item; item = item.parentElement.closest("li"))
    item.classList.add("open");
  if (wideScreen.matches && !side.contains(document.activeElement)) keepInView(link);
}

function keepInView(link) {
  const box = side.getBoundingClientRect(), place = link.getBoundingClientRect();
  if (place.top < box.top || place.bottom > box.bottom)
    side.scrollTop += place.top - box.top - box.height / 3;
}

/* ---- Search ---- */
const search = byId("page-search");
const field = byId("page-search-words");
const previous = byId("page-search-previous");
const next = byId("page-search-next");
const status = byId("page-search-status");
const places = byId("page-search-sections");
const FEWEST_LETTERS = 2;
const TEXT_BLOCKS = "h2, h3, h4, h5, h6, p, li, dt, dd, pre, figcaption, caption, th, td";
const NOT_SEARCHED = ".download, .unseen, script";
let hits = [];
let currentHit = -1;
let searched = "";
let waiting = 0;

/* The texts of the report, block by block, so that a phrase is found across bold words and links. */
function textBlocks() {
  const blocks = new Map();
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    const block = parent.closest(TEXT_BLOCKS);
    if (!block || parent.closest(NOT_SEARCHED)) continue;
    if (!blocks.has(block)) blocks.set(block, []);
    blocks.get(block).push(node);
  }
  return blocks;
}

function wrapHit(nodes, start, end) {
  const marks = [];
  let offset = 0;
  for (const node of nodes) {
    const from = Math.max(start - offset, 0), to = Math.min(end - offset, node.length);
    offset += node.length;
    if (from >= to) continue;
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const mark = document.createElement("mark");
    range.surroundContents(mark);
    marks.push(mark);
  }
  return marks;
}

/* From the last place to the first, because wrapping cuts the nodes behind it. */
function markBlock(nodes, words) {
  const text = folded(nodes.map((node) => node.data).join(""));
  const starts = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length))
    starts.push(at);
  return starts.reverse().map((at) => wrapHit(nodes, at, at + words.length)).reverse();
}

function forgetHits() {
  const parents = new Set();
  for (const mark of hits.flat()) {
    parents.add(mark.parentNode);
    mark.replaceWith(...mark.childNodes);
  }
  parents.forEach((parent) => parent.normalize());
  hits = [];
  currentHit = -1;
}

function sectionOf(mark) {
  let low = 0, high = headings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = headings[middle].compareDocumentPosition(mark);
    if (order & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY))
      low = middle + 1;
    else high = middle;
  }
  return headings[low - 1] || null;
}

function titleOf(heading) {
  if (!heading) return "Beginning";
  const chapter = tocLinks.get(heading.id).closest("li").parentElement.closest("li");
  const title = trimmed(heading.textContent);
  return chapter ? `${trimmed(chapter.querySelector("a").textContent)}: ${title}` : title;
}

function counted(number, word) {
  return `${number.toLocaleString("en-GB")} ${word}${number === 1 ? "" : "s"}`;
}

function listSections() {
  const found = new Map();
  hits.forEach((marks, number) => {
    const heading = sectionOf(marks[0]);
    if (!found.has(heading)) found.set(heading, []);
    found.get(heading).push(number);
  });
  const lines = [...found].map(([heading, numbers]) => {
    const line = document.createElement("li"), link = document.createElement("a");
    link.href = `#${heading ? heading.id : "main"}`;
    link.textContent = titleOf(heading);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      showHit(numbers[0]);
      const mark = hits[numbers[0]][0];
      mark.tabIndex = -1;
      mark.focus({preventScroll: true});
    });
    line.append(link, ` (${numbers.length.toLocaleString("en-GB")})`);
    return line;
  });
  places.querySelector("ol").replaceChildren(...lines);
  places.hidden = lines.length === 0;
  return lines.length;
}

function find() {
  window.clearTimeout(waiting);
  forgetHits();
  searched = field.value;
  const words = folded(trimmed(searched));
  const isLong = words.length >= FEWEST_LETTERS;
  if (isLong)
    textBlocks().forEach((nodes) => hits.push(...markBlock(nodes, words)));
  const sections = listSections();
  previous.disabled = next.disabled = hits.length === 0;
  search.classList.toggle("searching", words !== "");
  if (words === "") status.textContent = "";
  else if (!isLong) status.textContent = "Type at least two letters.";
  else if (hits.length === 0) status.textContent = "No hits.";
  else status.textContent = `${counted(hits.length, "hit")} in ${counted(sections, "section")}.`;
}

/* A sorted table puts its hits into another order. */
function orderHits() {
  const order = (first, second) =>
    first[0].compareDocumentPosition(second[0]) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  const current = hits[currentHit];
  hits.sort(order);
  currentHit = hits.indexOf(current);
  listSections();
}

function showHit(number) {
  if (hits.length === 0) return;
  (hits[currentHit] || []).forEach((mark) => mark.classList.remove("current"));
  currentHit = (number + hits.length) % hits.length;
  hits[currentHit].forEach((mark) => mark.classList.add("current"));
  hits[currentHit][0].scrollIntoView({block: "center", inline: "nearest",
    behavior: calm.matches ? "auto" : "smooth"});
  const where = titleOf(sectionOf(hits[currentHit][0]));
  status.textContent = `Hit ${(currentHit + 1).toLocaleString("en-GB")} of ` +
    `${hits.length.toLocaleString("en-GB")}, in ${where}.`;
}

const nextHit = () => showHit(currentHit + 1);
const previousHit = () => showHit(currentHit < 0 ? hits.length - 1 : currentHit - 1);

function clearSearch() {
  field.value = "";
  find();
  field.focus({preventScroll: true});
}

function prepareSearch() {
  search.hidden = false;
  places.open = wideScreen.matches;
  field.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(find, 250);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (field.value !== searched) find();
    if (event.shiftKey) previousHit();
    else nextHit();
  });
  next.addEventListener("click", nextHit);
  previous.addEventListener("click", previousHit);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && field.value !== "") {
      event.preventDefault();
      clearSearch();
    }
  });
}

/* ---- Sorted tables ---- */
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|" +
  "t|tember|ober|ember)?";
const DATE = new RegExp(`^(?:(\\d{1,2}) )?${MONTH}(?: (\\d{4})\\b|(?= to |$))`);
const ISO_DATE = /^(\d{4})-(\d{2})(?:-(\d{2}))?\b/;
const FINANCIAL_YEAR = /^(?:q([1-4]) )?(\d{4})\/\d{2}(?: q([1-4]))?\b/;
const FIRST_NUMBER =
  /^(under |below |less than |fewer than |up to )?([+-]?)\u00A3?([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?: ?(k|m|bn|thousand|million|billion)\b)?(?![.,]?\d|[a-z])/;
const SCALES = {k: 1e3, thousand: 1e3, m: 1e6, million: 1e6, bn: 1e9, billion: 1e9};
const MISSING = /^(|\*|-|not available|not shown|not known|suppressed|n\/a|none)$/;
const MOST_OF_A_COLUMN = 0.6;
const collator = new Intl.Collator("en-GB", {numeric: true, sensitivity: "base"});

function sortText(cell) {
  return folded(trimmed(cell.textContent)).replace(/^[\u25B2\u25BC\u2022<>~\u2264\u2265\s]+/, "");
}

const dateNumber = (year, month, day) => Number(year) * 10000 + Number(month) * 100 + Number(day);

function dateOf(text) {
  let found = DATE.exec(text);
  if (found) return dateNumber(found[3] || 0, MONTHS.indexOf(found[2]) + 1, found[1] || 0);
  found = ISO_DATE.exec(text);
  if (found) return dateNumber(found[1], found[2], found[3] || 0);
  found = FINANCIAL_YEAR.exec(text);
  return found ? dateNumber(found[2], 0, found[1] || found[3] || 0) : null;
}

function numberOf(text) {
  const found = FIRST_NUMBER.exec(text);
  if (!found) return null;
  const size = Number(found[4].replaceAll(",", "") + (found[5] || "")) * (SCALES[found[6]] || 1);
  const value = found[2] === "-" || found[3] === "-" ? -size : size;
  return found[1] ? value - Number.EPSILON * Math.max(1, Math.abs(value)) * 4 : value;
}

/* The keys of a column: dates if most cells are, else numbers if most are, else text. */
function columnKeys(rows, column) {
  const texts = rows.map((row) => sortText(row.cells[column]));
  const given = texts.filter((text) => !MISSING.test(text));
  for (const read of [dateOf, numberOf]) {
    const found = given.filter((text) => read(text) !== null);
    if (given.length && found.length >= MOST_OF_A_COLUMN * given.length) return texts.map(read);
  }
  return texts.map((text) => (MISSING.test(text) ? null : text));
}

function compared(first, second) {
  return typeof first === "string" ? collator.compare(first, second) : first - second;
}

function sortedRows(rows, column, direction) {
  if (direction === "none") return rows;
  const keys = columnKeys(rows, column), sign = direction === "ascending" ? 1 : -1;
  return rows.map((row, number) => number).sort((first, second) => {
    const one = keys[first], other = keys[second];
    if (one === null || other === null) return (one === null) - (other === null) || first - second;
    return sign * compared(one, other) || first - second;
  }).map((number) => rows[number]);
}

const FOLLOWING = {none: "ascending", ascending: "descending", descending: "none"};

function prepareTable(table) {
  const body = table.tBodies[0], original = [...body.rows];
  const headers = [...table.tHead.rows[0].cells];
  const name = table.caption.querySelector("strong").textContent.replace(":", "");
  headers.forEach((header, column) => {
    if (trimmed(header.textContent) === "" || header.querySelector("a")) return;
    const button = document.createElement("button"), title = trimmed(header.textContent);
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => {
      const direction = FOLLOWING[header.getAttribute("aria-sort") || "none"];
      headers.forEach((other) => other.removeAttribute("aria-sort"));
      if (direction !== "none") header.setAttribute("aria-sort", direction);
      body.append(...sortedRows(original, column, direction));
      if (hits.length) orderHits();
      byId("page-sorted").textContent = direction === "none"
        ? `${name} in its first order.` : `${name} sorted by ${title}, ${direction}.`;
    });
  });
}

/* ---- Start ---- */
fitContents();
wideScreen.addEventListener("change", () => { fitContents(); places.open = wideScreen.matches; });
contents.classList.add("follows");
contents.addEventListener("click", (event) => {
  if (event.target.closest("a") && !wideScreen.matches) contents.open = false;
});
let asked = false;
window.addEventListener("scroll", () => {
  if (asked) return;
  asked = true;
  window.requestAnimationFrame(() => { asked = false; markCurrent(); });
}, {passive: true});
window.addEventListener("resize", markCurrent);
markCurrent();
prepareSearch();
main.querySelectorAll(".table-region.sortable > table").forEach(prepareTable);
})();
