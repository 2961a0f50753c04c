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

  /* keys: / search, n new, j k move, Enter open, a next act, g + letter go, ? help, Ctrl+Enter save */
  var going = 0;
  doc.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) { return; }
    if (event.ctrlKey && event.key === "Enter") {
      var form = event.target.closest("form");
      var button = form && find("[type=submit]:not([formnovalidate]), button:not([type])", form);
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (event.key === "F7") { var more = find("[data-add-person]"); if (more) { event.preventDefault(); more.click(); } return; }
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target) || doc.body.dataset.keys !== "on") { return; }
    if (going && Date.now() - going < 1500) {
      going = 0;
      var link = find('[data-go="' + event.key + '"]');
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    var jump = { "/": "#q", n: "[data-key-new]", a: "[data-key-act]", "?": "[data-key-help]" }[event.key];
    if (event.key === "g") { going = Date.now(); return; }
    if (event.key === "j" || event.key === "k") { move(event.key === "j" ? 1 : -1); event.preventDefault(); return; }
    if (jump) {
      var target = find(jump);
      if (!target) { return; }
      event.preventDefault();
      if (target.matches("input")) { target.focus(); } else { target.click(); }
    }
  });
  function move(step) {
    var links = all("[data-row]");
    if (!links.length) { return; }
    var now = links.indexOf(doc.activeElement);
    var next = links[Math.min(links.length - 1, Math.max(0, now + step))];
    next.focus();
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
      if (text === last) { return; }
      fetch(form.dataset.draftUrl, { method: "POST", body: body, credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) { throw new Error(); }
        last = text; dirty = false;
        return answer.json();
      }).then(function (data) { if (note) { note.textContent = data.note; } }).catch(function () {
        if (note) { note.textContent = note.dataset.offline; }
      });
    }, 4000);
  });
  window.addEventListener("beforeunload", function (event) { if (dirty) { event.preventDefault(); event.returnValue = ""; } });

  /* who is looking at this case */
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
  all("[data-print]").forEach(function (button) { button.hidden = false; button.addEventListener("click", function () { window.print(); }); });
  var errors = find("#errors");
  if (errors) { errors.focus(); }
})();
