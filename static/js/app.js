/* Petition Desk: improvements only; every form and list works without this file. */
(function () {
  "use strict";
  var doc = document;
  function find(selector, root) { return (root || doc).querySelector(selector); }
  function all(selector, root) { return Array.prototype.slice.call((root || doc).querySelectorAll(selector)); }
  function typing(target) { return target.closest("input, textarea, select, [contenteditable]"); }

  /* one press, one act: the server refuses doubles, this saves the wait */
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    dirty = false;
    window.setTimeout(function () { delete form.dataset.sent; }, 5000);
  });

  /* keys: / or Ctrl+K search, n new, j k move, Enter open, a next act, g + letter go, F4 same matter, F7 person, ? help */
  var JUMPS = { "/": "#q", n: "[data-key-new]", "?": "[data-key-help]" };
  var going = 0;
  doc.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) { return; }
    var target = event.target;
    if (event.ctrlKey && event.key === "Enter") { press(event, saver(target)); return; }
    if (event.ctrlKey && event.key === "k") { press(event, find("#q")); return; }
    if (event.key === "F7") { press(event, find("[data-add-person]")); return; }
    if (event.key === "F4") { press(event, find("[data-same-matter]"), true); return; }
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (/^[1-9]$/.test(event.key) && digit(event, target)) { return; }
    if (typing(target) || doc.body.dataset.keys !== "on") { return; }
    if (Date.now() - going < 1500) { going = 0; press(event, find('[data-go="' + event.key.replace(/\W/g, "") + '"]')); return; }
    if (event.key === "g") { going = Date.now(); return; }
    if (event.key === "j" || event.key === "k") { move(event.key === "j" ? 1 : -1); event.preventDefault(); return; }
    if (event.key === "a") { press(event, act()); return; }
    if (JUMPS[event.key]) { press(event, find(JUMPS[event.key])); }
  });
  function press(event, target, focus) {
    if (!target) { return; }
    event.preventDefault();
    if (focus || target.matches("input:not([type=submit])")) { target.focus(); } else { target.click(); }
  }
  function saver(target) {
    var form = target.closest("form");
    return form && find("[type=submit]:not([formnovalidate]):not([tabindex]), button:not([type]):not([formnovalidate])", form);
  }
  /* the act of the row one stands on, else that of the page */
  function act() {
    var row = doc.activeElement && doc.activeElement.closest("tr");
    return (row && find("a.btn", row)) || find("[data-key-act]");
  }
  /* a digit chooses in a group of radios, and opens one of the same matter's cases while one stands in that panel */
  function digit(event, target) {
    var n = parseInt(event.key, 10) - 1, found = null;
    if (target.matches("input[type=radio]")) {
      found = all("input[type=radio]", target.closest("fieldset")).filter(function (r) { return r.name === target.name; })[n];
      if (found) { found.focus(); }
    } else if (target.closest("[data-same-matter]")) {
      found = all("a", target.closest("[data-same-matter]"))[n];
    }
    if (found) { event.preventDefault(); found.click(); }
    return !!found;
  }
  function move(step) {
    var links = all("[data-row]");
    if (!links.length) { return; }
    var next = links[Math.min(links.length - 1, Math.max(0, links.indexOf(doc.activeElement) + step))];
    all("tr.focus").forEach(function (row) { row.classList.remove("focus"); });
    next.focus();
    if (next.closest("tr")) { next.closest("tr").classList.add("focus"); }
  }

  /* another person: the server has room for as many as the form says */
  doc.addEventListener("click", function (event) {
    var button = event.target.closest("[data-add-person]");
    if (!button) { return; }
    var form = button.closest("form"), total = find("[name=persons-TOTAL_FORMS]", form), template = find("template[data-person]", form);
    if (!total || !template) { return; }
    event.preventDefault();
    var n = parseInt(total.value, 10), box = doc.createElement("div");
    box.innerHTML = template.innerHTML.replace(/__prefix__/g, n);
    template.parentNode.insertBefore(box, template);
    total.value = n + 1;
    var first = find("input:not([type=hidden]), select", box);
    if (first) { first.focus(); }
  });

  /* a card reader types eighteen characters and Enter: birth date and sex follow from them */
  doc.addEventListener("change", function (event) {
    var field = event.target;
    if (!field.name || !/-identity$/.test(field.name) || !/^\d{17}[\dXx]$/.test(field.value.trim())) { return; }
    var value = field.value.trim(), stem = field.name.replace(/identity$/, "");
    var birth = find('[name="' + stem + 'birth_on"]'), sex = find('[name="' + stem + 'sex"]');
    if (birth && !birth.value) { birth.value = value.slice(6, 10) + "-" + value.slice(10, 12) + "-" + value.slice(12, 14); }
    if (sex && !sex.value) { sex.value = parseInt(value.charAt(16), 10) % 2 ? "m" : "f"; }
  });
  doc.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.name && /-identity$/.test(event.target.name)) {
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  /* drafts: what is typed is kept on the server every few seconds */
  var dirty = false;
  all("form[data-draft-url]").forEach(function (form) {
    var note = find("[data-draft-note]", form), last = "";
    form.addEventListener("input", function () { dirty = true; });
    window.setInterval(function () {
      if (!dirty || form.dataset.sent) { return; }
      var body = new FormData(form);
      all("input[type=file]", form).forEach(function (f) { body.delete(f.name); });
      var text = new URLSearchParams(body).toString();
      dirty = false;
      if (text === last) { return; }
      fetch(form.dataset.draftUrl, { method: "POST", body: body, credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) { throw new Error(); }
        last = text;
        return answer.json();
      }).then(function (data) { if (note) { note.textContent = data.note; } }).catch(function () {
        dirty = true;
        if (note) { note.textContent = note.dataset.offline; }
      });
    }, 4000);
  });
  /* a longer text in a form without drafts: ask before it is left */
  doc.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && event.target.matches("textarea") && form.method === "post" && !form.dataset.draftUrl) { dirty = true; }
  });
  window.addEventListener("beforeunload", function (event) { if (dirty) { event.preventDefault(); event.returnValue = ""; } });

  /* fields that one answer alone asks for: data-only="purpose=accusation"; without scripts they are always there */
  all("[data-only]").forEach(function (box) {
    var wanted = box.dataset.only.split("="), form = box.closest("form");
    var filled = function () { return all("input, select", box).some(function (f) { return f.value; }); };
    var show = function () {
      var chosen = find("[name=" + wanted[0] + "]:checked", form);
      box.hidden = !(chosen && chosen.value === wanted[1]) && !filled();
    };
    form.addEventListener("change", show);
    show();
  });

  /* who is looking at this case */
  window.addEventListener("pageshow", function () { all("form[data-sent]").forEach(function (f) { delete f.dataset.sent; }); });
  var presence = find("[data-presence-url]");
  if (presence) {
    var ping = function () {
      if (doc.hidden) { return; }
      fetch(presence.dataset.presenceUrl, { credentials: "same-origin" }).then(function (a) { return a.json(); })
        .then(function (data) { presence.textContent = data.text; }).catch(function () {});
    };
    ping();
    window.setInterval(ping, 20000);
  }
  /* work in the background: the bar moves by itself until the work has ended */
  all("[data-poll]").forEach(function (box) {
    var timer = window.setInterval(function () {
      if (doc.hidden) { return; }
      fetch(box.dataset.poll, { credentials: "same-origin", headers: { "X-Part": "progress" } }).then(function (answer) {
        if (!answer.ok) { throw new Error(); }
        return answer.text();
      }).then(function (html) {
        box.innerHTML = html;
        if (!find("progress", box)) { window.clearInterval(timer); window.location.reload(); }
      }).catch(function () {});
    }, 1500);
  });
  all("[data-print]").forEach(function (button) { button.hidden = false; button.addEventListener("click", function () { window.print(); }); });
  /* her own page closes itself on a screen that nobody looks at any more */
  var minutes = parseInt(doc.body.dataset.leave || "0", 10);
  if (minutes) { window.setTimeout(function () { window.location.replace("/query/"); }, minutes * 60000); }
  var errors = find("#errors");
  if (errors) { errors.focus(); }
})();
