// Follows a run: asks for its progress while the page is open. Without this the page has links for it.
// Below, a page that says that something is still being read or checked is shown anew once it is there.
(function () {
  "use strict";
  var SECONDS = 2;
  var controls = document.getElementById("progress-controls");
  if (!controls || Number(controls.dataset.every) > 0) { return; }
  var follows = true;
  var button = document.createElement("button");
  button.type = "button";

  function word() { button.textContent = follows ? "Stop following" : "Follow the run"; }

  function put(text) {
    var found = new DOMParser().parseFromString(text, "text/html");
    var sentence = found.getElementById("progress-sentence");
    var rows = found.getElementById("progress-rows");
    if (!sentence || !rows) { return; }
    var shown = document.getElementById("progress-sentence");
    // Only what is new is read aloud.
    if (shown.textContent !== sentence.textContent) { shown.textContent = sentence.textContent; }
    shown.className = sentence.className;
    var place = document.getElementById("progress-rows");
    // A reader who scrolls or stands in the table is not thrown out of it.
    if (!place.contains(document.activeElement)) { place.replaceChildren.apply(place, rows.childNodes); }
  }

  function ask() {
    if (!follows || document.hidden) { return Promise.resolve(); }
    return fetch("/runs/progress", { credentials: "omit" })
      .then(function (answer) { return answer.ok ? answer.text().then(put) : undefined; })
      .catch(function () { document.getElementById("progress-sentence").textContent = "The local page does not answer. Start evaluation serve again."; });
  }

  function again() { window.setTimeout(function () { ask().then(again); }, SECONDS * 1000); }

  button.addEventListener("click", function () { follows = !follows; word(); ask(); });
  word();
  controls.replaceChildren(button);
  again();
}());
(function () {
  "use strict";
  var SECONDS = 2;
  var main = document.getElementById("main");
  if (!main || !main.querySelector("[data-waits]") || document.getElementById("progress")) { return; }

  function put(text) {
    var found = new DOMParser().parseFromString(text, "text/html");
    var whole = found.getElementById("main");
    // A reader who stands at a link or in a table is not thrown out of it: the link to load is there.
    if (!whole || whole.querySelector("[data-waits]") || holdsFocus()) { return false; }
    main.replaceChildren.apply(main, whole.childNodes);
    document.getElementById("announced").textContent = "This page is complete now.";
    return true;
  }

  function holdsFocus() { return main !== document.activeElement && main.contains(document.activeElement); }

  function ask() {
    if (document.hidden) { return Promise.resolve(false); }
    return fetch(window.location.href, { credentials: "omit" })
      .then(function (answer) { return answer.ok ? answer.text().then(put) : false; })
      .catch(function () { return false; });
  }

  function again() {
    window.setTimeout(function () { ask().then(function (isDone) { if (!isDone) { again(); } }); }, SECONDS * 1000);
  }

  again();
}());
