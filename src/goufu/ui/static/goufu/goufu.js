// What plain HTML cannot do by itself. Every page works without it.

function grow(text) {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", ({ target }) => target.matches?.(".gf-grow") && grow(target));
  document.querySelectorAll(".gf-grow").forEach(grow);
}

document.addEventListener("click", ({ target }) => target.closest("[data-print]") && window.print());

// What is wrong is read first.
document.querySelector(".gf-errors")?.focus();

// A long selection gets a search field: the words narrow it down, Enter takes the first that is left.
function searchable(select) {
  const search = Object.assign(document.createElement("input"), { type: "search", className: "gf-search", autocomplete: "off" });
  search.placeholder = select.dataset.search;
  search.setAttribute("aria-label", `${select.dataset.search}：${select.labels[0]?.firstChild.textContent.trim() ?? ""}`);
  search.setAttribute("aria-controls", select.id);
  const options = [...select.options];
  const shown = () => options.filter((each) => !each.hidden && each.value);
  function narrow() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const each of options) {
      const text = `${each.parentElement.label ?? ""} ${each.text}`.toLowerCase();
      each.hidden = !words.every((word) => text.includes(word));
    }
    select.querySelectorAll("optgroup").forEach((group) => { group.hidden = [...group.children].every((each) => each.hidden); });
    select.size = words.length ? 8 : 0;
  }
  function take(option) {
    select.value = option.value;
    search.value = "";
    narrow();
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.focus();
  }
  search.addEventListener("input", narrow);
  search.addEventListener("change", (event) => event.stopPropagation());
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && search.value) select.focus();
    else if (event.key === "Enter" && search.value && shown().length) take(shown()[0]);
    else if (event.key !== "Enter") return;
    event.preventDefault();
  });
  select.addEventListener("click", ({ target }) => search.value && target.matches("option") && take(target));
  select.addEventListener("keydown", (event) => {
    if (!search.value || event.key !== "Enter" || !select.selectedOptions.length) return;
    event.preventDefault();
    take(select.selectedOptions[0]);
  });
  select.before(search);
}
document.querySelectorAll("select[data-search]").forEach(searchable);

// The rows that are ticked are counted and added up, and all of a page ticked at once. The usual step is then the page's blue one.
function sayChosen(form) {
  const ticks = [...form.elements].filter((each) => each.name === "chosen");
  const ticked = ticks.filter((each) => each.checked);
  const said = form.querySelector("[data-chosen]");
  const sums = ticked.map((each) => each.closest("tr").querySelector("td data")).filter(Boolean);
  const fen = sums.reduce((sum, each) => sum + Math.round(each.value * 100), 0);
  const sum = (fen / 100).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  said.textContent = said.dataset.chosen.replace("#", ticked.length);
  if (sums.length) said.append("　", said.dataset.sum.replace("#", sum));
  ticks.forEach((each) => each.closest("tr").classList.toggle("chosen", each.checked));
  form.querySelector("[type=reset]").hidden = !ticked.length;
  form.querySelector("[name=verb]").classList.toggle("line", !ticked.length);
  document.querySelectorAll(".gf-heading .gf-btn").forEach((each) => each.classList.toggle("yields", ticked.length > 0));
}
document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (form?.id !== "choose") return;
  if ("chooseAll" in target.dataset) {
    [...form.elements].filter((each) => each.name === "chosen").forEach((each) => { each.checked = target.checked; });
  }
  sayChosen(form);
});
document.addEventListener("reset", ({ target }) => target.id === "choose" && setTimeout(() => sayChosen(target)));
const showAllTicks = () => document.querySelectorAll("[data-choose-all]").forEach((each) => { each.hidden = false; });
document.addEventListener("htmx:afterSwap", showAllTicks);
showAllTicks();

// Many ticks of a field are set at once, and taken back where all were set.
document.querySelectorAll("[data-tick-all]").forEach((each) => { each.hidden = false; });
document.addEventListener("click", ({ target }) => {
  if (!target.matches("[data-tick-all]")) return;
  const ticks = [...target.closest("fieldset").querySelectorAll("[type=checkbox]")];
  const isTicked = !ticks.every((each) => each.checked);
  ticks.forEach((each) => { each.checked = isTicked; });
  ticks[0].dispatchEvent(new Event("change", { bubbles: true }));
});

// Menus close with Escape and when one goes elsewhere.
function closeMenus(except) {
  document.querySelectorAll(".gf-menu[open]").forEach((menu) => menu !== except && (menu.open = false));
}
document.addEventListener("click", ({ target }) => closeMenus(target.closest(".gf-menu")));
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape") return;
  const menu = target.closest(".gf-menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});

// “/” leads to the search, unless one is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("#search-text, #search");
  if (!search) return;
  event.preventDefault();
  const folded = search.closest(".navbar-collapse:not(.show)");
  if (folded && !search.getClientRects().length) folded.classList.add("show");
  search.focus();
  search.select();
});

// An answer from another address, as when the session has ended, is a page of its own, not a part of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, boosted, pathInfo } = event.detail;
  if (!boosted || !xhr.responseURL) return;
  const asked = new URL(pathInfo.requestPath, location.href);
  if (new URL(xhr.responseURL).pathname === asked.pathname) return;
  event.preventDefault();
  location.assign(xhr.responseURL);
});
