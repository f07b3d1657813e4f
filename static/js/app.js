// What JavaScript adds. Every page works without it: nothing here is the only way to do a thing.
"use strict";

// After a form came back with errors, the summary is where reading goes on.
const summary = document.getElementById("error-summary");
if (summary) summary.focus();

// Buttons that only a script can serve are shown by the script.
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const link = document.querySelector("link[rel=canonical]");
    const url = link ? link.href : location.href;
    try {
      if (navigator.share) await navigator.share({ title: document.title, url });
      else {
        await navigator.clipboard.writeText(url);
        button.querySelector("[data-share-text]").textContent = button.dataset.share;
      }
    } catch (error) {
      // The visitor closed the sheet, or the browser forbids the clipboard: the link stays on the page.
      if (error.name !== "AbortError") console.warn(error.name);
    }
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const said = document.getElementById(`${button.dataset.copy}-said`);
  button.hidden = false;
  button.addEventListener("click", async () => {
    // Marked first: where nothing may be copied for the visitor, they do it by hand.
    getSelection().selectAllChildren(text);
    try {
      // Plain http and some apps' browsers have no clipboard of the new kind.
      if (navigator.clipboard) await navigator.clipboard.writeText(text.textContent);
      else if (!document.execCommand("copy")) return;
      said.textContent = button.dataset.copied;
    } catch (error) {
      console.warn(error.name);
    }
  });
}

// WeChat's own browser prints nothing: there no button promises to. What is made for paper says how to leave it.
const prints = !navigator.userAgent.includes("MicroMessenger");
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = !prints;
  button.addEventListener("click", () => window.print());
}

// A choice among filters or sort orders is sent as soon as it is made; the button stays for those without a script.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
  for (const button of form.querySelectorAll("[data-auto-hide]")) button.hidden = true;
}

// A page that shows work in progress is looked at again until the work is done.
const working = document.querySelector("[data-reload]");
if (working) setTimeout(() => location.replace(working.dataset.reload), 2000);

// Whether somebody alike is on file is asked while a form is filled in; without a script it is asked when it is sent.
for (const form of document.querySelectorAll("form[data-alike]")) {
  const place = form.querySelector("#alike");
  let asked = 0;
  form.addEventListener("change", async () => {
    const turn = ++asked;
    const answer = await fetch(form.dataset.alike, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok || turn !== asked) return;
    const html = (await answer.text()).trim();
    place.innerHTML = html;
    place.hidden = html === "";
  });
}

// How many offers are ticked for comparing, and a stop at four.
const compare = document.querySelector("form[data-compare]");
if (compare) {
  const limit = Number(compare.dataset.compare);
  const boxes = [...compare.querySelectorAll("input[name=id][type=checkbox]")];
  const count = compare.querySelector("[data-compare-count]");
  const update = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.disabled = ticked >= limit && !box.checked;
    compare.classList.toggle("compare-form--idle", ticked === 0);
    if (!count) return;
    count.textContent = String(ticked);
    count.hidden = ticked === 0;
  };
  for (const box of boxes) box.addEventListener("change", update);
  update();
}
