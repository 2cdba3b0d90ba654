// The page where a project is written. Without scripts its buttons do the same.
const form = document.querySelector(".plan-form");
let leaving = false;

// A suggested catalogue entry is chosen by one click, as if it had been picked from the list.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-choose]");
  if (!button) return;
  const field = document.getElementById(button.dataset.for);
  field.value = button.dataset.choose;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});

// The class of service follows from the entry that is chosen, and is asked where there is none.
form.addEventListener("change", ({ target }) => {
  if (target.name !== "entry") return;
  const field = form.elements.service_class;
  const code = target.value && target.selectedOptions[0].text;
  if (code) field.value = code.startsWith("A") ? "public" : "auxiliary";
  field.disabled = Boolean(code);
});

// While two versions stand beside each other, nothing is saved but by a button pressed since.
const differences = () => document.getElementById("differences");
form.addEventListener("htmx:beforeRequest", (event) => differences() && event.preventDefault());

// A button waits for the save that is under way, so that the page does not overtake itself; pressed twice, it is once.
form.addEventListener("submit", (event) => {
  const saving = form.classList.contains("htmx-request");
  if (saving || leaving) event.preventDefault();
  if (saving) form.addEventListener("htmx:afterRequest", () => proceed(event.submitter), { once: true });
  else leaving = true;
});
function proceed(button) {
  if (differences()) differences().scrollIntoView();
  else form.requestSubmit(button);
}
form.addEventListener("htmx:beforeRequest", (event) => leaving && event.preventDefault());
addEventListener("pageshow", () => { leaving = false; });

// What is replaced keeps what was unfolded in it, and the place where one was.
let left = null;
const named = (each) => each.dataset.choose ?? each.getAttribute("href") ?? each.parentElement.dataset.fold;
const places = (part) => [...part.querySelectorAll("a, button, summary")];
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  for (const each of target.querySelectorAll("[data-fold]")) {
    const next = fragment.querySelector(`[data-fold="${each.dataset.fold}"]`);
    if (next) next.open = each.open;
  }
  const here = document.activeElement;
  if (places(target).includes(here)) left = { id: target.id, name: named(here) };
});
form.addEventListener("htmx:afterRequest", () => {
  if (!left) return;
  const part = document.getElementById(left.id);
  const next = places(part).find((each) => named(each) === left.name) ?? part;
  left = null;
  if (next === part) part.tabIndex = -1;
  next.focus();
});

// What could not be sent is said; it stays in the form.
for (const failed of ["htmx:sendError", "htmx:responseError"]) {
  form.addEventListener(failed, () => {
    const saved = document.getElementById("saved");
    saved.classList.add("wrong");
    saved.textContent = form.dataset.unsaved;
  });
}

// What kept a change from being saved is marked at its field, as after a full save; the next answer takes the marks away.
form.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) return;
  document.querySelector(".gf-errors")?.remove();
  form.querySelectorAll(".gf-field.wrong").forEach(unmark);
  document.querySelectorAll("#saved [data-input]").forEach(mark);
});
const described = (field) => field.querySelector("fieldset") ?? field.querySelector("input, select, textarea");
function describe(field, change) {
  const by = new Set(described(field).getAttribute("aria-describedby")?.split(" "));
  change(by);
  described(field).setAttribute("aria-describedby", [...by].join(" "));
}
function unmark(field) {
  const message = field.querySelector(".gf-wrong");
  describe(field, (by) => by.delete(message.id));
  message.remove();
  field.classList.remove("wrong");
  field.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
}
function mark(fault) {
  const input = document.getElementById(fault.dataset.input);
  const field = input.closest(".gf-field");
  const { textContent } = fault.querySelector("span");
  const marked = field.querySelector(".gf-wrong");
  if (marked) return marked.append(`；${textContent}`);
  const message = Object.assign(document.createElement("p"), { className: "gf-wrong", id: `${input.id}_error`, textContent });
  const tick = input.closest(".gf-tick");
  if (tick) tick.after(message);
  else input.before(message);
  describe(field, (by) => by.add(message.id));
  field.classList.add("wrong");
  field.querySelectorAll("input, select, textarea").forEach((each) => each.setAttribute("aria-invalid", "true"));
  if (field.closest("details")) field.closest("details").open = true;
}
